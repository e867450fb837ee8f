package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A process has ended with another code than 0, and that was to be checked
/// (`subprocess.CalledProcessError`). The message has the end of what it has written to standard
/// error.
public final class CalledProcessError extends SubprocessError {
  private static final long serialVersionUID = 1;

  /// How much of standard error is in the message.
  private static final int TAIL = 400;

  /// As [CompletedProcess] has it.
  private final int returncode;

  /// As [CompletedProcess] has it.
  private final byte[] stdout;

  /// As [CompletedProcess] has it.
  private final byte[] stderr;

  CalledProcessError(CompletedProcess completed) {
    super(completed.program(), message(completed));
    returncode = completed.returncode();
    stdout = completed.stdout();
    stderr = completed.stderr();
  }

  private static String message(CompletedProcess completed) {
    byte[] all = completed.stderr();
    int from = Math.max(0, all.length - TAIL);
    String tail = new String(all, from, all.length - from, UTF_8).strip();
    String how = completed.program() + " " + Signals.describe(completed.returncode());
    return tail.isEmpty() ? how : how + ": " + (from > 0 ? "... " : "") + tail;
  }

  /// {@return the code, or minus the signal that has ended the process}
  public int returncode() {
    return returncode;
  }

  /// {@return what came from standard output; empty when that was no pipe}
  public byte[] stdout() {
    return stdout.clone();
  }

  /// {@return what came from standard error; empty when that was no pipe}
  public byte[] stderr() {
    return stderr.clone();
  }
}
