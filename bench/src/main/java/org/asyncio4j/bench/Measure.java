package org.asyncio4j.bench;

import java.util.Locale;

/// What a number counts.
enum Measure {
  /// Nanoseconds an operation.
  NANOS("ns"),

  /// Microseconds a request.
  MICROS("us"),

  /// Bytes a task.
  BYTES("B"),

  /// Tasks.
  TASKS("tasks"),

  /// Connections.
  CONNECTIONS("connections"),

  /// Open files, sockets and the like.
  DESCRIPTORS("descriptors"),

  /// Errors.
  ERRORS("errors"),

  /// Programs.
  PROGRAMS("programs");

  private final String symbol;

  Measure(String symbol) {
    this.symbol = symbol;
  }

  /// {@return the number in words, with as many digits as it deserves}
  String text(double number) {
    int decimals = this == MICROS ? 2 : number < 10 && this == NANOS ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f %s", number, symbol);
  }
}
