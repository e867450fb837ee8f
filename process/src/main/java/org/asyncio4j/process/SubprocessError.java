package org.asyncio4j.process;

import java.io.IOException;

/// What can go wrong with a process (`subprocess.SubprocessError`). Messages have the program in
/// them, and never its arguments: those may be secret.
public abstract sealed class SubprocessError extends IOException
    permits SubprocessStartError, CalledProcessError, OutputLimitError, TimeoutExpired {
  private static final long serialVersionUID = 1;

  /// What was run.
  private final String program;

  SubprocessError(String program, String message) {
    super(message);
    this.program = program;
  }

  /// {@return what was run, without its arguments}
  public final String program() {
    return program;
  }
}
