package org.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an [ExceptionHandler] is told (the `context` dictionary of asyncio's exception handlers).
///
/// @param message what happened, in one sentence
/// @param exception what was thrown, if anything was
/// @param future the future that it concerns, if any; never a task
/// @param task the task that it concerns, if any
/// @param handle the callback that it concerns, if any
/// @param sourceTraceback where the object concerned was made, innermost frame first; debug mode
///   only
public record ExceptionContext(
    String message,
    @Nullable Throwable exception,
    @Nullable Future<?> future,
    @Nullable Task<?> task,
    @Nullable Handle handle,
    @Nullable List<StackTraceElement> sourceTraceback) {

  static ExceptionContext of(String message, @Nullable Throwable exception) {
    return new ExceptionContext(message, exception, null, null, null, null);
  }

  ExceptionContext withFuture(Future<?> future) {
    return future instanceof Task<?> itsTask
        ? new ExceptionContext(message, exception, null, itsTask, handle, future.createdAt)
        : new ExceptionContext(message, exception, future, task, handle, future.createdAt);
  }

  ExceptionContext withHandle(Handle handle) {
    return new ExceptionContext(message, exception, future, task, handle, handle.createdAt);
  }

  /// Where a custom handler runs: in the context of what failed.
  @Nullable Context contextOfCulprit() {
    if (task != null) {
      return task.getContext();
    }
    return handle != null ? handle.getContext() : null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(message);
    append(text, "future", future);
    append(text, "task", task);
    append(text, "handle", handle);
    if (sourceTraceback != null) {
      text.append(Stacks.createdAt(sourceTraceback));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(System.lineSeparator()).append(name).append(": ").append(value);
    }
  }
}
