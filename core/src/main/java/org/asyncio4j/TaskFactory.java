package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// How a loop makes its tasks, when it is not to be the plain way (`loop.set_task_factory`).
@FunctionalInterface
public interface TaskFactory {
  /// Starts every task eagerly (`asyncio.eager_task_factory`).
  TaskFactory EAGER =
      new TaskFactory() {
        @Override
        public <T extends @Nullable Object> Task<T> create(
            EventLoop loop, Awaitable<? extends T> body, TaskOptions options) {
          return loop.newTask(body, options.withEagerStart(true));
        }
      };

  /// Makes a task with [EventLoop#newTask], from what it is given or from a variation of it.
  ///
  /// @param <T> the value's type
  /// @param loop the loop of the task
  /// @param body what the task is to run
  /// @param options how it is to be made
  /// @return the task
  <T extends @Nullable Object> Task<T> create(
      EventLoop loop, Awaitable<? extends T> body, TaskOptions options);
}
