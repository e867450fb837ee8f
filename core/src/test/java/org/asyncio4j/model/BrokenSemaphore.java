package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A semaphore with a bug.
final class BrokenSemaphore implements Permits {
  enum Bug {
    /// Who is cancelled when he had been given a permit keeps it (gh-90155).
    LEAKS_A_PERMIT,

    /// Who is cancelled gives a permit back even if he had none.
    MAKES_A_PERMIT,

    /// Newcomers need not queue.
    LETS_NEWCOMERS_PAST,

    /// The last who came is served first.
    SERVES_THE_LAST,

    /// More permits can be given back than there were.
    IS_NOT_BOUNDED
  }

  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private final int bound;
  private final Bug bug;
  private int permits;

  BrokenSemaphore(int permits, Bug bug) {
    this.permits = permits;
    this.bound = permits;
    this.bug = bug;
  }

  @Override
  public void acquire() {
    if (tryAcquire()) {
      return;
    }
    Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
    if (bug == Bug.SERVES_THE_LAST) {
      waiting.addFirst(turn);
    } else {
      waiting.add(turn);
    }
    try {
      turn.await();
    } catch (CancelledError e) {
      boolean given = turn.done() && !turn.cancelled();
      if (bug == Bug.MAKES_A_PERMIT || (given && bug != Bug.LEAKS_A_PERMIT)) {
        permits++;
      }
      throw e;
    } finally {
      waiting.remove(turn);
      wakeAllThatCan();
    }
  }

  @Override
  public boolean tryAcquire() {
    boolean first = waiting.stream().allMatch(Future::cancelled);
    if (permits == 0 || !(first || bug == Bug.LETS_NEWCOMERS_PAST)) {
      return false;
    }
    permits--;
    return true;
  }

  @Override
  public void release() {
    if (permits >= bound && bug != Bug.IS_NOT_BOUNDED) {
      throw new IllegalStateException();
    }
    permits++;
    if (bug == Bug.LETS_NEWCOMERS_PAST) {
      var _ = Asyncio.getRunningLoop().callSoon(this::wakeAllThatCan);
    } else {
      wakeAllThatCan();
    }
  }

  private void wakeAllThatCan() {
    for (Future<@Nullable Void> turn : waiting) {
      if (permits > 0 && !turn.done()) {
        permits--;
        turn.setResult(null);
      }
    }
  }

  @Override
  public int free() {
    return permits;
  }

  @Override
  public boolean bounded() {
    return true;
  }
}
