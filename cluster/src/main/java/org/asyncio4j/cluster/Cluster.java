package org.asyncio4j.cluster;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.wrapFuture;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.QueueConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// This JVM's part in a cluster: a member, which holds data and runs tasks, or a client, which only
/// asks the members. Made and closed in a task; all else can be called by any thread, but what
/// suspends is for tasks only.
public final class Cluster implements AutoCloseable {
  private final HazelcastInstance hazelcast;
  private final ClusterOptions options;
  private final Payloads payloads;
  private final @Nullable ClusterMember local;
  private final Submitter submitter;
  private final ClusterExecutor executor;
  private volatile boolean closed;

  private Cluster(
      HazelcastInstance hazelcast,
      ClusterOptions options,
      Payloads payloads,
      @Nullable ClusterMember local) {
    this.hazelcast = hazelcast;
    this.options = options;
    this.payloads = payloads;
    this.local = local;
    this.submitter = new Submitter(hazelcast, payloads);
    this.executor = ClusterExecutor.toAnyMember(this, submitter);
  }

  /// Suspends until this JVM is a member: of the cluster of those on the list that are there, or of
  /// a new one.
  ///
  /// Members that start at the same time may be alone for some seconds before they have found each
  /// other: [#awaitMembers]. Cancelling the task here takes the member back when it has joined.
  ///
  /// @param options where it listens, whom it looks for
  /// @return the member; closing it leaves the cluster
  /// @throws IOException when the port is taken or nobody answers
  /// @throws TimeoutException when the time limit has passed
  public static Cluster join(ClusterOptions options) throws IOException, TimeoutException {
    Payloads payloads = payloads(options);
    MemberTasks tasks = new MemberTasks(payloads);
    HazelcastInstance hazelcast =
        enter(
            "join",
            options,
            () -> Hazelcast.newHazelcastInstance(HazelcastConfigs.member(options, tasks)));
    return new Cluster(
        hazelcast, options, payloads, ClusterMember.of(hazelcast.getCluster().getLocalMember()));
  }

  /// Suspends until this JVM is connected to a cluster as a client.
  ///
  /// @param options whom it looks for: [ClusterOptions#withMembers] must name a member
  /// @return the client; closing it disconnects
  /// @throws IOException when no member on the list is there
  /// @throws TimeoutException when the time limit has passed
  public static Cluster connect(ClusterOptions options) throws IOException, TimeoutException {
    if (options.members().isEmpty()) {
      throw new IllegalArgumentException(
          "a client has to know a member: give ClusterOptions.withMembers one or more");
    }
    Payloads payloads = payloads(options);
    HazelcastInstance hazelcast =
        enter(
            "connect",
            options,
            () -> HazelcastClient.newHazelcastClient(HazelcastConfigs.client(options)));
    return new Cluster(hazelcast, options, payloads, null);
  }

  private static Payloads payloads(ClusterOptions options) {
    return new Payloads(
        new AllowedTypes(
            options.allowedPackages(), options.allowedClasses(), options.maxMessageSize()),
        options.maxMessageSize(),
        Thread.currentThread().getContextClassLoader());
  }

  private static HazelcastInstance enter(
      String what, ClusterOptions options, Callable<HazelcastInstance> start)
      throws IOException, TimeoutException {
    SystemLog.use();
    CompletableFuture<HazelcastInstance> end =
        OffLoop.start(
            "asyncio-cluster-" + what, start, late -> late.getLifecycleService().terminate());
    var _ = end.orTimeout(options.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return await(wrapFuture(end), TimeoutException.class);
    } catch (TimeoutException e) {
      TimeoutException told =
          new TimeoutException(
              "cannot " + what + " cluster '" + options.name() + "' within " + options.timeLimit());
      told.initCause(e);
      throw told;
    } catch (RuntimeException e) {
      if (e.getClass().getName().startsWith("com.hazelcast.")
          || e instanceof IllegalStateException) {
        throw new IOException(
            "cannot " + what + " cluster '" + options.name() + "': " + e.getMessage(), e);
      }
      throw e;
    }
  }

  // --- who is there ---

  /// {@return the members that there are now, in the order in which they joined}
  public List<ClusterMember> members() {
    if (!hazelcast.getLifecycleService().isRunning()) {
      return List.of();
    }
    return hazelcast.getCluster().getMembers().stream().map(ClusterMember::of).toList();
  }

  /// {@return this JVM's member; null for a client}
  public @Nullable ClusterMember localMember() {
    return local;
  }

  /// Suspends until there are so many members at least.
  ///
  /// @param count how many, this JVM's among them
  public void awaitMembers(int count) {
    CompletableFuture<Boolean> there = new CompletableFuture<>();
    UUID listener =
        hazelcast
            .getCluster()
            .addMembershipListener(
                new MembershipAdapter() {
                  @Override
                  public void memberAdded(MembershipEvent event) {
                    if (event.getMembers().size() >= count) {
                      there.complete(true);
                    }
                  }
                });
    try {
      if (members().size() < count) {
        wrapFuture(there).await();
      }
    } finally {
      hazelcast.getCluster().removeMembershipListener(listener);
    }
  }

  /// {@return who owns `key` now; null when there is no member}
  @Nullable ClusterMember ownerOf(Object key) {
    Member owner = hazelcast.getPartitionService().getPartition(key).getOwner();
    if (owner != null) {
      return ClusterMember.of(owner);
    }
    List<ClusterMember> members = members(); // nobody has stored anything yet
    return members.isEmpty() ? null : members.getFirst();
  }

  // --- what it is for ---

  /// {@return an executor whose tasks go to the members in turn} It has to be shut down by nobody:
  /// it ends with the cluster.
  public ClusterExecutor executor() {
    return executor;
  }

  /// Suspends until the queue is known to the members.
  ///
  /// @param <T> the items' type, serialisable
  /// @param name one queue for all who call it so
  /// @param maxsize how many items it holds, 1 or more; the same for all who call it so
  /// @return the queue; it lives as long as the cluster has members
  /// @throws IllegalArgumentException when it is there already with another bound
  public <T> ClusterQueue<T> queue(String name, int maxsize) {
    Objects.requireNonNull(name, "name");
    if (maxsize < 1) {
      throw new IllegalArgumentException(
          "a queue of the cluster is bounded: " + maxsize + " is no bound, give 1 or more");
    }
    return shield(
        wrapFuture(OffLoop.startLight("asyncio-cluster-queue", () -> declared(name, maxsize))));
  }

  private <T> ClusterQueue<T> declared(String name, int maxsize) {
    QueueConfig config = new QueueConfig(name).setMaxSize(maxsize).setBackupCount(1);
    try {
      hazelcast.getConfig().addQueueConfig(config);
    } catch (InvalidConfigurationException e) {
      throw new IllegalArgumentException(
          "queue '" + name + "' is there already, and not with " + maxsize + " items at most", e);
    }
    return new ClusterQueue<>(hazelcast.getQueue(name), maxsize, payloads);
  }

  // --- the end ---

  /// Suspends until this JVM has left: a member gives its share of the queues to the others first.
  /// Tasks that it has submitted fail with a [MemberLostException]; those that run here are lost
  /// for those who submitted them. When the time limit has passed, it leaves at once. Does nothing
  /// the second time.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    submitter.close();
    CompletableFuture<Boolean> left =
        OffLoop.start(
            "asyncio-cluster-leave",
            () -> {
              hazelcast.shutdown();
              return true;
            },
            _ -> {});
    var _ = left.completeOnTimeout(false, options.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    if (!shield(wrapFuture(left))) {
      abort();
    }
  }

  /// Leaves at once, as a JVM that is killed: nothing is handed over, but what has a backup is kept
  /// by the others.
  public void abort() {
    closed = true;
    submitter.close();
    hazelcast.getLifecycleService().terminate();
  }

  @Override
  public String toString() {
    return "<Cluster " + options.name() + (local != null ? " " + local : " client") + ">";
  }
}
