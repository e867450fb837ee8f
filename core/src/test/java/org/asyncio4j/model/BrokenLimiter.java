package org.asyncio4j.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// A limiter with a bug.
final class BrokenLimiter implements Permits {
  enum Bug {
    /// New tokens are not given to those who wait.
    FORGETS_THOSE_WHO_WAIT,

    /// Who is cancelled when he had been given a token is still taken for a borrower.
    FORGETS_WHO_LEFT
  }

  private final Set<Object> borrowers = new LinkedHashSet<>();
  private final Map<Object, Future<@Nullable Void>> waiting = new LinkedHashMap<>();
  private final Bug bug;
  private int total;

  BrokenLimiter(int total, Bug bug) {
    this.total = total;
    this.bug = bug;
  }

  private static Task<?> current() {
    return Objects.requireNonNull(Asyncio.currentTask());
  }

  @Override
  public void acquire() {
    if (tryAcquire()) {
      return;
    }
    Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
    waiting.put(current(), turn);
    try {
      turn.await();
    } catch (CancelledError e) {
      waiting.remove(current());
      if (turn.done() && !turn.cancelled() && bug != Bug.FORGETS_WHO_LEFT) {
        release();
      }
      throw e;
    }
  }

  @Override
  public boolean tryAcquire() {
    return borrowers.size() < total && borrowers.add(current());
  }

  @Override
  public void release() {
    if (!borrowers.remove(current()) && bug != Bug.FORGETS_WHO_LEFT) {
      throw new IllegalStateException();
    }
    grant();
  }

  @Override
  public void resize(int newTotal) {
    total = newTotal;
    if (bug != Bug.FORGETS_THOSE_WHO_WAIT) {
      grant();
    }
  }

  private void grant() {
    for (Object borrower : List.copyOf(waiting.keySet())) {
      if (borrowers.size() < total) {
        Future<@Nullable Void> turn = Objects.requireNonNull(waiting.remove(borrower));
        if (!turn.done()) {
          borrowers.add(borrower);
          turn.setResult(null);
        }
      }
    }
  }

  @Override
  public int free() {
    return Math.max(0, total - borrowers.size());
  }
}
