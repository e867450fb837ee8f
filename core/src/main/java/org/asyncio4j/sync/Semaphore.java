package org.asyncio4j.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// Lets a number of tasks at a time into a part of the code (`asyncio.Semaphore`).
///
/// Strictly first come, first served: a newcomer waits behind those who wait, even if a permit is
/// free for a moment.
public sealed class Semaphore permits BoundedSemaphore {
  private final Binding binding = Internals.get().newBinding();
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private int permits;

  Semaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a semaphore cannot start with " + permits + " permits: give 0 or more");
    }
    this.permits = permits;
  }

  /// {@return a semaphore}
  ///
  /// @param permits how many tasks may enter, at least 0
  public static Semaphore create(int permits) {
    return new Semaphore(permits);
  }

  /// {@return whether a newcomer would have to wait}
  public boolean locked() {
    binding.check();
    return permits == 0 || !waiting.stream().allMatch(Future::cancelled);
  }

  /// {@return how many permits are free}
  public int permits() {
    binding.check();
    return permits;
  }

  /// Suspends until a permit is free, and takes it.
  ///
  /// A task that is cancelled here has taken none; one that it had been given passes to the next.
  public void acquire() {
    if (tryAcquire()) {
      return;
    }
    Future<@Nullable Void> turn = Internals.get().newFuture(this);
    waiting.add(turn);
    try {
      try {
        turn.await();
      } finally {
        waiting.remove(turn);
      }
    } catch (CancelledError e) {
      if (turn.done() && !turn.cancelled()) {
        permits++;
      }
      throw e;
    } finally {
      while (permits > 0 && wakeNext()) {
        // each wake-up takes a permit
      }
    }
  }

  /// Takes a permit if that needs no waiting. Never suspends.
  ///
  /// @return whether one was taken
  public boolean tryAcquire() {
    if (locked()) {
      return false;
    }
    permits--;
    return true;
  }

  /// Gives a permit back; the first who waits gets it.
  public void release() {
    binding.check();
    permits++;
    wakeNext();
  }

  private boolean wakeNext() {
    for (Future<@Nullable Void> turn : waiting) {
      if (!turn.done()) {
        turn.setResult(null);
        permits--;
        return true;
      }
    }
    return false;
  }

  /// Runs `body` with a permit. Suspends until one is free, and where the body does.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return its value
  public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
    acquire();
    try {
      return Asyncio.await(body);
    } finally {
      release();
    }
  }

  /// As [#with(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public void with(Awaitable.Action body) {
    with(Awaitable.of(body));
  }

  /// {@return whether it has a permit, how many, and how many wait for one}
  @Override
  public String toString() {
    return "<"
        + getClass().getSimpleName()
        + (permits == 0 ? " locked" : " unlocked permits=" + permits)
        + Waiters.text(waiting)
        + ">";
  }
}
