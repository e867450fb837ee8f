package org.asyncio4j.process;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A process could not be started; none is left. The message says what is wrong.
public final class SubprocessStartError extends SubprocessError {
  private static final long serialVersionUID = 1;

  /// Why a process could not be started.
  public enum Reason {
    /// There is no such program, or it is a script whose interpreter is missing.
    PROGRAM_NOT_FOUND,

    /// The program may not be run by this user, or is no program.
    NOT_PERMITTED,

    /// The working directory is missing, no directory, or may not be entered.
    DIRECTORY,

    /// The arguments and the environment are longer than the system takes: on Linux 128 KiB for
    /// each of them, and 2 MiB altogether, usually.
    ARGUMENTS_TOO_LONG,

    /// A file for a standard stream cannot be opened, there are too many processes or open files,
    /// or something else: the cause says it.
    OTHER
  }

  // Of errno.h.
  private static final int ENOENT = 2;
  private static final int E2BIG = 7;
  private static final int ENOEXEC = 8;
  private static final int EACCES = 13;

  /// Windows' number for what is no program.
  private static final int BAD_EXE = 193;

  /// Where the JDK's message has the system's number.
  private static final Pattern NUMBER = Pattern.compile("error[=:] ?(\\d+)");

  /// Why.
  private final Reason reason;

  SubprocessStartError(String program, Reason reason, String message, @Nullable Throwable cause) {
    super(program, "cannot start " + program + ": " + message);
    this.reason = reason;
    initCause(cause);
  }

  /// {@return why}
  public Reason reason() {
    return reason;
  }

  static SubprocessStartError directory(String program, Path directory, String what) {
    return new SubprocessStartError(
        program, Reason.DIRECTORY, "its directory " + directory + " " + what, null);
  }

  /// What `failure` of the JDK's means, for `command`.
  static SubprocessStartError of(List<String> command, Exception failure) {
    String program = command.getFirst();
    Matcher number = NUMBER.matcher(String.valueOf(failure.getMessage()));
    return switch (number.find() ? Integer.parseInt(number.group(1)) : 0) {
      case ENOENT ->
          new SubprocessStartError(
              program,
              Reason.PROGRAM_NOT_FOUND,
              "there is no such program, or it is a script whose interpreter is missing",
              failure);
      case EACCES, ENOEXEC, BAD_EXE ->
          new SubprocessStartError(
              program,
              Reason.NOT_PERMITTED,
              "it is no program, or this user may not run it",
              failure);
      case E2BIG ->
          new SubprocessStartError(
              program,
              Reason.ARGUMENTS_TOO_LONG,
              "its arguments and environment are longer than the system takes; "
                  + longest(command)
                  + ": use standard input or a file",
              failure);
      default ->
          new SubprocessStartError(
              program, Reason.OTHER, String.valueOf(failure.getMessage()), failure);
    };
  }

  private static String longest(List<String> command) {
    int index = 0;
    for (int i = 1; i < command.size(); i++) {
      if (command.get(i).length() > command.get(index).length()) {
        index = i;
      }
    }
    return "argument " + index + " has " + command.get(index).length() + " characters";
  }
}
