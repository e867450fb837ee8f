package org.asyncio4j.cli;

import java.util.Locale;

/// How long something took, for a reader: three digits and a unit.
final class Durations {
  private Durations() {}

  static String text(long nanos) {
    double seconds = nanos / 1e9;
    if (seconds < 0.0995) {
      return number(seconds * 1e3) + " ms";
    }
    if (seconds < 99.95) {
      return number(seconds) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 3_600 * 3
        ? whole / 60 + " min"
        : whole < 86_400 * 3 ? whole / 3_600 + " h" : whole / 86_400 + " d";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
  }
}
