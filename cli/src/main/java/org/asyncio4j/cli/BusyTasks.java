package org.asyncio4j.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.TaskFactory;
import org.asyncio4j.TaskOptions;
import org.jspecify.annotations.Nullable;

/// Knows the threads of a loop's tasks, to find from outside the one that keeps the loop to itself.
final class BusyTasks implements TaskFactory {
  /// A task that runs.
  ///
  /// @param name the task's
  /// @param thread the task's
  /// @param stack where it is, innermost frame first
  record Busy(String name, Thread thread, List<StackTraceElement> stack) {}

  /// Tasks that have started and not ended. Any thread.
  private final Map<Thread, Task<?>> started = new ConcurrentHashMap<>();

  @Override
  public <T extends @Nullable Object> Task<T> create(
      EventLoop loop, Awaitable<? extends T> body, TaskOptions options) {
    return loop.newTask(() -> run(body), options);
  }

  private <T extends @Nullable Object> T run(Awaitable<? extends T> body) throws Exception {
    Thread thread = Thread.currentThread();
    Task<?> task = Asyncio.currentTask();
    if (task != null) {
      started.put(thread, task);
    }
    try {
      return body.await();
    } finally {
      started.remove(thread);
    }
  }

  /// {@return a task that is not suspended in an await, or null} Any thread.
  @Nullable Busy find() {
    for (Map.Entry<Thread, Task<?>> entry : started.entrySet()) {
      List<StackTraceElement> stack = List.of(entry.getKey().getStackTrace());
      if (Traces.isInCodeOfUser(stack)) {
        return new Busy(entry.getValue().getName(), entry.getKey(), stack);
      }
    }
    return null;
  }
}
