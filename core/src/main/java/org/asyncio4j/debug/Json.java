package org.asyncio4j.debug;

import java.io.IOException;

/// Writes JSON text that may also stand inside a `<script>` element.
final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /// Writes `text` in quotes. Escapes what JSON must not hold, the `<` of an end tag or a comment,
  /// and halves of surrogate pairs, which no encoding can carry.
  static void quote(Appendable out, String text) throws IOException {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '<' || c == '\u007f' || isHalf(text, i)) {
        escape(out, c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isHalf(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(Appendable out, char c) throws IOException {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 15));
    }
  }

  /// Writes `nanos` as a number of microseconds, exactly.
  static void micros(Appendable out, long nanos) throws IOException {
    out.append(Long.toString(nanos / 1000)).append('.');
    String rest = Long.toString(1000 + nanos % 1000);
    out.append(rest, 1, 4);
  }
}
