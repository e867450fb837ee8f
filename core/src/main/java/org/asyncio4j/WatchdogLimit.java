package org.asyncio4j;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The system property `asyncio.watchdog`.
final class WatchdogLimit {
  static final @Nullable Duration DEFAULT = parse(System.getProperty("asyncio.watchdog", "1000"));

  private WatchdogLimit() {}

  static @Nullable Duration parse(String text) {
    if (text.equals("off")) {
      return null;
    }
    try {
      long millis = Long.parseLong(text);
      if (millis > 0) {
        return Duration.ofMillis(millis);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "asyncio.watchdog cannot be \"" + text + "\": give a number of milliseconds, or \"off\"");
  }
}
