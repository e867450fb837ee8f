package org.asyncio4j.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.net.StreamReader;
import org.jspecify.annotations.Nullable;

/// How a process is started, talked to and ended. Immutable: `withX` gives another one.
public final class SubprocessOptions {
  /// The environment and the working directory of this program; pipes; the limits as they are said
  /// at each.
  public static final SubprocessOptions DEFAULT = new SubprocessOptions();

  private @Nullable Map<String, String> environment;
  private Map<String, @Nullable String> variables = Map.of();
  private @Nullable Path directory;
  private @Nullable Stdio stdin;
  private Stdio stdout = Stdio.PIPE;
  private Stdio stderr = Stdio.PIPE;
  private int limit = StreamReader.DEFAULT_LIMIT;
  private int outputLimit = 64 * 1024 * 1024;
  private Duration killGrace = Duration.ofSeconds(5);
  private Duration eofGrace = Duration.ofSeconds(5);
  private boolean tree = true;
  private boolean check;
  private @Nullable Duration timeout;
  private byte @Nullable [] input;

  private SubprocessOptions() {}

  private SubprocessOptions(SubprocessOptions from) {
    environment = from.environment;
    variables = from.variables;
    directory = from.directory;
    stdin = from.stdin;
    stdout = from.stdout;
    stderr = from.stderr;
    limit = from.limit;
    outputLimit = from.outputLimit;
    killGrace = from.killGrace;
    eofGrace = from.eofGrace;
    tree = from.tree;
    check = from.check;
    timeout = from.timeout;
    input = from.input;
  }

  // --- what it runs in ---

  /// {@return with nothing in the environment but this}
  ///
  /// @param environment names and values; copied
  /// @throws IllegalArgumentException when a name is empty or has a `=`, or anything has a NUL
  public SubprocessOptions withEnvironment(Map<String, String> environment) {
    environment.forEach(SubprocessOptions::checkVariable);
    SubprocessOptions with = new SubprocessOptions(this);
    with.environment = Map.copyOf(environment);
    with.variables = Map.of();
    return with;
  }

  /// {@return with one more variable in the environment, or without it}
  ///
  /// @param name of the variable
  /// @param value of the variable; null to remove it
  /// @throws IllegalArgumentException when the name is empty or has a `=`, or anything has a NUL
  public SubprocessOptions withVariable(String name, @Nullable String value) {
    checkVariable(name, value);
    Map<String, @Nullable String> more = new LinkedHashMap<>(variables);
    more.put(name, value);
    SubprocessOptions with = new SubprocessOptions(this);
    with.variables = more;
    return with;
  }

  private static void checkVariable(String name, @Nullable String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "no variable can be called '"
              + name.replace('\0', '␀')
              + "': give a name without '=' and NUL");
    }
    if (value != null && value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the value of the variable " + name + " has a NUL: no process can be given that");
    }
  }

  /// What `inherited`, the environment of this program, becomes; null when nothing is changed.
  @Nullable Map<String, String> environment(Map<String, String> inherited) {
    Map<String, String> given = environment;
    if (given == null && variables.isEmpty()) {
      return null;
    }
    Map<String, String> all = new HashMap<>(given == null ? inherited : given);
    variables.forEach((name, value) -> {
      if (value == null) {
        all.remove(name);
      } else {
        all.put(name, value);
      }
    });
    return all;
  }

  /// {@return where the process begins; null for the directory of this program}
  public @Nullable Path directory() {
    return directory;
  }

  /// {@return with another working directory} A program that is named by a relative path is looked
  /// for from there.
  ///
  /// @param directory where the process begins
  public SubprocessOptions withDirectory(Path directory) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.directory = Objects.requireNonNull(directory, "directory");
    return with;
  }

  // --- its streams ---

  /// {@return where standard input comes from; null where none was given: a pipe, or, for `run`
  /// without input, nowhere}
  public @Nullable Stdio stdin() {
    return stdin;
  }

  /// {@return with another standard input}
  ///
  /// @param from where it comes from
  public SubprocessOptions withStdin(Stdio from) {
    if (!from.isInput()) {
      throw new IllegalArgumentException(
          "standard input cannot be '" + from + "': that is for output");
    }
    SubprocessOptions with = new SubprocessOptions(this);
    with.stdin = from;
    return with;
  }

  /// {@return where standard output goes: a pipe}
  public Stdio stdout() {
    return stdout;
  }

  /// {@return with another standard output}
  ///
  /// @param to where it goes
  public SubprocessOptions withStdout(Stdio to) {
    if (to == Stdio.STDOUT) {
      throw new IllegalArgumentException(
          "standard output cannot be STDOUT: that is for standard error");
    }
    SubprocessOptions with = new SubprocessOptions(this);
    with.stdout = Objects.requireNonNull(to, "to");
    return with;
  }

  /// {@return where standard error goes: a pipe}
  public Stdio stderr() {
    return stderr;
  }

  /// {@return with another standard error}
  ///
  /// @param to where it goes
  public SubprocessOptions withStderr(Stdio to) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.stderr = Objects.requireNonNull(to, "to");
    return with;
  }

  /// {@return the limit of the readers: 64 KiB; see [StreamReader]}
  public int limit() {
    return limit;
  }

  /// {@return with another limit of the readers}
  ///
  /// @param bytes of a line, and about half of what is held for each
  public SubprocessOptions withLimit(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("the limit of a reader is 1 at least, not " + bytes);
    }
    SubprocessOptions with = new SubprocessOptions(this);
    with.limit = bytes;
    return with;
  }

  /// {@return how much `communicate` and `run` keep of standard output, and as much of standard
  /// error: 64 MiB}
  public int outputLimit() {
    return outputLimit;
  }

  /// {@return with another limit for the output that is kept}
  ///
  /// @param bytes of each stream; when there are more the process is ended, and [OutputLimitError]
  ///   thrown
  public SubprocessOptions withOutputLimit(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("the limit of the output is 0 at least, not " + bytes);
    }
    SubprocessOptions with = new SubprocessOptions(this);
    with.outputLimit = bytes;
    return with;
  }

  // --- its end ---

  /// {@return how long a process that was told to terminate has for it: 5 s}
  public Duration killGrace() {
    return killGrace;
  }

  /// {@return with another time to terminate}
  ///
  /// @param grace from `SIGTERM` to `SIGKILL`; zero for `SIGKILL` at once
  public SubprocessOptions withKillGrace(Duration grace) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.killGrace = notNegative(grace, "kill grace");
    return with;
  }

  /// {@return how long `communicate` and `run` read on when the process has ended and somebody else
  /// holds its output, as a process that it has left behind does: 5 s}
  public Duration eofGrace() {
    return eofGrace;
  }

  /// {@return with another time to read on}
  ///
  /// @param grace then a warning is logged, and what has come is the output
  public SubprocessOptions withEofGrace(Duration grace) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.eofGrace = notNegative(grace, "grace for the end of the output");
    return with;
  }

  /// {@return whether the processes that a process has started end with it, when this program ends
  /// it: they do}
  public boolean tree() {
    return tree;
  }

  /// {@return with, or without, an end for the processes that it has started}
  ///
  /// @param on whether they end with it
  public SubprocessOptions withTree(boolean on) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.tree = on;
    return with;
  }

  // --- of `run` only ---

  /// {@return whether `run` throws when the process ends with another code than 0: no}
  public boolean check() {
    return check;
  }

  /// {@return with, or without, a check of the code: for `run`}
  ///
  /// @param on whether another code than 0 is a [CalledProcessError]
  public SubprocessOptions withCheck(boolean on) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.check = on;
    return with;
  }

  /// {@return how long `run` may take, its start included; null for any time}
  public @Nullable Duration timeout() {
    return timeout;
  }

  /// {@return with a time limit: for `run`}
  ///
  /// @param limit then the process is ended, as it is by cancellation, and [TimeoutExpired] thrown
  public SubprocessOptions withTimeout(Duration limit) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.timeout = notNegative(limit, "timeout");
    return with;
  }

  /// What `run` writes to standard input.
  byte @Nullable [] input() {
    return input;
  }

  /// {@return with something to read on standard input: for `run`}
  ///
  /// @param input is copied
  public SubprocessOptions withInput(byte[] input) {
    SubprocessOptions with = new SubprocessOptions(this);
    with.input = input.clone();
    return with;
  }

  private static Duration notNegative(Duration duration, String what) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("the " + what + " cannot be negative: " + duration);
    }
    return duration;
  }

  /// Refuses what only `run` does.
  void checkForExec() {
    if (check || timeout != null || input != null) {
      throw new IllegalArgumentException(
          (check ? "a check of the code" : timeout != null ? "a timeout" : "input")
              + " is for Subprocess.run: with exec, look at returncode(), use Asyncio.timeout, and"
              + " give the input to communicate");
    }
  }
}
