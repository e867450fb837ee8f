package org.asyncio4j;

import java.time.Duration;

/// Durations and moments in nanoseconds that end at `Long.MAX_VALUE` instead of overflowing.
final class Times {
  private Times() {}

  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static long after(long moment, long nanos) {
    long sum = moment + nanos;
    return nanos > 0 && sum < moment ? Long.MAX_VALUE : sum;
  }
}
