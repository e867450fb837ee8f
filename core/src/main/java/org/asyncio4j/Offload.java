package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A loop's way to other threads: the executors it hands work to. On the loop.
final class Offload {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final EventLoop loop;
  private @Nullable ExecutorService defaultExecutor;
  private boolean shutDown;

  /// How many futures are pending that something outside completes.
  private int awaited;

  Offload(EventLoop loop) {
    this.loop = loop;
  }

  void setDefault(ExecutorService executor) {
    defaultExecutor = executor;
  }

  boolean hasDefault() {
    return defaultExecutor != null;
  }

  /// Whether nothing is awaited that is done elsewhere.
  boolean isIdle() {
    return awaited == 0;
  }

  /// A future that another thread will complete: `what` says what for, and `stop` is called if it
  /// is cancelled here.
  <T extends @Nullable Object> Future<T> createFuture(String what, Runnable stop) {
    Future<T> future = loop.createFuture(new Outside(what));
    awaited++;
    future.addDoneCallback(done -> {
      awaited--;
      if (done.cancelled()) {
        stop.run();
      }
    });
    return future;
  }

  /// Runs `work` on `executor`, or on the default one.
  <T extends @Nullable Object> Future<T> run(@Nullable Executor executor, Callable<T> work) {
    Executor chosen = executor != null ? executor : defaultExecutor();
    if (chosen instanceof ExecutorService service && !isOfTheJdk(service)) {
      return Bridge.wrap(
          loop, service.submit(work)); // it may run elsewhere: give it the work itself
    }
    CompletionPoster<T> poster = new CompletionPoster<>(loop, work);
    chosen.execute(poster);
    return poster.future;
  }

  /// A virtual thread for each call: a slow one holds nobody up. Not on baton, whose tasks need the
  /// same carriers: a call that the JDK does not know to block, such as reading from a pipe or
  /// standard input, would keep one for itself, and a few would stop the loop.
  private ExecutorService defaultExecutor() {
    if (shutDown) {
      throw new IllegalStateException(
          "the default executor was shut down: pass an executor of your own");
    }
    ExecutorService executor = defaultExecutor;
    if (executor == null) {
      executor =
          loop.engine() == Engine.BATON
              ? platformThreads()
              : Executors.newThreadPerTaskExecutor(
                  work -> JdkThreads.newForeign("asyncio_" + THREADS.getAndIncrement(), work));
      defaultExecutor = executor;
    }
    return executor;
  }

  private static ExecutorService platformThreads() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name("asyncio_", 0).factory());
  }

  private static boolean isOfTheJdk(ExecutorService service) {
    return service.getClass().getModule() == Object.class.getModule();
  }

  /// Refuses further work on the default executor and waits for what it has.
  void shutdown(Duration timeout) {
    shutDown = true;
    ExecutorService executor = defaultExecutor;
    if (executor == null) {
      return;
    }
    executor.shutdown();
    CompletionPoster<Boolean> joined =
        new CompletionPoster<>(
            loop, () -> executor.awaitTermination(Times.nanos(timeout), TimeUnit.NANOSECONDS));
    JdkThreads.newForeign("asyncio-join", joined).start();
    if (!joined.future.await()) {
      LOG.log(
          WARNING,
          "The default executor did not end within {0} seconds: its threads are interrupted and left behind",
          timeout.toSeconds());
      for (Runnable dropped : executor.shutdownNow()) {
        if (dropped instanceof java.util.concurrent.Future<?> work) {
          work.cancel(false);
        }
      }
    }
  }

  /// Refuses further work, and waits for nothing.
  void close() {
    shutDown = true;
    if (defaultExecutor != null) {
      defaultExecutor.shutdown();
    }
  }

  /// Runs work on a thread of the JDK's and brings its end to the loop. Cancelling the future
  /// interrupts the work.
  private static final class CompletionPoster<T extends @Nullable Object> extends FutureTask<T> {
    private final EventLoop loop;
    final Future<T> future;

    /// Set by the thread that does the work.
    private volatile boolean begun;

    CompletionPoster(EventLoop loop, Callable<T> work) {
      super(work);
      this.loop = loop;
      this.future = loop.offload.createFuture("work on another thread", this::stop);
    }

    /// Not on the loop when a thread is in the work: an interrupt closes the channel that it reads
    /// from, and whoever interrupts waits until the reader has noticed, which a virtual thread that
    /// reads from a pipe never does.
    private void stop() {
      if (begun) {
        JdkThreads.newForeign("asyncio-interrupt", () -> cancel(true)).start();
      } else {
        cancel(true);
      }
    }

    @Override
    public void run() {
      begun = true;
      super.run();
      if (isCancelled()) {
        Thread.interrupted(); // came too late to stop the work, and is not meant for what follows
      }
    }

    @Override
    protected void done() {
      if (isCancelled()) {
        loop.postOrDrop(future::cancel);
      }
    }

    @Override
    protected void set(T value) {
      super.set(value);
      loop.postOrDrop(() -> {
        if (!future.done()) {
          future.setResult(value);
        }
      });
    }

    @Override
    protected void setException(Throwable failure) {
      super.setException(failure);
      loop.postOrDrop(() -> {
        if (!future.done()) {
          future.setException(failure);
        }
      });
    }
  }
}
