package org.asyncio4j.net;

import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/// Work that one of Netty's handlers wants done later, as a timer of the loop: it has the only
/// clock.
///
/// @param <V> what the work returns
final class LoopTimer<V extends @Nullable Object> extends DefaultPromise<V>
    implements ScheduledFuture<V> {
  private final EventLoop loop;
  private final Callable<V> work;
  private @Nullable TimerHandle timer;

  LoopTimer(EventExecutor executor, EventLoop loop, Callable<V> work) {
    super(executor);
    this.loop = loop;
    this.work = work;
  }

  /// Called once, on the loop.
  LoopTimer<V> start(Duration delay) {
    if (!isDone()) {
      timer = loop.callLater(delay, this::run);
    }
    return this;
  }

  private void run() {
    if (setUncancellable()) {
      try {
        setSuccess(work.call());
      } catch (Exception e) {
        setFailure(e);
      }
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    TimerHandle timer = this.timer;
    if (timer != null) {
      timer.cancel();
    }
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  public long getDelay(TimeUnit unit) {
    TimerHandle timer = this.timer;
    return timer == null ? 0 : unit.convert(timer.when() - loop.time(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
