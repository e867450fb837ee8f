package org.asyncio4j.process;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;

/// Work of a pool, and its end. What depends on it runs on the thread that serves the worker.
final class RemoteTask<V extends @Nullable Object> extends CompletableFuture<V>
    implements RunnableFuture<V> {
  final Parcel parcel;
  final Origin origin;
  private final Callable<V> work;
  private final Workers workers;

  /// Where it is, from when a worker is to do it; set and read with the lock of the workers.
  @Nullable Seat seat;

  RemoteTask(Callable<V> work, Origin origin, Parcel parcel, Workers workers) {
    this.work = work;
    this.origin = origin;
    this.parcel = parcel;
    this.workers = workers;
  }

  boolean isOf(Workers workers) {
    return this.workers == workers;
  }

  /// A result that was read from a worker.
  @SuppressWarnings("unchecked") // it is what the work returned
  void succeed(@Nullable Object result) {
    complete(work instanceof WithValue<V> here ? here.value : (V) result);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      workers.cancelled(this, mayInterruptIfRunning);
    }
    return cancelled;
  }

  /// Has the work done in this process, by the caller. The pool does not do so.
  @Override
  public void run() {
    if (!isDone()) {
      try {
        complete(work.call());
      } catch (Throwable e) {
        completeExceptionally(e);
      }
    }
  }

  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  /// Work without a value, and one that stays here until it is done.
  record WithValue<V extends @Nullable Object>(Runnable action, V value) implements Callable<V> {
    @Override
    public V call() {
      action.run();
      return value;
    }
  }
}
