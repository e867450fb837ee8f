package org.asyncio4j.cluster;

import com.hazelcast.core.HazelcastInstance;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;

/// The tasks that run on this member. Any thread.
final class MemberTasks {
  /// Where a member's Hazelcast has its own.
  private static final String KEY = MemberTasks.class.getName();

  /// How many ids are remembered.
  private static final int MAX_CLOSED = 10_000;

  private final Payloads payloads;

  /// By id, the threads that are in a task. An interrupt is sent only with the lock held, and only
  /// to a thread that is in here: so it never hits the next task.
  private final Map<UUID, Thread> running = new HashMap<>();

  /// The ids that must not begin any more: what has begun, and what was cancelled before. A
  /// cancellation may overtake its task.
  private final Map<UUID, Boolean> closed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
          return size() > MAX_CLOSED;
        }
      };

  MemberTasks(Payloads payloads) {
    this.payloads = payloads;
  }

  /// What to give a member's configuration.
  Map<String, Object> asUserContext() {
    return Map.of(KEY, this);
  }

  static MemberTasks of(HazelcastInstance member) {
    return (MemberTasks)
        Objects.requireNonNull(
            member.getUserContext().get(KEY),
            "this member was not made by Cluster.join: it runs no tasks");
  }

  /// Runs the task, once. On a thread of Hazelcast's executor.
  ///
  /// @return the reply, for [Replies#open]
  byte[] run(UUID id, byte[] task, String here) {
    if (!begin(id)) {
      return Replies.failure(
          new CancellationException("was cancelled before it began, or had come before"), payloads);
    }
    try {
      return Replies.value(payloads.readTask(task, here).call(), payloads);
    } catch (Throwable e) { // all of it is the submitter's to know
      return Replies.failure(e, payloads);
    } finally {
      end(id);
    }
  }

  private synchronized boolean begin(UUID id) {
    if (closed.putIfAbsent(id, true) != null) {
      return false;
    }
    running.put(id, Thread.currentThread());
    return true;
  }

  private void end(UUID id) {
    synchronized (this) {
      running.remove(id);
    }
    Thread.interrupted(); // was for this task and came too late
  }

  /// @param interrupt whether a task that has begun is interrupted
  synchronized void cancel(UUID id, boolean interrupt) {
    Thread thread = running.get(id);
    if (thread == null) {
      closed.putIfAbsent(id, true);
    } else if (interrupt) {
      thread.interrupt();
    }
  }
}
