package org.asyncio4j;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which they end (`asyncio.as_completed`).
///
/// @param <T> the type of a future's value
final class AsCompleted<T extends @Nullable Object> implements Iterator<Future<T>>, WaitPoint {
  private final EventLoop loop;
  private final Set<Future<T>> missing = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Queue<Future<T>> ended = new ArrayDeque<>();
  private final Consumer<Future<T>> observer = this::completed;
  private int left;
  private boolean timedOut;
  private @Nullable TimerHandle timer;

  /// Those who wait in [#next], in order.
  private final ArrayDeque<Future<@Nullable Void>> waiting = new ArrayDeque<>();

  AsCompleted(EventLoop loop, Collection<Future<T>> futures, @Nullable Duration timeout) {
    this.loop = loop;
    missing.addAll(futures);
    left = missing.size();
    Set<Future<T>> added = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Future<T> future : futures) {
      if (added.add(future)) {
        future.addDoneCallback(observer, Task.currentOrNull());
      }
    }
    if (timeout != null && left > 0) {
      timer = loop.callLater(timeout, this::expire);
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  /// Suspends until another has ended.
  @Override
  public Future<T> next() {
    if (left == 0) {
      throw new NoSuchElementException("all have been given");
    }
    left--;
    while (ended.isEmpty() && !timedOut) {
      Future<@Nullable Void> wake = loop.createFuture(this);
      waiting.add(wake);
      try {
        wake.await();
      } catch (Throwable e) { // a cancellation, or the refusal to suspend a pinned task
        left++; // it will be given to the next who asks
        waiting.remove(wake);
        if (!wake.cancelled()) {
          wakeNext();
        }
        throw e;
      }
    }
    Future<T> first = ended.poll();
    if (first == null) {
      throw new CompletionException(
          new TimeoutException(left + 1 + " of the awaitables did not end in time"));
    }
    return first;
  }

  /// The last one, if there is no timer; one of several, which nobody knows.
  @Override
  public Collection<? extends Future<?>> needs() {
    return missing.size() == 1 && timer == null ? missing : List.of();
  }

  @Override
  public String toString() {
    return "<asCompleted, " + missing.size() + " missing>";
  }

  private void completed(Future<T> future) {
    if (missing.remove(future)) {
      ended.add(future);
      if (missing.isEmpty() && timer != null) {
        timer.cancel();
      }
      wakeNext();
    }
  }

  private void expire() {
    timedOut = true;
    missing.forEach(future -> future.removeDoneCallback(observer));
    missing.clear();
    while (!waiting.isEmpty()) {
      wakeNext();
    }
  }

  private void wakeNext() {
    for (Future<@Nullable Void> wake = waiting.poll(); wake != null; wake = waiting.poll()) {
      if (!wake.done()) {
        wake.setResult(null);
        return;
      }
    }
  }
}
