package org.asyncio4j.internal;

import java.util.List;

/// A way through the tasks that a loop had when it began, in order of creation; those that end
/// meanwhile are left out. For one thread at a time.
public interface TaskWalk extends AutoCloseable {
  /// {@return the next few thousand; empty at the end}
  List<TaskState> next();

  /// {@return where a task is that was gone past, innermost frame first; empty when it has not
  /// started or has ended}
  ///
  /// @param number which task
  List<StackTraceElement> stack(long number);

  @Override
  void close();
}
