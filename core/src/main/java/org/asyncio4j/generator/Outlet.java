package org.asyncio4j.generator;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.generator.Step.Yielded;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// One subscription to a generator: a task that runs it as far as the subscriber asks.
///
/// All signals but `onSubscribe` come from the task, one after another, so that a subscriber that
/// asks for more inside `onNext` only raises the demand, and nothing recurs.
final class Outlet<T> implements Flow.Subscription {
  private final EventLoop loop;
  private final Supplier<? extends Generator<? extends T, ?, ?>> source;
  private final Flow.Subscriber<? super T> subscriber;

  /// How many items were asked for and not sent; `Long.MAX_VALUE`: all there are.
  private final AtomicLong demand = new AtomicLong();

  /// Whether the subscription is over.
  private final AtomicBoolean over = new AtomicBoolean();

  /// What the subscriber did wrong, and is still to be told.
  private volatile @Nullable IllegalArgumentException complaint;

  /// Whether the task waits for demand, or is about to. Who clears this wakes it.
  private final AtomicBoolean waiting = new AtomicBoolean();

  // --- on the loop ---

  private @Nullable Task<?> task;
  private @Nullable Future<@Nullable Void> more;

  /// Whether the task is in the generator or waits for demand, and not in the clean-up after that.
  private boolean interruptible;

  Outlet(
      EventLoop loop,
      Supplier<? extends Generator<? extends T, ?, ?>> source,
      Flow.Subscriber<? super T> subscriber) {
    this.loop = loop;
    this.source = source;
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
  }

  // --- any thread ---

  void start() {
    try {
      subscriber.onSubscribe(this);
    } catch (Throwable e) {
      over.set(true);
      post(() -> reportSubscriber(e));
      return;
    }
    if (!post(() -> task = loop.createTask(this::run))) {
      over.set(true);
      subscriber.onError(new IllegalStateException("the event loop of this publisher is closed"));
    }
  }

  @Override
  public void request(long n) {
    if (n > 0) {
      demand.updateAndGet(before -> before + n < 0 ? Long.MAX_VALUE : before + n);
      if (waiting.compareAndSet(true, false)) {
        post(this::wake);
      }
    } else if (over.compareAndSet(false, true)) {
      complaint =
          new IllegalArgumentException(
              "asked for " + n + " items: it has to be 1 or more (rule 3.9)");
      post(this::interrupt);
    }
  }

  @Override
  public void cancel() {
    if (over.compareAndSet(false, true)) {
      post(this::interrupt);
    }
  }

  private boolean post(Runnable callback) {
    try {
      loop.callSoonThreadsafe(callback);
      return true;
    } catch (IllegalStateException e) { // closed
      return false;
    }
  }

  // --- on the loop ---

  private void wake() {
    if (more != null && !more.done()) {
      more.setResult(null);
    }
  }

  private void interrupt() {
    if (task != null && interruptible) {
      task.cancel("the subscription was cancelled");
    }
  }

  private void run() {
    Throwable failure = null;
    try (Generator<? extends T, ?, ?> generator = source.get()) {
      send(generator);
    } catch (CancelledError e) {
      if (!over.get()) {
        signal(() -> subscriber.onError(cancellation(e)));
        throw e;
      }
    } catch (Throwable e) {
      failure = e;
    }
    IllegalArgumentException wrong = complaint;
    if (wrong != null) {
      call(() -> subscriber.onError(wrong));
    } else if (failure != null) {
      Throwable failed = failure;
      signal(() -> subscriber.onError(failed));
    } else {
      signal(subscriber::onComplete);
    }
  }

  private static CancellationException cancellation(CancelledError e) {
    CancellationException cancellation = new CancellationException(e.getMessage());
    cancellation.initCause(e);
    return cancellation;
  }

  /// Sends what the subscriber asks for, until the end of the generator or the subscription.
  private void send(Generator<? extends T, ?, ?> generator) {
    interruptible = true;
    try {
      while (awaitDemand()
          && generator.next() instanceof Yielded<? extends T, ?> yielded
          && !over.get()) {
        T item = Objects.requireNonNull(yielded.value(), "a publisher cannot publish null");
        demand.updateAndGet(before -> before == Long.MAX_VALUE ? before : before - 1);
        call(() -> subscriber.onNext(item));
      }
    } finally {
      interruptible = false;
    }
  }

  /// Waits until an item is wanted. {@return false when the subscription is over}
  private boolean awaitDemand() {
    while (demand.get() == 0 && !over.get()) {
      Future<@Nullable Void> asked =
          Internals.get().newFuture(new FromOutside("the demand of a subscriber"));
      more = asked;
      waiting.set(true);
      try {
        if (demand.get() == 0 && !over.get()) {
          asked.await();
        }
      } finally {
        waiting.set(false);
        more = null;
      }
    }
    return !over.get();
  }

  /// The last signal, unless the subscription is over.
  private void signal(Runnable last) {
    if (over.compareAndSet(false, true)) {
      call(last);
    }
  }

  private void call(Runnable signal) {
    try {
      signal.run();
    } catch (Throwable e) {
      over.set(true);
      reportSubscriber(e);
    }
  }

  private void reportSubscriber(Throwable failure) {
    loop.callExceptionHandler(
        new ExceptionContext(
            "Exception in " + subscriber + ", whose subscription is cancelled",
            failure,
            null,
            task,
            null,
            null));
  }
}
