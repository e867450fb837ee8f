package org.asyncio4j;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// One wait for several futures (`asyncio.wait`), or for the end of a future that is being
/// cancelled.
final class Waiter implements WaitPoint {
  private final Future<@Nullable Void> wake;
  private final Collection<? extends Future<?>> futures;
  private final ReturnWhen until;
  private int missing;
  private @Nullable TimerHandle timer;

  private Waiter(EventLoop loop, Set<? extends Future<?>> futures, ReturnWhen until) {
    this.wake = loop.createFuture(this);
    this.futures = futures;
    this.until = until;
    this.missing = futures.size();
  }

  static <F extends Future<? extends @Nullable Object>> Waited<F> waitFor(
      EventLoop loop, Collection<F> futures, @Nullable Duration timeout, ReturnWhen until) {
    Set<F> distinct = new LinkedHashSet<>(futures);
    if (distinct.isEmpty()) {
      throw new IllegalArgumentException(
          "wait needs at least one future or task, and was given none");
    }
    new Waiter(loop, distinct, until).await(loop, timeout);
    Set<F> done = new LinkedHashSet<>();
    Set<F> pending = new LinkedHashSet<>();
    for (F future : distinct) {
      (future.done() ? done : pending).add(future);
    }
    return new Waited<>(done, pending);
  }

  private void await(EventLoop loop, @Nullable Duration timeout) {
    if (timeout != null) {
      timer = loop.callLater(timeout, this::release);
    }
    Consumer<Future<?>> completed = this::completed;
    Task<?> waiting = Task.current();
    for (Future<?> future : futures) {
      future.addDoneCallback(completed, waiting);
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

  /// All, unless one of them, or a timer, is enough.
  @Override
  public Collection<? extends Future<?>> needs() {
    boolean allOfThem = timer == null && (until == ReturnWhen.ALL_COMPLETED || missing == 1);
    return allOfThem ? futures : List.of();
  }

  @Override
  public String toString() {
    return "<wait for " + missing + " of " + futures.size() + ", " + until + ">";
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
    Future<@Nullable Void> ended = future.loop.createFuture(future);
    Consumer<Future<?>> release =
        done -> {
          if (!ended.done()) {
            ended.setResult(null);
          }
        };
    Task<?> waiting = Task.current();
    future.addDoneCallback(release, waiting);
    try {
      future.cancel();
      waiting.awaitIgnoringScopes(ended);
    } finally {
      future.removeDoneCallback(release);
    }
  }
}
