package org.asyncio4j.process;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// An executor whose work runs in JVMs of its own (`concurrent.futures.ProcessPoolExecutor`): it
/// computes on other cores with a heap of its own, can be killed in the middle, and takes nobody
/// along when it crashes.
///
/// {@snippet file="org/asyncio4j/process/PoolExamples.java" region="pool"}
///
/// Work is a [RemoteCallable], serialised when it is submitted. It runs at most once, whatever
/// happens to its worker; see the table in [org.asyncio4j.process]. Futures are
/// `CompletableFuture`s; what depends on them runs on the thread that serves the worker, which does
/// nothing else meanwhile.
///
/// Workers are started when work finds none idle, on this JVM's class path or modules; classes that
/// are not there, as those of a program that is run from its source, are sent. A worker that has
/// ended is replaced at once. They ignore Ctrl-C and SIGTERM, which are for this process, and end
/// with it, however that ends.
///
/// Any thread. Work does not wait for other work of the same pool: a pool cannot be sent to a
/// worker.
public final class ProcessPoolExecutor extends AbstractExecutorService {
  private static final AtomicInteger POOLS = new AtomicInteger();

  private final Workers workers;
  private final Packing packing;
  private final Tracked tracked;

  private ProcessPoolExecutor(ProcessPoolOptions options) {
    Loaders loaders = new Loaders();
    packing = new Packing(loaders, options.maxMessage());
    RemoteRunnable initializer = options.initializer();
    AllowedTypes allowed =
        new AllowedTypes(options.maxMessage(), options.allowed(), options.filter());
    Origin origin = Origin.of(initializer == null ? this : initializer);
    Parcel first = initializer == null ? null : packing.pack(new RemoteAction(initializer), origin);
    workers =
        new Workers(
            "asyncio-pool-" + POOLS.incrementAndGet(),
            options,
            new Setup(allowed, first),
            origin,
            loaders);
    tracked = Internals.get().unclosed(this);
  }

  /// {@return a pool of at most `workers` workers} None is started yet.
  ///
  /// @param workers 1 or more
  public static ProcessPoolExecutor create(int workers) {
    return create(ProcessPoolOptions.DEFAULT.withWorkers(workers));
  }

  /// {@return a pool} No worker is started yet.
  ///
  /// @param options how it is to be
  /// @throws IllegalArgumentException when the initializer is not serialisable
  public static ProcessPoolExecutor create(ProcessPoolOptions options) {
    return new ProcessPoolExecutor(Objects.requireNonNull(options, "options"));
  }

  // --- work ---

  /// Has `work` done by a worker. Cancelling the future with `true` kills the worker that has it,
  /// and not the programs that the work has started.
  ///
  /// @param <T> the result's type, serialisable
  /// @param work serialised now: what it captures is sent as it is now
  /// @return its end: a failure is the one that was thrown, with a [RemoteStack] as its last cause,
  ///   a [RemoteException] where that cannot be read here, or a [BrokenProcessException]
  /// @throws IllegalArgumentException when it is not serialisable: says what of it
  /// @throws RejectedExecutionException after the shutdown, or when there is no room
  public <T extends @Nullable Object> CompletableFuture<T> submit(RemoteCallable<T> work) {
    return start(work);
  }

  /// As [#submit(RemoteCallable)], for work without a value.
  ///
  /// @param work what to do
  /// @return its end
  /// @throws IllegalArgumentException when it is not serialisable
  /// @throws RejectedExecutionException after the shutdown, or when there is no room
  public CompletableFuture<@Nullable Void> submit(RemoteRunnable work) {
    return start(RemoteCallable.of(work));
  }

  /// As [#submit(RemoteCallable)]: `work` has to be serialisable all the same.
  ///
  /// @param <T> the result's type, serialisable
  /// @param work what to do
  /// @return its end
  /// @throws IllegalArgumentException when it is not serialisable
  /// @throws RejectedExecutionException after the shutdown, or when there is no room
  @Override
  public <T extends @Nullable Object> Future<T> submit(Callable<T> work) {
    return start(work);
  }

  private <T extends @Nullable Object> RemoteTask<T> start(Callable<T> work) {
    RemoteTask<T> task = task(work);
    workers.submit(task);
    return task;
  }

  /// Has `work` done by a worker, and nobody told of its end.
  ///
  /// @param work serialisable; what an `ExecutorCompletionService` or
  ///   `CompletableFuture.supplyAsync` makes is not: `submit` gives a `CompletableFuture`
  /// @throws IllegalArgumentException when it is not serialisable
  /// @throws RejectedExecutionException after the shutdown, or when there is no room
  @Override
  public void execute(Runnable work) {
    Objects.requireNonNull(work, "work");
    if (work instanceof RemoteTask<?> task && task.isOf(workers)) {
      workers.submit(task);
    } else {
      start(new RemoteAction(work));
    }
  }

  @Override
  protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> work) {
    return task(work);
  }

  private <T extends @Nullable Object> RemoteTask<T> task(Callable<T> work) {
    Objects.requireNonNull(work, "work");
    Origin origin = Origin.of(work);
    return new RemoteTask<>(work, origin, packing.pack(work, origin), workers);
  }

  @Override
  protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable work, T value) {
    Objects.requireNonNull(work, "work");
    Origin origin = Origin.of(work);
    Parcel parcel = packing.pack(new RemoteAction(work), origin);
    return new RemoteTask<>(new RemoteTask.WithValue<>(work, value), origin, parcel, workers);
  }

  /// As [#invokeAny(Collection)], for some time at most.
  ///
  /// @throws TimeoutException when none has succeeded in time
  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    return first(tasks, end);
  }

  /// Has all of `tasks` done until one has succeeded; the others are cancelled, which kills their
  /// workers.
  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return first(tasks, null);
    } catch (TimeoutException e) {
      throw new AssertionError("there is no limit", e);
    }
  }

  private <T extends @Nullable Object> T first(
      Collection<? extends Callable<T>> tasks, @Nullable Long end)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("there is no task to wait for");
    }
    LinkedBlockingQueue<RemoteTask<T>> ended = new LinkedBlockingQueue<>();
    List<RemoteTask<T>> all = new ArrayList<>();
    try {
      for (Callable<T> work : tasks) {
        RemoteTask<T> task = start(work);
        all.add(task);
        task.whenComplete((value, failure) -> ended.add(task));
      }
      for (int i = 1; ; i++) {
        RemoteTask<T> task =
            end == null ? ended.take() : ended.poll(end - System.nanoTime(), NANOSECONDS);
        if (task == null) {
          throw new TimeoutException("no task has succeeded in time");
        }
        if (i == all.size() || !task.isCompletedExceptionally()) {
          return task.get();
        }
      }
    } finally {
      all.forEach(task -> task.cancel(true));
    }
  }

  // --- the end ---

  /// Takes no more work. What is there is done; workers without work end.
  @Override
  public void shutdown() {
    tracked.closed();
    workers.shutdown();
  }

  /// Takes no more work, and kills the workers: what they are doing fails with a
  /// [BrokenProcessException]. What waits is cancelled.
  ///
  /// @return what was waiting, cancelled
  @Override
  public List<Runnable> shutdownNow() {
    tracked.closed();
    List<RemoteTask<?>> never = workers.shutdownNow();
    never.forEach(task -> task.cancel(false));
    return List.copyOf(never);
  }

  @Override
  public boolean isShutdown() {
    return workers.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return workers.areTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return workers.awaitTermination(timeout, unit);
  }

  /// {@return the processes of the workers that there are now}
  public List<ProcessHandle> processes() {
    return workers.processes();
  }

  @Override
  public String toString() {
    return workers.toString();
  }
}
