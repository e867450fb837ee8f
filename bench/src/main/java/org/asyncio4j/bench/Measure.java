package org.asyncio4j.bench;

import java.util.Locale;

/// What a number counts.
enum Measure {
  /// Nanoseconds an operation.
  NANOS("ns"),

  /// Bytes a task.
  BYTES("B"),

  /// Tasks.
  TASKS("tasks"),

  /// Programs.
  PROGRAMS("programs");

  private final String symbol;

  Measure(String symbol) {
    this.symbol = symbol;
  }

  /// {@return the number in words, with as many digits as it deserves}
  String text(double number) {
    return String.format(Locale.ROOT, number < 10 ? "%,.1f %s" : "%,.0f %s", number, symbol);
  }
}
