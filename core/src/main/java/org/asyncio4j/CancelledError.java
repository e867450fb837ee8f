package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// The current task, or the future awaited, was cancelled (`asyncio.CancelledError`).
///
/// It is an `Error` so that `catch (Exception e)` cannot swallow it. Catch it only to clean up, and
/// throw it on; use `finally` where that is enough. Its stack trace is recorded in debug mode only.
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1;

  private final transient @Nullable CancelScope scope;

  /// Without a message.
  public CancelledError() {
    this(null);
  }

  /// With what the caller of `cancel` said.
  ///
  /// @param message what the caller of `cancel` said, or null
  public CancelledError(@Nullable String message) {
    this(message, null);
  }

  CancelledError(@Nullable String message, @Nullable CancelScope scope) {
    super(message, null, true, Debug.ON);
    this.scope = scope;
  }

  /// The scope that this is to end; null for a cancellation of the task.
  @Nullable CancelScope scope() {
    return scope;
  }
}
