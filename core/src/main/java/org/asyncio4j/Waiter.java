package org.asyncio4j;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One wait for several futures (`asyncio.wait`), or for the end of a future that is being
/// cancelled.
final class Waiter {
  private final Future<@Nullable Void> wake;
  private final ReturnWhen until;
  private int missing;
  private @Nullable TimerHandle timer;

  private Waiter(EventLoop loop, ReturnWhen until, int missing) {
    this.wake = loop.createFuture();
    this.until = until;
    this.missing = missing;
  }

  static <F extends Future<? extends @Nullable Object>> Waited<F> waitFor(
      EventLoop loop, Collection<F> futures, @Nullable Duration timeout, ReturnWhen until) {
    Set<F> distinct = new LinkedHashSet<>(futures);
    if (distinct.isEmpty()) {
      throw new IllegalArgumentException(
          "wait needs at least one future or task, and was given none");
    }
    new Waiter(loop, until, distinct.size()).await(loop, distinct, timeout);
    Set<F> done = new LinkedHashSet<>();
    Set<F> pending = new LinkedHashSet<>();
    for (F future : distinct) {
      (future.done() ? done : pending).add(future);
    }
    return new Waited<>(done, pending);
  }

  private void await(EventLoop loop, Set<? extends Future<?>> futures, @Nullable Duration timeout) {
    if (timeout != null) {
      timer = loop.callLater(timeout, this::release);
    }
    Consumer<Future<?>> completed = this::completed;
    for (Future<?> future : futures) {
      future.addDoneCallback(completed);
    }
    try {
      wake.await();
    } finally {
      cancelTimer();
      for (Future<?> future : futures) {
        future.removeDoneCallback(completed);
      }
    }
  }

  private void completed(Future<?> future) {
    missing--;
    boolean enough =
        switch (until) {
          case FIRST_COMPLETED -> true;
          case FIRST_EXCEPTION -> !future.cancelled() && future.exception() != null;
          case ALL_COMPLETED -> false;
        };
    if (missing <= 0 || enough) {
      cancelTimer();
      release();
    }
  }

  private void release() {
    if (!wake.done()) {
      wake.setResult(null);
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /// Cancels `future` and suspends until it has ended. Unlike awaiting it, this can itself be
  /// cancelled meanwhile; but not by a scope.
  static void cancelAndWait(Future<?> future) {
    Future<@Nullable Void> ended = future.loop.createFuture();
    Consumer<Future<?>> release =
        done -> {
          if (!ended.done()) {
            ended.setResult(null);
          }
        };
    future.addDoneCallback(release);
    try {
      future.cancel();
      Task.current().awaitIgnoringScopes(ended);
    } finally {
      future.removeDoneCallback(release);
    }
  }
}
