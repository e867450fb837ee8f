package org.asyncio4j.net.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.sync.CapacityLimiter;
import org.jspecify.annotations.Nullable;

/// Runs calls that block on threads of its own, a limited number at a time for each loop.
///
/// What cancelling does depends on what a call would leave behind. One that changes something runs
/// to its end, and its caller waits for it: else it could go on behind the back of whoever tries
/// again. An interrupt would also close the file, and others may be using it. One that only reads a
/// file of its own is interrupted and left to itself, because it may last for ever: a pipe has a
/// path too.
///
/// Not on the default executor. Its virtual threads cannot be got out of a read from a pipe, and
/// whoever interrupts one waits for it, until something comes; and the end of a run waits for it.
final class OffLoop {
  /// How many calls of one loop run at a time, as in trio and anyio.
  static final int MOST = 40;

  static final ThreadPoolExecutor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("asyncio-file-", 0).factory());

  /// Of the loops that are open. Any thread.
  private static final Map<EventLoop, CapacityLimiter> LIMITERS = new ConcurrentHashMap<>();

  private OffLoop() {}

  /// Suspends until `work` has ended. Cancelling interrupts it and does not wait for it.
  static <T extends @Nullable Object> T interruptibly(Callable<T> work) throws IOException {
    EventLoop loop = Asyncio.getRunningLoop();
    CapacityLimiter limiter = limiterOf(loop);
    limiter.acquire();
    FutureTask<T> task = new FutureTask<>(work);
    try {
      Asyncio.shield(start(loop, task));
    } finally {
      limiter.release();
      if (!task.isDone()) {
        THREADS.execute(() -> task.cancel(true)); // an interrupt waits until the read has ended
      }
    }
    return result(task);
  }

  /// As [#interruptibly], for work that opens something: if its caller has gone, that is closed.
  static <C extends Closeable> C open(Callable<C> work) throws IOException {
    Handover<C> handover = new Handover<>();
    boolean taken = false;
    try {
      C opened = interruptibly(() -> handover.give(work.call()));
      taken = true;
      return opened;
    } finally {
      if (!taken) {
        handover.decline();
      }
    }
  }

  /// Suspends until `work` has ended, also when that is cancelled: then it throws at the next
  /// await. If it has been cancelled before, `work` does not begin.
  static <T extends @Nullable Object> T toItsEnd(Callable<T> work) throws IOException {
    EventLoop loop = Asyncio.getRunningLoop();
    throwIfCancelled();
    CapacityLimiter limiter = limiterOf(loop);
    limiter.acquire();
    FutureTask<T> task = new FutureTask<>(work);
    try {
      shielded(() -> start(loop, task).await());
    } finally {
      limiter.release();
    }
    return result(task);
  }

  /// As [#toItsEnd(Callable)], for work without a value.
  static void toItsEnd(Step work) throws IOException {
    toItsEnd(() -> {
      work.run();
      return true;
    });
  }

  /// What may fail and has no value.
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /// Runs `step`, which suspends, so that no cancellation reaches it.
  static void shielded(Step step) throws IOException {
    Asyncio.<IOException>await(
        () -> {
          Asyncio.shielded(null, step::run);
        },
        IOException.class);
  }

  /// A task that only ever waits where it is shielded would never hear that it is cancelled.
  private static void throwIfCancelled() {
    Task<?> task = Asyncio.currentTask();
    CancelScope scope = CancelScope.current();
    if ((task != null && task.cancelling() > 0)
        || (scope != null && scope.effectiveDeadline() == Long.MIN_VALUE)) {
      Asyncio.checkpoint();
    }
  }

  private static Future<Boolean> start(EventLoop loop, FutureTask<?> task) {
    return loop.runInExecutor(
        THREADS,
        () -> {
          task.run();
          return true;
        });
  }

  private static <T extends @Nullable Object> T result(FutureTask<T> done) throws IOException {
    if (done.state() == FutureTask.State.SUCCESS) {
      return done.resultNow();
    }
    switch (done.exceptionNow()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new CompletionException(e);
    }
  }

  private static CapacityLimiter limiterOf(EventLoop loop) {
    CapacityLimiter limiter = LIMITERS.get(loop);
    if (limiter == null) {
      LIMITERS.keySet().removeIf(EventLoop::isClosed);
      limiter = CapacityLimiter.create(MOST);
      LIMITERS.put(loop, limiter);
    }
    return limiter;
  }

  /// Between the thread that opens something and the task that waits for it.
  private static final class Handover<C extends Closeable> {
    private @Nullable C opened;
    private boolean declined;

    /// On the thread that has opened it.
    C give(C fresh) throws IOException {
      boolean wanted;
      synchronized (this) {
        wanted = !declined;
        opened = fresh;
      }
      if (!wanted) {
        fresh.close();
      }
      return fresh;
    }

    /// On the loop.
    void decline() {
      C unwanted;
      synchronized (this) {
        declined = true;
        unwanted = opened;
      }
      if (unwanted != null) {
        var _ = Asyncio.getRunningLoop().runInExecutor(THREADS, unwanted::close);
      }
    }
  }
}
