package org.asyncio4j.debug;

import org.asyncio4j.Handle;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// Is told what a loop does, as it does it (trio's `Instrument`). Implement what is wanted; the
/// rest does nothing. A loop without instruments pays nothing for them.
///
/// A *step* is what runs between two switches: a task from one suspension to the next, or one
/// callback.
///
/// Thread rule: everything is called on the loop, in the order in which it happens. None may
/// suspend or start a task. An instrument that throws is removed, and the exception handler is
/// told.
///
/// One that is added in the middle of a step is told of the end of it, but not of its beginning.
public interface Instrument {
  /// A task was made, by the [current task][org.asyncio4j.Asyncio#currentTask()] or a callback.
  ///
  /// @param task the new one
  default void taskSpawned(Task<?> task) {}

  /// A task is ready: its next step will run in its turn. The current task, or a callback, timer or
  /// other thread, has made it so.
  ///
  /// @param task the one that will run
  default void taskScheduled(Task<?> task) {}

  /// A task begins a step.
  ///
  /// @param task the one that runs
  default void beforeStep(Task<?> task) {}

  /// A task has ended a step.
  ///
  /// @param task the one that ran
  /// @param waitsFor what it waits for now: a `Task` or `Future`, the rest of a sleep as a
  ///   `Duration`, or something whose `toString` names it, such as a `Lock`; null when it has only
  ///   given way, or has ended
  default void afterStep(Task<?> task, @Nullable Object waitsFor) {}

  /// A task is done, and those who wait for it are scheduled.
  ///
  /// @param task the one that has ended
  default void taskExited(Task<?> task) {}

  /// A callback begins.
  ///
  /// @param handle the callback
  default void beforeCallback(Handle handle) {}

  /// A callback has ended.
  ///
  /// @param handle the callback
  default void afterCallback(Handle handle) {}

  /// The loop has nothing to do, and waits.
  ///
  /// @param timeoutNanos for how long at most; `Long.MAX_VALUE` when no timer is set
  default void beforeWait(long timeoutNanos) {}

  /// The loop goes on.
  default void afterWait() {}
}
