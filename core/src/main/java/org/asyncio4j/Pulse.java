package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The signs of life that a loop leaves in passing, for the watchdog and the tools: at the cost of
/// an addition a step, and of a look at the clock a few times a second.
///
/// Written on the loop and read on any thread, but for [#ask].
final class Pulse {
  private static final VarHandle STEPS;

  static {
    try {
      STEPS = MethodHandles.lookup().findVarHandle(Pulse.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read through STEPS
  private long steps;

  /// When the loop last looked at the clock, by `System.nanoTime()`.
  private volatile long seen = System.nanoTime();

  /// As [#seen]; for the loop, which need not read a volatile field at each step.
  private long seenHere = seen;

  /// When somebody asked how late the loop is; 0 while nobody does.
  private volatile long asked;

  private volatile long lag;

  // --- on the loop ---

  void step() {
    steps++;
  }

  /// When the loop last looked at the clock: a moment that costs nothing, and is a fraction of a
  /// second old while the loop is busy and watched.
  long lastLook() {
    return seenHere;
  }

  void look() {
    long now = System.nanoTime();
    seenHere = now;
    seen = now;
  }

  /// An iteration begins: all that was ready before has had its turn.
  void iteration() {
    long since = asked;
    if (since != 0) {
      look();
      lag = seenHere - since;
      asked = 0;
    }
  }

  // --- on any thread ---

  /// How many steps have begun.
  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  /// Has the loop say how long what becomes ready now has to wait for its turn.
  void ask(long now) {
    if (asked == 0) {
      asked = now;
    }
  }

  /// How long the loop has owed the answer; 0 when it owes none.
  long owed(long now) {
    long since = asked;
    return since == 0 ? 0 : Math.max(0, now - since);
  }

  /// What it answered last, or, if that is longer, has taken for the next answer so far.
  long lag(long now) {
    return Math.max(lag, owed(now));
  }

  /// The loop has nothing to do: nothing is late.
  void rest() {
    asked = 0;
    lag = 0;
  }
}
