package org.asyncio4j.cli;

import java.util.Collection;
import java.util.Map;

/// Values as JSON: maps, collections, strings, numbers and booleans.
final class Json {
  private Json() {}

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(separator);
          append(text, entry.getKey());
          text.append(':');
          append(text, entry.getValue());
          separator = ",";
        }
        text.append('}');
      }
      case Collection<?> values -> {
        text.append('[');
        String separator = "";
        for (Object each : values) {
          text.append(separator);
          append(text, each);
          separator = ",";
        }
        text.append(']');
      }
      case Number _, Boolean _ -> text.append(value);
      default -> appendString(text, value.toString());
    }
  }

  private static void appendString(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
