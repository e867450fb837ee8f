package org.asyncio4j;

import java.util.Locale;

/// How a loop suspends and resumes its tasks. Programs behave the same on each; the speed differs.
public enum Engine {
  /// `CONFINED` where this JVM allows it, else `BATON`, said in one line of the log.
  AUTO,

  /// Tasks are virtual threads that the loop's own thread carries. Needs `--add-opens
  /// java.base/java.lang=ALL-UNNAMED` (or `=org.asyncio4j.core` on the module path); without it the
  /// loop falls back to `BATON` and says so.
  CONFINED,

  /// Tasks are virtual threads of the JVM's default scheduler, of which exactly one at a time holds
  /// the loop's permit. Needs no flag.
  BATON;

  /// As the system property spells it.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Engine of(String text) {
    for (Engine engine : values()) {
      if (engine.name().equals(text.toUpperCase(Locale.ROOT))) {
        return engine;
      }
    }
    throw new IllegalArgumentException(
        "asyncio.engine is '" + text + "': use auto, confined or baton");
  }
}
