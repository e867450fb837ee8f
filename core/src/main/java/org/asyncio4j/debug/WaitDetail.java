package org.asyncio4j.debug;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// What a step's end says in one number: in the top bits the kind of wait, below a duration, a
/// task's number, or the place of a name and perhaps what tells the object from others.
final class WaitDetail {
  static final int NONE = 0;
  static final int SLEEP = 1;
  static final int TASK = 2;
  static final int FUTURE = 3;
  static final int PRIMITIVE = 4;

  private static final int KIND_SHIFT = 60;
  private static final int NAME_SHIFT = 32;

  /// The largest value: 36 years.
  static final long MOST = (1L << KIND_SHIFT) - 1;

  private static final MathContext ROUND = new MathContext(2, RoundingMode.CEILING);
  private static final MathContext EXACT = new MathContext(4);

  /// How long it takes at most, as a rule, from the call to the wait: 10 ms, when classes are
  /// loaded on a busy machine.
  private static final BigDecimal NEAR = BigDecimal.valueOf(10_000_000);

  private static final BigDecimal NEAR_SHARE = new BigDecimal("0.004");

  private WaitDetail() {}

  /// @param value at most [#MOST]
  static long of(int kind, long value) {
    return ((long) kind << KIND_SHIFT) | value;
  }

  /// For the value: the place of a name.
  static long name(int place) {
    return (long) place << NAME_SHIFT;
  }

  /// For the value, with a name: what tells `object` from others, mostly.
  static long identity(Object object) {
    return System.identityHashCode(object) & 0xffff_ffffL;
  }

  static int kind(long detail) {
    return (int) (detail >>> KIND_SHIFT);
  }

  static long value(long detail) {
    return detail & MOST;
  }

  /// How long a sleep was meant to be. Known is only the rest of it when it began to wait, which is
  /// a little less: a round number that is as near as that is taken for the one meant.
  static long sleep(long detail) {
    BigDecimal rest = BigDecimal.valueOf(value(detail));
    BigDecimal round = rest.round(ROUND);
    boolean near = round.subtract(rest).compareTo(NEAR.min(rest.multiply(NEAR_SHARE))) <= 0;
    return (near ? round : rest.round(EXACT)).longValueExact();
  }

  static int name(long detail) {
    return (int) (value(detail) >>> NAME_SHIFT);
  }

  static int identity(long detail) {
    return (int) detail;
  }
}
