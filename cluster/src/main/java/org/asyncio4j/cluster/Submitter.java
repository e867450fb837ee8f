package org.asyncio4j.cluster;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Sends tasks to members and has their futures completed. Always to one member that was chosen
/// here: what Hazelcast sends to a partition it sends again when the owner is lost. Any thread.
final class Submitter {
  static final String TASKS = "asyncio4j.tasks";

  /// A lane of its own: a cancellation does not wait behind what it cancels.
  static final String CONTROL = "asyncio4j.control";

  private final HazelcastInstance hazelcast;
  private final Payloads payloads;
  private final IExecutorService tasks;
  private final IExecutorService control;
  private final Set<RemoteTask<?>> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Submitter(HazelcastInstance hazelcast, Payloads payloads) {
    this.hazelcast = hazelcast;
    this.payloads = payloads;
    this.tasks = hazelcast.getExecutorService(TASKS);
    this.control = hazelcast.getExecutorService(CONTROL);
  }

  /// @param task serialisable
  /// @throws IllegalArgumentException when it is not, or is too large
  /// @throws RejectedExecutionException when this side has left the cluster
  <T extends @Nullable Object> RemoteTask<T> submit(Object task, ClusterMember member) {
    byte[] payload = payloads.write(task, "the task");
    if (closed) {
      throw new RejectedExecutionException("this side has left the cluster: join again");
    }
    UUID id = UUID.randomUUID();
    RemoteTask<T> remote = new RemoteTask<>(id, member, this);
    inFlight.add(remote);
    var _ = remote.whenComplete((_, _) -> inFlight.remove(remote));
    Member target = find(member);
    if (target == null) {
      remote.completeExceptionally(MemberLostException.notStarted(member, null));
      return remote;
    }
    try {
      CompletableFuture<byte[]> reply =
          (CompletableFuture<byte[]>) tasks.submitToMember(Messages.Run.of(id, payload), target);
      // Not on Hazelcast's own thread: what the program adds to a future could hold up the cluster.
      var _ =
          reply.whenCompleteAsync(
              (bytes, failure) -> settle(remote, bytes, failure), OffLoop.LIGHT);
    } catch (RuntimeException e) {
      settle(remote, null, e);
    }
    if (closed) {
      failAll();
    }
    return remote;
  }

  void cancel(UUID id, ClusterMember member, boolean interrupt) {
    Member target = find(member);
    if (target == null) {
      return; // and the task with it
    }
    try {
      var _ = control.submitToMember(Messages.Cancel.of(id, interrupt), target);
    } catch (HazelcastInstanceNotActiveException | HazelcastClientNotActiveException e) {
      // this side is leaving: nobody is there to tell it
    }
  }

  private @Nullable Member find(ClusterMember member) {
    if (!hazelcast.getLifecycleService().isRunning()) {
      return null;
    }
    for (Member each : hazelcast.getCluster().getMembers()) {
      if (each.getUuid().equals(member.id())) {
        return each;
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked") // what the task returned is what its type says
  private <T extends @Nullable Object> void settle(
      RemoteTask<T> remote, byte @Nullable [] reply, @Nullable Throwable failure) {
    try {
      if (failure != null) {
        throw asOurs(failure, remote.member());
      }
      remote.complete((T) Replies.open(Objects.requireNonNull(reply), payloads, remote.member()));
    } catch (Throwable e) { // all of it is the waiter's to know
      remote.completeExceptionally(e);
    }
  }

  private static Throwable asOurs(Throwable failure, ClusterMember member) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause.getClass() == ExecutionException.class)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case RejectedExecutionException full -> full; // the member's queue is full: it has not run
      case CancellationException cancelled -> cancelled;
      case TargetNotMemberException gone -> MemberLostException.notStarted(member, gone);
      case HazelcastClientOfflineException offline ->
          MemberLostException.notStarted(member, offline);
      case HazelcastSerializationException unread ->
          new ClusterSerializationException(
              member + " does not know tasks: was it made by Cluster.join?", unread);
      default -> MemberLostException.started(member, cause);
    };
  }

  /// Takes no more, and fails what has not come back.
  void close() {
    closed = true;
    failAll();
  }

  private void failAll() {
    inFlight.forEach(task -> task.completeExceptionally(MemberLostException.left(task.member())));
  }
}
