package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A lock with a bug: who is cancelled when his turn had come does not wake the next (bpo-27585).
final class BrokenLock implements Permits {
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private boolean locked;

  @Override
  public void acquire() {
    if (tryAcquire()) {
      return;
    }
    Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
    waiting.add(turn);
    try {
      turn.await();
    } finally {
      waiting.remove(turn);
    }
    locked = true;
  }

  @Override
  public boolean tryAcquire() {
    if (locked || !waiting.stream().allMatch(Future::cancelled)) {
      return false;
    }
    locked = true;
    return true;
  }

  @Override
  public void release() {
    if (!locked) {
      throw new IllegalStateException();
    }
    locked = false;
    Future<@Nullable Void> first = waiting.peek();
    if (first != null && !first.done()) {
      first.setResult(null);
    }
  }

  @Override
  public int free() {
    return locked ? 0 : 1;
  }
}
