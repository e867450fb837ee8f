package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// An event with a bug: who was released looks again, and waits on if it was cleared meanwhile.
final class BrokenEvent implements Flag {
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private boolean set;

  @Override
  public void set() {
    if (!set) {
      set = true;
      for (Future<@Nullable Void> waiter : waiting) {
        if (!waiter.done()) {
          waiter.setResult(null);
        }
      }
    }
  }

  @Override
  public void clear() {
    set = false;
  }

  @Override
  public boolean isSet() {
    return set;
  }

  @Override
  public void await() {
    while (!set) {
      Future<@Nullable Void> waiter = Asyncio.getRunningLoop().createFuture();
      waiting.add(waiter);
      try {
        waiter.await();
      } finally {
        waiting.remove(waiter);
      }
    }
  }
}
