package org.asyncio4j;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Joins futures of a loop to those of the rest of the JVM. Results, failures and cancellations
/// cross in both directions; what comes from another thread crosses through `callSoonThreadsafe`,
/// and is dropped when the loop is closed.
final class Bridge {
  private Bridge() {}

  // --- from the JVM to the loop ---

  /// A future of `loop` that completes as `stage` does. Cancelling it cancels the stage. On the
  /// loop.
  static <T extends @Nullable Object> Future<T> wrap(
      EventLoop loop, CompletionStage<? extends T> stage) {
    CompletableFuture<? extends T> source = stage.toCompletableFuture();
    if (source.isDone()) {
      Future<T> future = loop.createFuture();
      var _ = source.whenComplete((value, failure) -> settle(future, value, failure));
      return future;
    }
    Future<T> future = loop.offload.createFuture("a CompletableFuture", () -> source.cancel(true));
    stage.whenComplete((value, failure) -> loop.postOrDrop(() -> settle(future, value, failure)));
    return future;
  }

  /// As above, for a future that can only be waited for: a virtual thread does so.
  static <T extends @Nullable Object> Future<T> wrap(
      EventLoop loop, java.util.concurrent.Future<? extends T> source) {
    if (source instanceof CompletionStage<?> stage) {
      @SuppressWarnings("unchecked") // a future and a stage of the same value
      CompletionStage<? extends T> same = (CompletionStage<? extends T>) stage;
      return wrap(loop, same);
    }
    CompletableFuture<T> copy =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            source.cancel(mayInterruptIfRunning);
            return super.cancel(mayInterruptIfRunning);
          }
        };
    JdkThreads.newForeign("asyncio-wait", () -> completeFrom(copy, source)).start();
    CompletionStage<T> stage = copy;
    return wrap(loop, stage);
  }

  private static <T extends @Nullable Object> void completeFrom(
      CompletableFuture<T> stage, java.util.concurrent.Future<? extends T> source) {
    try {
      stage.complete(source.get());
    } catch (ExecutionException e) {
      stage.completeExceptionally(e.getCause() != null ? e.getCause() : e);
    } catch (Throwable e) { // cancelled, mostly
      stage.completeExceptionally(e);
    }
  }

  private static <T extends @Nullable Object> void settle(
      Future<T> future, T value, @Nullable Throwable failure) {
    if (future.done()) {
      return;
    }
    if (failure == null) {
      future.setResult(value);
      return;
    }
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CancellationException) {
      future.cancel(cause.getMessage());
    } else {
      future.setException(cause);
    }
  }

  // --- from the loop to the JVM ---

  /// Completes `target` as `source` ends. On the source's loop.
  static <T extends @Nullable Object> void complete(
      CompletableFuture<T> target, Future<? extends T> source) {
    if (source.done()) {
      completeNow(target, source);
    } else {
      source.addDoneCallback(done -> completeNow(target, done));
    }
  }

  private static <T extends @Nullable Object> void completeNow(
      CompletableFuture<T> target, Future<? extends T> done) {
    if (done.cancelled()) {
      target.completeExceptionally(new CancellationException(done.cancelledError().getMessage()));
      return;
    }
    Throwable failure = done.exception();
    if (failure != null) {
      target.completeExceptionally(failure);
    } else {
      target.complete(done.result());
    }
  }

  /// What a future of a loop looks like to other threads.
  static final class Threadsafe<T extends @Nullable Object> extends Dependent<T> {
    private final Runnable cancelSource;

    Threadsafe(EventLoop loop, Runnable cancelSource) {
      super(loop);
      this.cancelSource = cancelSource;
      loop.views.add(this);
      var _ = whenComplete((value, failure) -> loop.views.remove(this));
    }

    /// What this was to show will never come, unless it is there.
    void loopClosed() {
      completeExceptionally(new CancellationException("the event loop was closed"));
    }

    /// For a loop that was closed before it could know of this view.
    void cancelIfClosed() {
      if (loop.isClosed()) {
        loopClosed();
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled) {
        loop.postOrDrop(cancelSource);
      }
      return cancelled;
    }
  }

  /// What depends on a view, and so on a loop.
  static class Dependent<T extends @Nullable Object> extends CompletableFuture<T> {
    final EventLoop loop;

    Dependent(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
      return new Dependent<>(loop);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
      checkMayBlock();
      return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      checkMayBlock();
      return super.get(timeout, unit);
    }

    @Override
    public T join() {
      checkMayBlock();
      return super.join();
    }

    private void checkMayBlock() {
      if (!isDone() && loop.isCurrent()) {
        throw new IllegalStateException(
            "this would block the event loop that has to complete it: await the future itself");
      }
    }
  }
}
