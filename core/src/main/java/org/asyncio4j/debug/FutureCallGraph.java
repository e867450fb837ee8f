package org.asyncio4j.debug;

import java.util.List;
import org.asyncio4j.Future;
import org.asyncio4j.Task;

/// Where a task stands, and who waits for it, and who waits for those (`asyncio.FutureCallGraph`).
/// Made by [captureCallGraph][org.asyncio4j.Asyncio#captureCallGraph()].
///
/// @param future a task, or a future that some task waits for
/// @param callStack the task's frames, innermost first; empty for a future that is no task
/// @param awaitedBy who waits for it
public record FutureCallGraph(
    Future<?> future, List<FrameCallGraphEntry> callStack, List<FutureCallGraph> awaitedBy) {

  /// Copies the lists.
  public FutureCallGraph {
    callStack = List.copyOf(callStack);
    awaitedBy = List.copyOf(awaitedBy);
  }

  /// {@return the graph as lines of text, each level four columns further to the right}
  public String format() {
    StringBuilder text = new StringBuilder();
    append(text, 0);
    return text.toString();
  }

  private void append(StringBuilder text, int level) {
    String margin = "    ".repeat(level);
    text.append(margin).append("* ").append(name()).append('\n');
    if (!callStack.isEmpty()) {
      text.append(margin).append("  + Call stack:\n");
      for (FrameCallGraphEntry entry : callStack) {
        text.append(margin).append("  |   at ").append(entry.frame()).append('\n');
      }
    }
    if (!awaitedBy.isEmpty()) {
      text.append(margin).append("  + Awaited by:\n");
      for (FutureCallGraph awaiter : awaitedBy) {
        awaiter.append(text, level + 1);
      }
    }
  }

  private String name() {
    String id = ", id=0x" + Integer.toHexString(System.identityHashCode(future)) + ")";
    return future instanceof Task<?> task
        ? "Task(name='" + task.getName() + "'" + id
        : "Future(" + id.substring(2);
  }
}
