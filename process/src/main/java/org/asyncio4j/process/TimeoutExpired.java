package org.asyncio4j.process;

import java.time.Duration;

/// A process has taken longer than `run` was given; it was ended (`subprocess.TimeoutExpired`).
public final class TimeoutExpired extends SubprocessError {
  private static final long serialVersionUID = 1;

  /// How long it had.
  private final Duration timeout;

  TimeoutExpired(String program, Duration timeout, Throwable cause) {
    super(program, program + " has taken longer than " + timeout + ", and was ended");
    this.timeout = timeout;
    initCause(cause);
  }

  /// {@return how long it had}
  public Duration timeout() {
    return timeout;
  }
}
