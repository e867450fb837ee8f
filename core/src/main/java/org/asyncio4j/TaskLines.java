package org.asyncio4j;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tasks in a report, a line for each. On the loop.
final class TaskLines {
  /// How many tasks are described.
  private static final int MOST = 20;

  private TaskLines() {}

  /// `task 'name'` and what `say` says of it, a line for each.
  static String of(Collection<Task<?>> tasks, Function<Task<?>, String> say) {
    StringBuilder text = new StringBuilder();
    tasks.stream()
        .limit(MOST)
        .forEach(task ->
            line(text)
                .append("task '")
                .append(task.getName())
                .append("' ")
                .append(say.apply(task)));
    if (tasks.size() > MOST) {
      line(text).append("and ").append(tasks.size() - MOST).append(" more");
    }
    return text.toString();
  }

  private static StringBuilder line(StringBuilder text) {
    return text.append(System.lineSeparator()).append("  ");
  }

  /// What `task` waits for, if it does, and where it stands.
  static String place(Task<?> task) {
    Suspension wait = task.waitsFor;
    Optional<StackTraceElement> place =
        task.getStack().stream()
            .filter(frame -> Stacks.isOfProgram(frame.getClassName()))
            .findFirst();
    return (wait == null ? "is ready" : "waits for " + name(AwaitGraph.meaning(wait)))
        + place.map(frame -> ", at " + frame).orElse("");
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
