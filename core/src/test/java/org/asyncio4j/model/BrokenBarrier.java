package org.asyncio4j.model;

import java.util.BitSet;
import org.asyncio4j.sync.Condition;

/// A barrier with a bug, and without a way to reset it.
final class BrokenBarrier implements Meeting {
  enum Bug {
    /// Who is cancelled still counts.
    COUNTS_WHO_LEFT,

    /// Numbers are counted up, so that two get the same after another was cancelled.
    GIVES_A_NUMBER_TWICE,

    /// Newcomers are not kept out while those of one meeting leave.
    LETS_NEWCOMERS_IN
  }

  private final Condition changed = Condition.create();
  private final int parties;
  private final Bug bug;
  private final BitSet taken = new BitSet();
  private int count;
  private boolean draining;

  BrokenBarrier(int parties, Bug bug) {
    this.parties = parties;
    this.bug = bug;
  }

  @Override
  public int await() {
    return changed.<Integer>with(() -> {
      if (bug != Bug.LETS_NEWCOMERS_IN) {
        changed.awaitUntil(() -> !draining);
      }
      int index = bug == Bug.GIVES_A_NUMBER_TWICE ? count : taken.nextClearBit(0);
      taken.set(index);
      count++;
      boolean met = false;
      try {
        if (count == parties) {
          draining = true;
          changed.notifyAllWaiters();
        } else {
          changed.awaitUntil(() -> draining);
        }
        met = true;
        return index;
      } finally {
        if (met || bug != Bug.COUNTS_WHO_LEFT) {
          taken.clear(index);
          count--;
        }
        if (count == 0) {
          draining = false;
          changed.notifyAllWaiters();
        }
      }
    });
  }

  @Override
  public void reset() {}

  @Override
  public void abort() {}

  @Override
  public int waiting() {
    return draining ? 0 : count;
  }

  @Override
  public boolean broken() {
    return false;
  }
}
