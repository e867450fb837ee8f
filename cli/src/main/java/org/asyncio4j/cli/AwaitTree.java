package org.asyncio4j.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.debug.FutureCallGraph;

/// The tasks of the running loop as text: under each one where it is, and, further to the right,
/// the tasks that it waits for. One that several wait for is described once. On the loop.
final class AwaitTree {
  /// How deep the text goes.
  private static final int DEEPEST = 50;

  /// What JShell puts around each input; it leaves this out of the values that it shows, too.
  private static final Pattern SNIPPET_CLASS = Pattern.compile("\\$JShell\\$\\w+\\.");

  private final Traces traces;
  private final Map<Task<?>, Set<Task<?>>> needs = new LinkedHashMap<>();
  private final Set<Task<?>> described = new LinkedHashSet<>();
  private final StringBuilder text = new StringBuilder();

  AwaitTree(List<Task<?>> tasks, Traces traces) {
    this.traces = traces;
    Set<Task<?>> roots = new LinkedHashSet<>(tasks);
    for (Task<?> task : tasks) {
      for (Task<?> awaiter : awaiters(task)) {
        needs.computeIfAbsent(awaiter, _ -> new LinkedHashSet<>()).add(task);
        roots.remove(task);
      }
    }
    roots.forEach(root -> describe(root, 0));
    tasks.forEach(task -> describeUnlessDone(task)); // those that wait in a circle have no root
  }

  String text() {
    return text.toString();
  }

  /// The tasks that wait for `task`, also by way of a `gather` and its like.
  private static Set<Task<?>> awaiters(Task<?> task) {
    Set<Task<?>> awaiters = new LinkedHashSet<>();
    Deque<FutureCallGraph> above = new ArrayDeque<>(Asyncio.captureCallGraph(task, 0).awaitedBy());
    while (!above.isEmpty()) {
      FutureCallGraph next = above.remove();
      Future<?> future = next.future();
      if (future instanceof Task<?> awaiter) {
        awaiters.add(awaiter);
      } else {
        above.addAll(next.awaitedBy());
      }
    }
    return awaiters;
  }

  private void describeUnlessDone(Task<?> task) {
    if (!described.contains(task)) {
      describe(task, 0);
    }
  }

  private void describe(Task<?> task, int depth) {
    String margin = "    ".repeat(depth);
    if (!described.add(task)) {
      text.append(margin).append(task.getName()).append(", see above\n");
      return;
    }
    String line = SNIPPET_CLASS.matcher(task.toString()).replaceAll("");
    text.append(margin).append(line).append('\n');
    traces
        .framesOfUser(task.getStack())
        .forEach(at -> text.append(margin).append("  at ").append(at).append('\n'));
    if (depth < DEEPEST) {
      needs.getOrDefault(task, Set.of()).forEach(needed -> describe(needed, depth + 1));
    }
  }
}
