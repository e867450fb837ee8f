package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says which tasks keep somebody waiting although they were cancelled long ago. On the loop, or
/// while it does not run.
///
/// A timer that is cancelled when the wait ends: nothing is paid for a task that ends as it should
/// but that.
final class Overdue {
  static final Duration GRACE = Duration.ofSeconds(10);
  static final Duration GRACE_IN_DEBUG_MODE = Duration.ofSeconds(1);

  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  private Overdue() {}

  /// Has a report made after a grace.
  ///
  /// @param who waits
  /// @param left what it waits for, then
  /// @return to be cancelled when the wait ends; null on a closed loop, where nobody waits
  static @Nullable TimerHandle report(
      EventLoop loop, String who, Supplier<? extends Collection<Task<?>>> left) {
    if (loop.isClosed()) {
      return null;
    }
    Duration grace = loop.getDebug() ? GRACE_IN_DEBUG_MODE : GRACE;
    return loop.callLater(grace, () -> log(who, grace, left.get()));
  }

  private static void log(String who, Duration grace, Collection<Task<?>> tasks) {
    List<Task<?>> left = tasks.stream().filter(task -> !task.done()).toList();
    if (!left.isEmpty()) {
      LOG.log(
          WARNING,
          "{0} has been waiting for {1} seconds for tasks that were cancelled and have not ended. Code that catches"
              + " CancelledError has to throw it on when it has cleaned up:{2}",
          who,
          Long.toString(grace.toSeconds()),
          TaskLines.of(left, task -> cancellations(task) + ", and " + TaskLines.place(task)));
    }
  }

  private static String cancellations(Task<?> task) {
    int thrown = task.cancellationsThrown;
    if (thrown > 0) {
      return "has swallowed " + thrown + (thrown == 1 ? " cancellation" : " cancellations");
    }
    if (CancelScope.shieldOf(task, null) != null) {
      return "is shielded from its cancellation";
    }
    return task.scope != null && task.scope.cause() != null
        ? "is in a cancelled scope"
        : "has not been thrown its cancellation yet";
  }
}
