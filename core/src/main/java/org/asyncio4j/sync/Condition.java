package org.asyncio4j.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// A lock with a place to wait until something has changed (`asyncio.Condition`).
public final class Condition {
  private final Lock lock;
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();

  /// What a reader is told of.
  private final Object name;

  private Condition(Lock lock) {
    this.lock = lock;
    this.name = this;
  }

  /// A part of something else, which is told of in its stead.
  Condition(Object name) {
    this.lock = Lock.create();
    this.name = name;
  }

  /// {@return a condition with a lock of its own}
  public static Condition create() {
    return new Condition(Lock.create());
  }

  /// {@return a condition on a lock that it may share with others}
  ///
  /// @param lock the lock
  public static Condition create(Lock lock) {
    return new Condition(lock);
  }

  /// {@return the lock}
  public Lock lock() {
    return lock;
  }

  /// Gives the lock back, suspends until notified, and takes the lock again. May return without a
  /// notification: check what was waited for, or use [#awaitUntil].
  ///
  /// A task that is cancelled here takes the lock again before it is thrown the error; a
  /// notification that it had got passes to another.
  ///
  /// @throws IllegalStateException when the lock is not taken
  public void await() {
    checkLocked("wait");
    if (Asyncio.currentTask() == null) {
      throw new IllegalStateException(
          "a callback cannot wait for a condition: have it create a task");
    }
    Future<@Nullable Void> waiter = Internals.get().newFuture(name);
    lock.release();
    boolean failing = true;
    try {
      waiting.add(waiter);
      try {
        waiter.await();
        failing = false;
      } finally {
        waiting.remove(waiter);
        reacquire(failing);
      }
    } catch (Throwable e) {
      wake(1);
      throw e;
    }
  }

  /// Takes the lock however often that is cancelled; then throws the latest cancellation.
  ///
  /// Inside a cancel scope it cannot be cancelled once something is to be thrown. A cancelled scope
  /// would do so at every attempt, without end, and its error would hide a cancellation of the
  /// task.
  private void reacquire(boolean failing) {
    boolean shielded = failing;
    CancelledError cancelled = null;
    while (true) {
      try {
        if (shielded && CancelScope.current() != null) {
          Asyncio.shielded(null, lock::acquire);
        } else {
          lock.acquire();
        }
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

  /// Suspends until `predicate` holds: looks at it now, and whenever notified. The lock is taken
  /// while it looks.
  ///
  /// @param predicate what to wait for
  /// @throws IllegalStateException when the lock is not taken
  public void awaitUntil(BooleanSupplier predicate) {
    while (!predicate.getAsBoolean()) {
      await();
    }
  }

  /// Wakes up to `count` of those who wait, in the order in which they came.
  ///
  /// @param count how many at most
  /// @throws IllegalStateException when the lock is not taken
  public void notify(int count) {
    checkLocked("notify");
    wake(count);
  }

  /// Wakes all who wait.
  ///
  /// @throws IllegalStateException when the lock is not taken
  public void notifyAllWaiters() {
    notify(waiting.size());
  }

  private void wake(int count) {
    int left = count;
    for (Future<@Nullable Void> waiter : waiting) {
      if (left <= 0) {
        return;
      }
      if (!waiter.done()) {
        left--;
        waiter.setResult(null);
      }
    }
  }

  private void checkLocked(String what) {
    if (!lock.locked()) {
      throw new IllegalStateException(
          "cannot " + what + " on a condition whose lock is not acquired");
    }
  }

  /// Runs `body` with the lock.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return its value
  public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
    return lock.with(body);
  }

  /// As [#with(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public void with(Awaitable.Action body) {
    lock.with(body);
  }

  /// {@return whether its lock is taken, and how many wait for it}
  @Override
  public String toString() {
    return "<Condition " + (lock.isTaken() ? "locked" : "unlocked") + Waiters.text(waiting) + ">";
  }
}
