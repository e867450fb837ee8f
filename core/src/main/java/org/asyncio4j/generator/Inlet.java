package org.asyncio4j.generator;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// A publisher's items on their way into one task. The publisher signals on any thread; the task
/// takes.
final class Inlet<T> implements Flow.Subscriber<T> {
  private enum Gone implements Flow.Subscription {
    GONE;

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  private final EventLoop loop = Asyncio.getRunningLoop();
  private final int capacity;
  private final Queue<T> items = new ConcurrentLinkedQueue<>();

  /// How many items were asked for and have not come.
  private final AtomicInteger outstanding = new AtomicInteger();

  /// Null before `onSubscribe`, and [Gone#GONE] when nothing more is wanted or will come.
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

  private volatile @Nullable Throwable failure;
  private volatile boolean ended;

  /// Whether the task waits, or is about to. Who clears this wakes it.
  private final AtomicBoolean waiting = new AtomicBoolean();

  /// What the task waits for. On the loop.
  private @Nullable Future<@Nullable Void> arrival;

  Inlet(int capacity) {
    this.capacity = capacity;
  }

  // --- the task's side ---

  void run(Flow.Publisher<? extends T> publisher, Yielder<T, ?> out) {
    int refill = Math.max(1, capacity / 2);
    int taken = 0;
    try {
      publisher.subscribe(this);
      while (awaitSignal()) {
        out.yield(Objects.requireNonNull(items.poll()));
        if (++taken == refill) {
          taken = 0;
          request(refill);
        }
      }
    } finally {
      cancel();
    }
  }

  /// Waits for an item. {@return false at the end}
  private boolean awaitSignal() {
    while (items.isEmpty()) {
      if (ended && items.isEmpty()) {
        if (failure != null) {
          throw Execution.unchecked(Objects.requireNonNull(failure));
        }
        return false;
      }
      Future<@Nullable Void> signal =
          Internals.get().newFuture(new FromOutside("an item of a publisher"));
      arrival = signal;
      waiting.set(true);
      try {
        if (items.isEmpty() && !ended) {
          signal.await();
        }
      } finally {
        waiting.set(false);
        arrival = null;
      }
    }
    return true;
  }

  private void arrived() {
    if (arrival != null && !arrival.done()) {
      arrival.setResult(null);
    }
  }

  private void request(int count) {
    Flow.Subscription current = subscription.get();
    if (current != null) {
      outstanding.addAndGet(count);
      current.request(count);
    }
  }

  private void cancel() {
    Flow.Subscription current = subscription.getAndSet(Gone.GONE);
    if (current != null) {
      current.cancel();
    }
    items.clear();
  }

  // --- the publisher's side: any thread ---

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    Objects.requireNonNull(subscription, "subscription");
    if (this.subscription.compareAndSet(null, subscription)) {
      request(capacity);
    } else {
      subscription.cancel(); // a second one, or too late
    }
  }

  @Override
  public void onNext(T item) {
    Objects.requireNonNull(item, "item");
    if (subscription.get() == Gone.GONE || ended) {
      return;
    }
    if (outstanding.decrementAndGet() < 0) {
      end(new IllegalStateException("the publisher has sent more items than it was asked for"));
      cancelSubscription();
      return;
    }
    items.add(item);
    signal();
  }

  private void cancelSubscription() {
    Flow.Subscription current = subscription.get();
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void onError(Throwable throwable) {
    end(Objects.requireNonNull(throwable, "throwable"));
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    if (!ended) {
      this.failure = failure;
      ended = true;
      signal();
    }
  }

  private void signal() {
    if (waiting.compareAndSet(true, false)) {
      try {
        loop.callSoonThreadsafe(this::arrived);
      } catch (IllegalStateException e) { // the loop is closed, and the task has been ended
        cancelSubscription();
      }
    }
  }
}
