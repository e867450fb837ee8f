package org.asyncio4j;

/// The user pressed Ctrl-C while [Asyncio#run] or [Runner#run] was at work.
///
/// Thrown by `run` after the main task has been cancelled and has cleaned up, or at once at the
/// second Ctrl-C. Where the program does not catch it, the process ends with exit status 130, as a
/// shell expects. Thrown inside a task or a callback it leaves the loop, as Python's does.
public final class KeyboardInterrupt extends Error {
  private static final long serialVersionUID = 1;

  /// Without a message.
  public KeyboardInterrupt() {
    super("interrupted by the user (SIGINT)");
  }
}
