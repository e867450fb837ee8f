package org.asyncio4j.cli;

import org.jline.terminal.Terminal;

/// The colours of what is printed.
///
/// @param on whether there are any
record Style(boolean on) {
  static final Style PLAIN = new Style(false);

  /// Colours, where the terminal has them and the user has not said no (https://no-color.org).
  static Style of(Terminal terminal) {
    String noColor = System.getenv("NO_COLOR");
    return new Style(
        (noColor == null || noColor.isEmpty()) && !terminal.getType().startsWith("dumb"));
  }

  String error(String text) {
    return in("1;31", text);
  }

  String name(String text) {
    return in("36", text);
  }

  String quiet(String text) {
    return in("2", text);
  }

  String prompt(String text) {
    return in("1;35", text);
  }

  private String in(String code, String text) {
    return on ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
