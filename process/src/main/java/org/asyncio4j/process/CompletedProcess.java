package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// How a process has ended, and what it has written (`subprocess.CompletedProcess`).
///
/// @param command the program and its arguments
/// @param returncode the code, or minus the signal that has ended it
/// @param stdout what came from standard output; empty when that was no pipe. Not copied
/// @param stderr what came from standard error, in the same way
@SuppressWarnings("ArrayRecordComponent") // outputs are not compared
public record CompletedProcess(List<String> command, int returncode, byte[] stdout, byte[] stderr) {
  /// Copies the command.
  public CompletedProcess {
    command = List.copyOf(command);
  }

  /// {@return standard output as text in UTF-8; what is malformed is replaced}
  public String stdoutText() {
    return new String(stdout, UTF_8);
  }

  /// {@return standard error as text in UTF-8; what is malformed is replaced}
  public String stderrText() {
    return new String(stderr, UTF_8);
  }

  String program() {
    return command.getFirst();
  }

  /// {@return this, if the code is 0} (`check_returncode`)
  ///
  /// @throws CalledProcessError when it is another
  public CompletedProcess checkReturncode() throws CalledProcessError {
    if (returncode != 0) {
      throw new CalledProcessError(this);
    }
    return this;
  }

  /// {@return the program and how it has ended: not its arguments, which may be secret}
  @Override
  public String toString() {
    return "<CompletedProcess "
        + program()
        + " "
        + Signals.describe(returncode)
        + ", "
        + stdout.length
        + " and "
        + stderr.length
        + " bytes of output>";
  }
}
