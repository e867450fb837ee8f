package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;

/// One line of an answer, taken apart field by field.
final class Fields {
  private final String line;
  private int from;

  Fields(String line) {
    this.line = line;
  }

  /// The lines of `text`, each of which ends with a line break.
  static List<Fields> lines(String text) {
    List<Fields> lines = new ArrayList<>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      lines.add(new Fields(text.substring(from, end)));
      from = end + 1;
    }
    return lines;
  }

  String text() {
    int end = line.indexOf('\t', from);
    String field = line.substring(from, end < 0 ? line.length() : end);
    from = end < 0 ? line.length() + 1 : end + 1;
    return field.indexOf('\\') < 0 ? field : unescape(field);
  }

  private static String unescape(String field) {
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length()) {
        i++;
        c = field.charAt(i);
        c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
      }
      text.append(c);
    }
    return text.toString();
  }

  void skip() {
    String _ = text();
  }

  long number() {
    return Long.parseLong(text());
  }

  /// Numbers separated by commas.
  List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (String number : text().split(",", -1)) {
      if (!number.isEmpty()) {
        numbers.add(Long.valueOf(number));
      }
    }
    return List.copyOf(numbers);
  }

  /// The fields that are left.
  List<String> rest() {
    List<String> rest = new ArrayList<>();
    while (from <= line.length()) {
      rest.add(text());
    }
    return List.copyOf(rest);
  }
}
