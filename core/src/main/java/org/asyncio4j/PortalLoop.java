package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The loop behind a [BlockingPortal], and the thread that runs it. That thread knows this and not
/// the portal, which can become garbage.
final class PortalLoop {
  final EventLoop loop;

  private final Runner runner;
  private final CountDownLatch ended = new CountDownLatch(1);

  /// Set once the portal takes no more calls. Guarded by this, so that what was sent before arrives
  /// at the loop before the request to stop.
  private boolean closed;

  /// What has ended the loop before its time. Written before `ended`.
  private @Nullable Throwable failure;

  /// The tasks started from outside that are not done. On the loop.
  private final Set<Task<?>> tasks = new LinkedHashSet<>();

  /// Set when the portal is to stop. On the loop.
  private final Future<@Nullable Void> stopRequested;

  PortalLoop(LoopOptions options) {
    runner = Runner.create(options);
    loop = runner.getLoop();
    stopRequested = loop.createFuture(new Outside("calls through a portal"));
  }

  void start() {
    JdkThreads.newForeign("asyncio-portal", this::serve).start();
  }

  // --- any thread ---

  <T extends @Nullable Object> CompletableFuture<T> startTask(Awaitable<? extends T> body) {
    Objects.requireNonNull(body, "body");
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(
            "the portal is closed: it takes no more calls. Start another");
      }
      return ThreadsafeRun.start(body, loop, this::track);
    }
  }

  /// Waits for the tasks, cancelled if `cancel`, and for the loop.
  void stop(boolean cancel) {
    synchronized (this) {
      closed = true;
      loop.postOrDrop(() -> requestStop(cancel));
    }
    awaitEnd();
    Throwable failure = this.failure;
    if (failure != null) {
      throw new IllegalStateException("the portal's event loop ended before its time", failure);
    }
  }

  private void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- on the loop ---

  private void track(Task<?> task) {
    tasks.add(task);
    task.addDoneCallback(tasks::remove);
  }

  private void requestStop(boolean cancel) {
    if (cancel) {
      List.copyOf(tasks).forEach(Task::cancel);
    }
    if (!stopRequested.done()) {
      stopRequested.setResult(null);
    }
  }

  // --- the background ---

  private void serve() {
    try (runner) {
      loop.runUntilComplete(() -> {
        stopRequested.await();
        while (!tasks.isEmpty()) {
          Asyncio.wait(tasks);
        }
      });
    } catch (Throwable e) {
      failure = e;
    } finally {
      synchronized (this) {
        closed = true;
      }
      ended.countDown();
    }
  }
}
