package org.asyncio4j.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs tasks on the members of a cluster: for
/// [runInExecutor][org.asyncio4j.EventLoop#runInExecutor(java.util.concurrent.Executor,java.util.concurrent.Callable)],
/// and on its own.
///
/// A task runs **at most once**. It is sent to one member; when that is lost, the future fails with
/// a [MemberLostException], and nothing is sent again. Cancelling the future with an interrupt, as
/// a cancelled await does, interrupts the thread that the task has there. Tasks run on threads of
/// Hazelcast's, not on a loop; they may block.
///
/// What a task returns and throws keeps its type; the frames of an exception name the member. Order
/// is not kept. Where the member's queue is full, the future fails with a
/// `RejectedExecutionException`.
///
/// Submitting writes the task into bytes on the calling thread, and waits for nothing. All methods
/// can be called by any thread; those that wait block it, so not on a loop.
public final class ClusterExecutor implements ExecutorService {
  private final Cluster cluster;
  private final Submitter submitter;
  private final Supplier<@Nullable ClusterMember> route;
  private final Set<RemoteTask<?>> inFlight = ConcurrentHashMap.newKeySet();
  private final CountDownLatch terminated = new CountDownLatch(1);

  /// Both with the lock held.
  private boolean shutDown;

  private int unfinished;

  private ClusterExecutor(
      Cluster cluster, Submitter submitter, Supplier<@Nullable ClusterMember> route) {
    this.cluster = cluster;
    this.submitter = submitter;
    this.route = route;
  }

  /// To one after the other.
  static ClusterExecutor toAnyMember(Cluster cluster, Submitter submitter) {
    AtomicInteger turn = new AtomicInteger();
    return new ClusterExecutor(
        cluster,
        submitter,
        () -> {
          List<ClusterMember> members = cluster.members();
          return members.isEmpty()
              ? null
              : members.get(Math.floorMod(turn.getAndIncrement(), members.size()));
        });
  }

  /// {@return an executor whose tasks run on one member} Shut down by itself.
  ///
  /// @param member one of [Cluster#members]; when it is lost, every task fails with a
  ///   [MemberLostException]
  public ClusterExecutor onMember(ClusterMember member) {
    Objects.requireNonNull(member, "member");
    return new ClusterExecutor(cluster, submitter, () -> member);
  }

  /// {@return an executor whose tasks run on the member that holds what belongs to `key`} Tasks of
  /// equal keys run on the same member while the members are the same: each task goes to the owner
  /// at the time when it is submitted, and does not move with the key. Shut down by itself.
  ///
  /// @param key a string, a number, or what Hazelcast can serialise otherwise
  public ClusterExecutor onKeyOwner(Object key) {
    Objects.requireNonNull(key, "key");
    return new ClusterExecutor(cluster, submitter, () -> cluster.ownerOf(key));
  }

  /// Runs a task once on each member that there is now.
  ///
  /// @param <T> the result's type
  /// @param task the work
  /// @return a future for each member, in the members' order
  public <T extends @Nullable Object> Map<ClusterMember, CompletableFuture<T>> onAllMembers(
      ClusterCallable<T> task) {
    Map<ClusterMember, CompletableFuture<T>> futures = new LinkedHashMap<>();
    for (ClusterMember member : cluster.members()) {
      futures.put(member, send(task, member));
    }
    return futures;
  }

  // --- submitting ---

  /// Runs a task on a member. A lambda that is written here is serialisable by itself.
  ///
  /// @param <T> the result's type
  /// @param task the work
  /// @return its end; cancelling it with an interrupt interrupts the task
  /// @throws IllegalArgumentException when the task or what it captures is not serialisable
  /// @throws RejectedExecutionException when this is shut down
  public <T extends @Nullable Object> CompletableFuture<T> submit(ClusterCallable<T> task) {
    return submit((Callable<T>) task);
  }

  /// As [#submit(ClusterCallable)], for a task that is serialisable and is called otherwise.
  @Override
  public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
    return route(Objects.requireNonNull(task, "task"));
  }

  /// As [#submit(ClusterCallable)], for work without a value, which has to be serialisable.
  @Override
  public CompletableFuture<@Nullable Void> submit(Runnable task) {
    return this.<@Nullable Void>route(
        new RunnableTask<@Nullable Void>(Objects.requireNonNull(task, "task"), null));
  }

  /// As [#submit(Runnable)], with the value for the future.
  @Override
  public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
    return route(new RunnableTask<>(Objects.requireNonNull(task, "task"), result));
  }

  /// As [#submit(Runnable)]; nobody hears how it ended.
  @Override
  public void execute(Runnable task) {
    var _ = submit(task);
  }

  private <T extends @Nullable Object> CompletableFuture<T> route(Callable<T> task) {
    ClusterMember member = route.get();
    if (member == null) {
      return CompletableFuture.failedFuture(MemberLostException.alone());
    }
    return send(task, member);
  }

  private <T extends @Nullable Object> CompletableFuture<T> send(
      Callable<T> task, ClusterMember member) {
    begin();
    RemoteTask<T> remote;
    try {
      remote = submitter.submit(task, member);
    } catch (RuntimeException e) {
      end();
      throw e;
    }
    inFlight.add(remote);
    var _ =
        remote.whenComplete((_, _) -> {
          inFlight.remove(remote);
          end();
        });
    return remote;
  }

  private synchronized void begin() {
    if (shutDown) {
      throw new RejectedExecutionException("this executor is shut down: it takes no more tasks");
    }
    unfinished++;
  }

  private synchronized void end() {
    unfinished--;
    terminateIfOver();
  }

  private void terminateIfOver() {
    if (shutDown && unfinished == 0) {
      terminated.countDown();
    }
  }

  // --- several ---

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  @Override
  public <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    List<CompletableFuture<T>> futures = submitAll(tasks);
    try {
      CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).get(timeout, unit);
    } catch (ExecutionException | CancellationException | TimeoutException e) {
      // each future says its own; those that are late are cancelled
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
    return List.copyOf(futures);
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("292 years have passed", e);
    }
  }

  @Override
  public <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("none of no tasks can have a result: give one or more");
    }
    List<CompletableFuture<T>> futures = submitAll(tasks);
    CompletableFuture<T> first = new CompletableFuture<>();
    AtomicInteger failures = new AtomicInteger();
    for (CompletableFuture<T> future : futures) {
      var _ =
          future.whenComplete((value, failure) -> {
            if (failure == null) {
              first.complete(value);
            } else if (failures.incrementAndGet() == futures.size()) {
              first.completeExceptionally(failure);
            }
          });
    }
    try {
      return first.get(timeout, unit);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private <T extends @Nullable Object> List<CompletableFuture<T>> submitAll(
      Collection<? extends Callable<T>> tasks) {
    List<CompletableFuture<T>> futures = new ArrayList<>(tasks.size());
    try {
      for (Callable<T> task : tasks) {
        futures.add(submit(task));
      }
    } catch (RuntimeException e) {
      futures.forEach(future -> future.cancel(true));
      throw e;
    }
    return futures;
  }

  // --- the end ---

  /// Takes no more tasks; those that were sent go on. Other executors of the cluster are not
  /// touched.
  @Override
  public synchronized void shutdown() {
    shutDown = true;
    terminateIfOver();
  }

  /// As [#shutdown], and cancels what was sent, with an interrupt.
  ///
  /// @return an empty list: nothing waits on this side
  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    inFlight.forEach(task -> task.cancel(true));
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return terminated.await(timeout, unit);
  }
}
