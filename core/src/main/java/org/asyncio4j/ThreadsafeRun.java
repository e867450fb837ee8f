package org.asyncio4j;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A body on its way from another thread to a loop, and its end on the way back.
final class ThreadsafeRun<T extends @Nullable Object> {
  private final EventLoop loop;
  private final Awaitable<? extends T> body;
  private final Context context = Context.copyOfCurrent();
  private final Bridge.Threadsafe<T> view;

  /// Null until the loop has made it. On the loop.
  private @Nullable Task<T> task;

  private ThreadsafeRun(EventLoop loop, Awaitable<? extends T> body) {
    this.loop = loop;
    this.body = body;
    this.view = new Bridge.Threadsafe<>(loop, this::cancel);
  }

  static <T extends @Nullable Object> CompletableFuture<T> start(
      Awaitable<? extends T> body, EventLoop loop) {
    ThreadsafeRun<T> run = new ThreadsafeRun<>(loop, body);
    run.view.cancelIfClosed();
    loop.callSoonThreadsafe(run::begin);
    return run.view;
  }

  private void begin() {
    if (view.isDone()) { // cancelled on its way
      return;
    }
    try {
      task = loop.createTask(body, TaskOptions.DEFAULT.withContext(context));
      Bridge.complete(view, task);
    } catch (Throwable e) { // of the task factory
      view.completeExceptionally(e);
      throw e;
    }
  }

  private void cancel() {
    if (task != null) {
      task.cancel();
    }
  }
}
