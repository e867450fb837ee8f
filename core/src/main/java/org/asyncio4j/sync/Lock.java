package org.asyncio4j.sync;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// Lets one task at a time into a part of the code that awaits (`asyncio.Lock`). Code without an
/// await needs none.
///
/// Fair: tasks get it in the order in which they asked. Not reentrant, and not bound to the task
/// that took it.
public final class Lock {
  private final Binding binding = Internals.get().newBinding();
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private boolean locked;

  /// The task that took it, for those who wonder why they wait; null for none.
  private @Nullable Task<?> holder;

  private Lock() {}

  /// {@return a lock, not taken}
  public static Lock create() {
    return new Lock();
  }

  /// Suspends until the lock is free, and takes it.
  ///
  /// A task that is cancelled here has not taken it; if its turn had come, that passes to the next.
  public void acquire() {
    if (tryAcquire()) {
      return;
    }
    Future<@Nullable Void> turn = Internals.get().newFuture(new Turn());
    waiting.add(turn);
    try {
      turn.await();
    } catch (Throwable e) { // a cancellation, or the refusal to suspend a pinned task
      waiting.remove(turn);
      if (!locked) {
        wakeFirst();
      }
      throw e;
    }
    waiting.remove(turn);
    locked = true;
    holder = binding.check();
  }

  /// Takes the lock if that needs no waiting. Never suspends.
  ///
  /// @return whether it was taken
  public boolean tryAcquire() {
    Task<?> task = binding.check();
    if (locked || !waiting.stream().allMatch(Future::cancelled)) {
      return false;
    }
    locked = true;
    holder = task;
    return true;
  }

  /// Gives the lock back; the first who waits gets it.
  ///
  /// @throws IllegalStateException when it is not taken
  public void release() {
    checkThread();
    if (!locked) {
      throw new IllegalStateException("the lock is not acquired: release it once for each acquire");
    }
    locked = false;
    holder = null;
    wakeFirst();
  }

  private void wakeFirst() {
    Future<@Nullable Void> first = waiting.peek();
    if (first != null && !first.done()) {
      first.setResult(null);
    }
  }

  /// {@return whether it is taken}
  public boolean locked() {
    checkThread();
    return locked;
  }

  /// As [#locked()]. Any thread.
  boolean isTaken() {
    return locked;
  }

  /// Throws where the lock, and what is built on it, must not be used.
  void checkThread() {
    binding.check();
  }

  /// Runs `body` with the lock. Suspends until the lock is free, and where the body does.
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

  /// What a task waits for that wants the lock.
  private final class Turn implements WaitPoint {
    @Override
    public Collection<? extends Future<?>> needs() {
      Task<?> task = holder;
      return task == null ? List.of() : List.of(task);
    }

    @Override
    public String toString() {
      return Lock.this.toString();
    }
  }

  /// {@return whether it is taken, and how many wait for it}
  @Override
  public String toString() {
    return "<Lock " + (locked ? "locked" : "unlocked") + Waiters.text(waiting) + ">";
  }
}
