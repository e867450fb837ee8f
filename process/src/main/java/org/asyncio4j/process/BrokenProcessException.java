package org.asyncio4j.process;

import java.io.Serial;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The worker that had a task has ended, was killed or could not be started. The task is not run
/// again: who knows that it may be, submits it again.
public final class BrokenProcessException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// Below 0 when there is none.
  private final int exitStatus;

  /// Whether the task may have run.
  private final boolean mayHaveRun;

  BrokenProcessException(
      String message, int exitStatus, boolean mayHaveRun, @Nullable Throwable cause) {
    super(message, cause);
    this.exitStatus = exitStatus;
    this.mayHaveRun = mayHaveRun;
  }

  /// {@return the status that the worker's process ended with, 128 and a signal's number when that
  /// ended it; empty when there was no process, or its end is not known yet}
  public OptionalInt exitStatus() {
    return exitStatus < 0 ? OptionalInt.empty() : OptionalInt.of(exitStatus);
  }

  /// {@return whether the task may have run, wholly or in part} If not, it certainly has not.
  public boolean mayHaveRun() {
    return mayHaveRun;
  }
}
