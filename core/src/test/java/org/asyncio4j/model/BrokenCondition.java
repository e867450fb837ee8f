package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.sync.Lock;
import org.jspecify.annotations.Nullable;

/// A condition with a bug.
final class BrokenCondition implements Monitor {
  enum Bug {
    /// Who is cancelled when he had been notified does not notify another (gh-112202).
    LOSES_A_NOTIFICATION,

    /// Who is cancelled while he takes the lock again goes on without it.
    LOSES_THE_LOCK,

    /// The last who came is notified first.
    NOTIFIES_THE_LAST
  }

  private final Lock lock = Lock.create();
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private final Bug bug;

  BrokenCondition(Bug bug) {
    this.bug = bug;
  }

  @Override
  public void acquire() {
    lock.acquire();
  }

  @Override
  public void release() {
    lock.release();
  }

  @Override
  public void await() {
    Future<@Nullable Void> waiter = Asyncio.getRunningLoop().createFuture();
    lock.release();
    if (bug == Bug.NOTIFIES_THE_LAST) {
      waiting.addFirst(waiter);
    } else {
      waiting.add(waiter);
    }
    boolean failing = true;
    try {
      try {
        waiter.await();
        failing = false;
      } finally {
        waiting.remove(waiter);
        reacquire(failing);
      }
    } catch (CancelledError e) {
      if (bug != Bug.LOSES_A_NOTIFICATION) {
        wake(1);
      }
      throw e;
    }
  }

  private void reacquire(boolean failing) {
    if (bug == Bug.LOSES_THE_LOCK) {
      lock.acquire();
      return;
    }
    boolean shielded = failing;
    CancelledError cancelled = null;
    while (true) {
      try {
        boolean shield = shielded && CancelScope.current() != null;
        boolean _ =
            Asyncio.cancelScope(scope -> {
              scope.setShield(shield);
              lock.acquire();
            });
        break;
      } catch (CancelledError e) {
        cancelled = e;
        shielded = true;
      }
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }

  @Override
  public void notify(int count) {
    wake(count);
  }

  @Override
  public void notifyAllWaiters() {
    wake(waiting.size());
  }

  private void wake(int count) {
    int left = count;
    for (Future<@Nullable Void> waiter : waiting) {
      if (left > 0 && !waiter.done()) {
        left--;
        waiter.setResult(null);
      }
    }
  }
}
