package org.asyncio4j.cli;

import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.debug.Instrument;
import org.jspecify.annotations.Nullable;

/// Knows the thread of the task that runs on a loop, to find from outside one that keeps the loop
/// to itself.
final class BusyTasks implements Instrument {
  /// A task that runs.
  ///
  /// @param name the task's
  /// @param thread the task's
  /// @param stack where it is, innermost frame first
  record Busy(String name, Thread thread, List<StackTraceElement> stack) {}

  private record Step(Task<?> task, Thread thread) {}

  /// Written on the loop, read on any thread.
  private volatile @Nullable Step step;

  @Override
  public void beforeStep(Task<?> task) {
    step = new Step(task, Thread.currentThread());
  }

  @Override
  public void afterStep(Task<?> task, @Nullable Object waitsFor) {
    step = null;
  }

  /// {@return a task that is in the program's code and not suspended in an await, or null} Any
  /// thread.
  @Nullable Busy find() {
    Step running = step;
    if (running == null) {
      return null;
    }
    List<StackTraceElement> stack = List.of(running.thread().getStackTrace());
    return Traces.isInCodeOfUser(stack)
        ? new Busy(running.task().getName(), running.thread(), stack)
        : null;
  }
}
