package org.asyncio4j.sync;

import java.util.BitSet;
import java.util.Locale;
import org.asyncio4j.Awaitable;

/// Where a number of tasks wait for each other, again and again (`asyncio.Barrier`).
public final class Barrier {
  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final Condition changed = new Condition(this);
  private final int parties;
  private State state = State.FILLING;
  private int count;

  /// The numbers of those who wait. Not just counted up, because one who is cancelled may leave a
  /// gap.
  private final BitSet taken = new BitSet();

  private Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("a barrier for " + parties + " parties: give 1 or more");
    }
    this.parties = parties;
  }

  /// {@return a barrier}
  ///
  /// @param parties how many tasks have to come, at least 1
  public static Barrier create(int parties) {
    return new Barrier(parties);
  }

  /// Suspends until as many tasks wait as the barrier has parties. A task that is cancelled here
  /// leaves, and the others go on waiting.
  ///
  /// @return a number from 0 to `parties - 1`, different for each
  /// @throws BrokenBarrierException when the barrier is reset meanwhile, or aborted
  public int await() {
    return changed.with(() -> {
      awaitFilling();
      int index = taken.nextClearBit(0);
      taken.set(index);
      count++;
      try {
        if (count == parties) {
          state = State.DRAINING;
          changed.notifyAllWaiters();
        } else {
          awaitDraining();
        }
        return index;
      } finally {
        taken.clear(index);
        count--;
        leave();
      }
    });
  }

  private void awaitFilling() {
    changed.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
    if (state == State.BROKEN) {
      throw new BrokenBarrierException("the barrier was aborted");
    }
  }

  private void awaitDraining() {
    changed.awaitUntil(() -> state != State.FILLING);
    if (state == State.BROKEN || state == State.RESETTING) {
      throw new BrokenBarrierException("the barrier was aborted or reset");
    }
  }

  private void leave() {
    if (count == 0) {
      if (state == State.RESETTING || state == State.DRAINING) {
        state = State.FILLING;
      }
      changed.notifyAllWaiters();
    }
  }

  /// Sends those who wait away with a [BrokenBarrierException]; then the barrier is as new.
  /// Suspends for its lock.
  public void reset() {
    changed.with(
        Awaitable.of(() -> {
          if (count == 0) {
            state = State.FILLING;
          } else if (state != State.RESETTING) {
            state = State.RESETTING;
            changed.notifyAllWaiters();
          }
        }));
  }

  /// Sends those who wait, and all who come until [#reset], away with a [BrokenBarrierException].
  /// Suspends for its lock.
  public void abort() {
    changed.with(
        Awaitable.of(() -> {
          state = State.BROKEN;
          changed.notifyAllWaiters();
        }));
  }

  /// {@return how many tasks have to come}
  public int parties() {
    return parties;
  }

  /// {@return how many wait now}
  public int waiting() {
    changed.lock().checkThread();
    return state == State.FILLING ? count : 0;
  }

  /// {@return whether it was aborted}
  public boolean broken() {
    changed.lock().checkThread();
    return state == State.BROKEN;
  }

  /// {@return its state, and how many of how many have come}
  @Override
  public String toString() {
    return "<Barrier "
        + state.name().toLowerCase(Locale.ROOT)
        + " "
        + count
        + " of "
        + parties
        + ">";
  }
}
