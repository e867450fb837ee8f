package org.asyncio4j.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The start of a process, which blocks: so a helper thread does it. Whoever waits for it may go
/// away meanwhile; then the process ends at once.
final class Launch implements Callable<Child> {
  /// As many at a time as there are processors: more would only wait for each other.
  private static final Executor THREADS = threads();

  /// For those that open files: a named pipe, say, may keep them for ever.
  private static final Executor THREAD_EACH =
      work -> Thread.ofPlatform().daemon().name("asyncio-start").start(work);

  private final List<String> command;
  private final SubprocessOptions options;
  private final StandardPipes pipes;

  /// Whether nobody waits any more. This and what follows is guarded by this.
  private boolean abandoned;

  private @Nullable Child started;

  Launch(List<String> command, SubprocessOptions options, StandardPipes pipes) {
    this.command = command;
    this.options = options;
    this.pipes = pipes;
  }

  private static Executor threads() {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("asyncio-start-", 0).factory());
    made.allowCoreThreadTimeOut(true);
    made.execute(Pidfd::load); // while the first process starts
    return made;
  }

  // --- before ---

  /// Refuses what no process can be given.
  static void check(List<String> command) {
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException(
          "there is no program to run: give it first, and then its arguments");
    }
    for (int i = 0; i < command.size(); i++) {
      int nul = command.get(i).indexOf('\0');
      if (nul >= 0) {
        throw new IllegalArgumentException(
            (i == 0
                    ? "the program '" + command.getFirst().replace('\0', '␀') + "'"
                    : "argument " + i + " of " + command.getFirst())
                + " has a NUL at position "
                + nul
                + ": no process can be given that");
      }
    }
  }

  /// Who runs this.
  Executor executor() {
    return pipes.haveFiles() ? THREAD_EACH : THREADS;
  }

  // --- on a helper thread ---

  @Override
  public Child call() throws SubprocessStartError {
    synchronized (this) {
      if (abandoned) {
        throw new CancellationException();
      }
    }
    Child child;
    try {
      child = new Child(start());
    } finally {
      pipes.closeChildEnds();
    }
    synchronized (this) {
      if (!abandoned) {
        started = child;
        return child;
      }
    }
    ProcessTree.killNow(child);
    throw new CancellationException();
  }

  private Process start() throws SubprocessStartError {
    ProcessBuilder builder = new ProcessBuilder(command);
    Path directory = options.directory();
    if (directory != null) {
      checkDirectory(directory);
      builder.directory(directory.toFile());
    }
    Map<String, String> environment = options.environment(System.getenv());
    if (environment != null) {
      builder.environment().clear();
      builder.environment().putAll(environment);
    }
    try {
      pipes.giveTo(builder);
      return builder.start();
    } catch (IOException | RuntimeException e) {
      throw SubprocessStartError.of(command, e);
    }
  }

  /// The system's word for a missing directory is that for a missing program.
  private void checkDirectory(Path directory) throws SubprocessStartError {
    String what =
        !Files.exists(directory)
            ? "is missing"
            : !Files.isDirectory(directory)
                ? "is no directory"
                : !Files.isExecutable(directory) ? "may not be entered by this user" : null;
    if (what != null) {
      throw SubprocessStartError.directory(command.getFirst(), directory, what);
    }
  }

  // --- on the loop, when it was given up ---

  /// Nobody waits for the process any more: it ends as soon as it is there.
  void abandon() {
    Child child;
    synchronized (this) {
      abandoned = true;
      child = started;
    }
    if (child != null) {
      ProcessTree.THREADS.execute(() -> ProcessTree.killNow(child));
    }
  }
}
