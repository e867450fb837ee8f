package org.asyncio4j;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A body on its way from another thread to a loop, and its end on the way back.
final class ThreadsafeRun<T extends @Nullable Object> {
  private final EventLoop loop;
  private final Awaitable<? extends T> body;
  private final Consumer<? super Task<T>> onStart;
  private final Context context = Context.copyOfCurrent();
  private final Bridge.Threadsafe<T> view;

  /// Null until the loop has made it. On the loop.
  private @Nullable Task<T> task;

  private ThreadsafeRun(
      EventLoop loop, Awaitable<? extends T> body, Consumer<? super Task<T>> onStart) {
    this.loop = loop;
    this.body = body;
    this.onStart = onStart;
    this.view = new Bridge.Threadsafe<>(loop, this::cancel);
  }

  static <T extends @Nullable Object> CompletableFuture<T> start(
      Awaitable<? extends T> body, EventLoop loop) {
    return start(body, loop, _ -> {});
  }

  /// As above; `onStart` is given the task on the loop, before its first step.
  static <T extends @Nullable Object> CompletableFuture<T> start(
      Awaitable<? extends T> body, EventLoop loop, Consumer<? super Task<T>> onStart) {
    ThreadsafeRun<T> run = new ThreadsafeRun<>(loop, body, onStart);
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
      onStart.accept(task);
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
