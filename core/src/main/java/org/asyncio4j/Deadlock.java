package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tasks that wait for each other in a circle, or a whole loop that waits while nothing is left
/// that could end the wait. On the loop.
final class Deadlock {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  /// How many tasks are described.
  private static final int MOST = 20;

  private Deadlock() {}

  /// Called when every task of `loop` has been waiting for a while, with no timer set.
  static void reportIfAny(EventLoop loop) {
    if (!loop.scheduler.restsForGood()) {
      return;
    }
    List<Task<?>> tasks = loop.tasks.all();
    List<Task<?>> cycle = AwaitGraph.cycle(tasks);
    if (!cycle.isEmpty()) {
      LOG.log(
          WARNING,
          "Deadlock in {0}: these tasks wait for each other, and none will ever go on. Cancel one of them:{1}",
          loop,
          describe(cycle));
    } else if (!tasks.isEmpty()
        && loop.isLeftAlone()
        && tasks.stream().noneMatch(AwaitGraph::waitsForOutside)) {
      LOG.log(
          WARNING,
          "Deadlock in {0}: every task waits, and no timer, I/O, signal handler or other thread is left that could"
              + " wake one:{1}",
          loop,
          describe(tasks));
    }
  }

  private static String describe(List<Task<?>> tasks) {
    StringBuilder text = new StringBuilder();
    for (Task<?> task : tasks.subList(0, Math.min(MOST, tasks.size()))) {
      text.append(System.lineSeparator()).append("  ").append(line(task));
    }
    if (tasks.size() > MOST) {
      text.append(System.lineSeparator())
          .append("  and ")
          .append(tasks.size() - MOST)
          .append(" more");
    }
    return text.toString();
  }

  private static String line(Task<?> task) {
    Object waitsFor = AwaitGraph.meaning(task.waitsFor);
    List<StackTraceElement> stack = task.getStack();
    return "task '"
        + task.getName()
        + "' waits for "
        + name(waitsFor)
        + (stack.isEmpty() ? "" : ", at " + stack.getFirst());
  }

  /// How a reader is told of a wait.
  static String name(@Nullable Object waitsFor) {
    return switch (waitsFor) {
      case Task<?> other -> "task '" + other.getName() + "'";
      case Gather<?, ?> gather ->
          "<gather of " + gather.children().size() + ", " + gather.missing() + " missing>";
      case null, default -> Objects.toString(waitsFor);
    };
  }
}
