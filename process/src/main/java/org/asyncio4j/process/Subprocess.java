package org.asyncio4j.process;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.net.ProcessPipe;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;

/// A process that this program has started (`asyncio.subprocess.Process`). Its standard streams are
/// those of `net`, so reading and writing suspends and never holds up the loop.
///
/// On Linux with a native transport no thread waits for a pipe; elsewhere there is one for each
/// that is being read or written. The JDK has a thread of its own wait for the end of every
/// process, with a stack of 128 KiB.
///
/// A process outlives the task that has started it, and the program, unless somebody ends it: use
/// `try (Subprocess process = Subprocess.exec(...))`, whose end kills what still runs.
///
/// Thread rule: the loop's that has started it, unless something says otherwise.
public final class Subprocess implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.process");

  private final List<String> command;
  private final SubprocessOptions options;
  private final StandardPipes pipes;
  private final Child child;
  private final Event exited = Event.create();
  private boolean closed;

  private Subprocess(
      List<String> command, SubprocessOptions options, StandardPipes pipes, Child child) {
    this.command = command;
    this.options = options;
    this.pipes = pipes;
    this.child = child;
    EventLoop loop = Asyncio.getRunningLoop();
    var _ = child.exit.thenRun(() -> tell(loop));
  }

  private void tell(EventLoop loop) {
    try {
      var _ = loop.callSoonThreadsafe(exited::set);
    } catch (IllegalStateException loopClosed) {
      LOG.log(DEBUG, "{0} has ended after its loop was closed", this);
    }
  }

  // --- starting ---

  /// As [#exec(SubprocessOptions, String...)], with pipes to all three standard streams.
  ///
  /// @param command the program, which is looked for in the `PATH`, and its arguments
  /// @return the process, which the caller closes
  /// @throws SubprocessStartError when it cannot be started
  /// @throws IOException when the loop cannot have its pipes
  public static Subprocess exec(String... command) throws IOException {
    return exec(SubprocessOptions.DEFAULT, command);
  }

  /// Suspends until a process runs (`asyncio.create_subprocess_exec`). A helper thread starts it:
  /// that can take milliseconds.
  ///
  /// When this is cancelled, the process is killed as soon as it is there.
  ///
  /// @param options how it is started, talked to and ended
  /// @param command the program, which is looked for in the `PATH`, and its arguments. No shell
  ///   reads them
  /// @return the process, which the caller closes
  /// @throws SubprocessStartError when it cannot be started
  /// @throws IOException when the loop cannot have its pipes
  /// @throws IllegalArgumentException when there is no program, anything has a NUL, or an option is
  ///   for `run` only
  public static Subprocess exec(SubprocessOptions options, String... command) throws IOException {
    options.checkForExec();
    return start(options, List.of(command), Stdio.PIPE);
  }

  /// As [#shell(SubprocessOptions, String)], with pipes to all three standard streams.
  ///
  /// @param line what the shell is to do
  /// @return the shell, which the caller closes
  /// @throws IOException when it cannot be started
  public static Subprocess shell(String line) throws IOException {
    return shell(SubprocessOptions.DEFAULT, line);
  }

  /// Suspends until a shell runs (`asyncio.create_subprocess_shell`): `/bin/sh -c`, or on Windows
  /// `cmd /c`. As [#exec(SubprocessOptions, String...)] otherwise.
  ///
  /// Never put anything into `line` that comes from somebody else: the shell would do what it says.
  /// `exec` takes arguments as they are.
  ///
  /// @param options how it is started, talked to and ended
  /// @param line what the shell is to do
  /// @return the shell, which the caller closes
  /// @throws IOException when it cannot be started
  public static Subprocess shell(SubprocessOptions options, String line) throws IOException {
    return File.separatorChar == '/'
        ? exec(options, "/bin/sh", "-c", line)
        : exec(options, "cmd", "/c", line);
  }

  private static Subprocess start(
      SubprocessOptions options, List<String> command, Stdio standardInput) throws IOException {
    Launch.check(command);
    EventLoop loop = Asyncio.getRunningLoop();
    Stdio stdin = options.stdin() != null ? options.stdin() : standardInput;
    StandardPipes pipes = new StandardPipes(stdin, options);
    Launch launch = new Launch(command, options, pipes);
    boolean started = false;
    try {
      Child child =
          Asyncio.await(loop.runInExecutor(launch.executor(), launch), SubprocessStartError.class);
      pipes.begin(child.process);
      started = true;
      return new Subprocess(command, options, pipes, child);
    } finally {
      if (!started) {
        launch.abandon();
        pipes.close();
      }
    }
  }

  // --- all at once ---

  /// As [#run(SubprocessOptions, String...)], with an empty standard input and both outputs kept.
  ///
  /// @param command the program, which is looked for in the `PATH`, and its arguments
  /// @return how it has ended, and what it has written
  /// @throws IOException when it cannot be started, or writes too much
  public static CompletedProcess run(String... command) throws IOException {
    return run(SubprocessOptions.DEFAULT, command);
  }

  /// Starts a process and suspends until it has ended (`subprocess.run`). What is a pipe of its
  /// outputs is read meanwhile and kept, up to [SubprocessOptions#outputLimit] each.
  ///
  /// When this is cancelled, or takes longer than it may, the process is ended as [#communicate]
  /// says.
  ///
  /// @param options how it is started, talked to and ended; without a standard input that is empty
  /// @param command the program, which is looked for in the `PATH`, and its arguments
  /// @return how it has ended, and what it has written
  /// @throws SubprocessStartError when it cannot be started
  /// @throws CalledProcessError when it ends with another code than 0, and that is to be checked
  /// @throws TimeoutExpired when it has taken longer than it may
  /// @throws OutputLimitError when it writes more than is kept
  /// @throws IOException when the loop cannot have its pipes
  public static CompletedProcess run(SubprocessOptions options, String... command)
      throws IOException {
    List<String> list = List.of(command);
    byte[] input = options.input();
    if (input != null && options.stdin() != null && options.stdin() != Stdio.PIPE) {
      throw new IllegalArgumentException(
          "there is input, and standard input is "
              + options.stdin()
              + ": leave one of both out, or make it a pipe");
    }
    Duration timeout = options.timeout();
    CompletedProcess completed =
        timeout == null
            ? runNow(options, list, input)
            : Asyncio.await(() -> runFor(timeout, options, list, input), IOException.class);
    return options.check() ? completed.checkReturncode() : completed;
  }

  private static CompletedProcess runFor(
      Duration timeout, SubprocessOptions options, List<String> command, byte @Nullable [] input)
      throws TimeoutExpired {
    try {
      return Asyncio.timeout(timeout, () -> runNow(options, command, input));
    } catch (TimeoutException e) {
      throw new TimeoutExpired(command.getFirst(), timeout, e);
    }
  }

  private static CompletedProcess runNow(
      SubprocessOptions options, List<String> command, byte @Nullable [] input) throws IOException {
    Stdio stdin = input == null ? Stdio.DEVNULL : Stdio.PIPE;
    try (Subprocess process = start(options, command, stdin)) {
      return process.communicate(input);
    }
  }

  // --- talking to it ---

  /// {@return what it reads on standard input}
  ///
  /// @throws IllegalStateException when that is no pipe
  public StreamWriter stdin() {
    return pipe(pipes.in, "standard input").writer();
  }

  /// {@return what it writes to standard output}
  ///
  /// @throws IllegalStateException when that is no pipe
  public StreamReader stdout() {
    return pipe(pipes.out, "standard output").reader();
  }

  /// {@return what it writes to standard error}
  ///
  /// @throws IllegalStateException when that is no pipe
  public StreamReader stderr() {
    return pipe(pipes.err, "standard error").reader();
  }

  private ProcessPipe pipe(@Nullable ProcessPipe pipe, String name) {
    if (pipe == null) {
      throw new IllegalStateException(
          name + " of " + program() + " is no pipe: start it with Stdio.PIPE there");
    }
    return pipe;
  }

  /// Writes `input` and ends standard input, reads both outputs at the same time, and suspends
  /// until all that is done and the process has ended (`Process.communicate`). A process that does
  /// not read all of its input is no failure.
  ///
  /// When the process has ended and somebody else holds its outputs, this reads on for
  /// [SubprocessOptions#eofGrace], and then returns what has come; asyncio would wait for ever.
  ///
  /// When this is cancelled, or fails, the process and what it has started are told to terminate,
  /// and killed when they have not after [SubprocessOptions#killGrace]. That is waited for, so a
  /// cancelled task takes up to that long; nothing is left behind but what has lost its parent
  /// before, and what has come of the output is lost.
  ///
  /// @param input what it is to read; null for nothing
  /// @return how it has ended, and what it has written
  /// @throws IllegalStateException when there is input, and standard input is no pipe
  /// @throws OutputLimitError when it writes more than is kept
  /// @throws IOException when a pipe fails
  public CompletedProcess communicate(byte @Nullable [] input) throws IOException {
    StreamWriter stdin = input != null ? stdin() : pipes.in == null ? null : pipes.in.writer();
    Communication talk = new Communication(this, options, pipes);
    boolean complete = false;
    try {
      talk.run(stdin, input == null ? new byte[0] : input);
      complete = true;
    } finally {
      if (!complete) {
        List<Task<?>> discarding = talk.discard();
        ProcessTree.end(child, options.tree(), options.killGrace());
        discarding.forEach(Task::cancel);
      }
      pipes.close();
    }
    return new CompletedProcess(command, waitFor(), talk.stdout(), talk.stderr());
  }

  // --- its end ---

  /// Suspends until the process has ended (`Process.wait`), also while somebody else holds its
  /// pipes. Any number of tasks may do so. Cancelling does nothing to the process.
  ///
  /// A process that writes to a pipe which nobody reads never ends: use [#communicate], or read.
  ///
  /// @return the code, or minus the signal that has ended it
  public int waitFor() {
    exited.await();
    return child.exit.join();
  }

  /// {@return the code, or minus the signal that has ended the process; null while it runs} Any
  /// thread.
  ///
  /// Where the system does not tell which, as Linux does from 6.15 on for processes that run for
  /// more than a moment, a code of 129 to 159 is taken for a signal.
  public @Nullable Integer returncode() {
    return child.returncode();
  }

  /// {@return the number of the process} It may be another one's when the process has ended. Any
  /// thread.
  public long pid() {
    return child.pid();
  }

  String program() {
    return command.getFirst();
  }

  /// Sends a signal to the process, and to nothing that it has started. Does nothing when it has
  /// ended: another process that has got its number is never hit. Any thread.
  ///
  /// @param number of the signal, as Linux counts
  /// @throws IOException when the system refuses, as when the process has become another user's
  /// @throws UnsupportedOperationException for any but `SIGTERM` and `SIGKILL`, where this is not
  ///   Linux or native access is off
  public void sendSignal(int number) throws IOException {
    child.send(Signals.checked(number));
  }

  /// As [#sendSignal(int)].
  ///
  /// @param name of the signal, as `INT` or `SIGINT`
  /// @throws IOException when the system refuses
  /// @throws IllegalArgumentException when there is no such signal
  public void sendSignal(String name) throws IOException {
    sendSignal(Signals.number(name));
  }

  /// Tells the process to end, and nothing that it has started: `SIGTERM`. Any thread.
  ///
  /// @throws IOException when the system refuses
  public void terminate() throws IOException {
    sendSignal(Signals.TERM);
  }

  /// Ends the process, and nothing that it has started: `SIGKILL`. Any thread.
  ///
  /// @throws IOException when the system refuses
  public void kill() throws IOException {
    sendSignal(Signals.KILL);
  }

  /// Closes the pipes, and kills the process and what it has started if it still runs; suspends
  /// until they are gone, and cannot be cancelled there. What was written and not read is lost.
  /// Does nothing the second time.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (child.isRunning()) {
        ProcessTree.end(child, options.tree(), Duration.ZERO);
      }
    } finally {
      pipes.close();
    }
  }

  /// {@return the program, its number, and how it has ended: not its arguments, which may be
  /// secret} Any thread.
  @Override
  public String toString() {
    Integer code = returncode();
    return "<Subprocess "
        + program()
        + ", process "
        + pid()
        + ", "
        + (code == null ? "running" : Signals.describe(code))
        + ">";
  }
}
