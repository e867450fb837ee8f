package org.asyncio4j;

import java.util.Locale;

/// What a loop does while one of its tasks is in a blocking call that is not this library's: JDBC,
/// `Thread.sleep`, a contended lock.
public enum Blocking {
  /// The loop waits for it and nothing else runs, as in asyncio.
  HOLD,

  /// Other tasks go on, as if the call were an await. Only on [Engine#CONFINED]. Code between two
  /// awaits is then no longer alone: every blocking call in it is a place where other tasks run.
  YIELD;

  /// As the system property spells it.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Blocking of(String text) {
    for (Blocking blocking : values()) {
      if (blocking.name().equals(text.toUpperCase(Locale.ROOT))) {
        return blocking;
      }
    }
    throw new IllegalArgumentException("asyncio.blocking is '" + text + "': use hold or yield");
  }
}
