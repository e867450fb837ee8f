package org.asyncio4j.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A worker: its process and the connection to it. On the thread of its seat, but for [#kill].
final class WorkerProcess {
  /// From the start of the process until it has connected, on a busy machine.
  private static final Duration MAX_START = Duration.ofSeconds(60);

  /// How long a worker that was told to end may take, with its shutdown hooks.
  private static final Duration MAX_END = Duration.ofSeconds(10);

  private final Process process;
  private final Consumer<WorkerOutput> output;
  private final Loaders loaders;
  private final AllowedTypes allowed;
  private final RawOutput raw;
  private final int frameLimit;
  private @Nullable SelectedChannel channel;
  private int performed;
  private volatile @Nullable String killedBy;

  private WorkerProcess(Process process, Workers workers) {
    this.process = process;
    output = workers.output();
    loaders = workers.loaders;
    allowed = workers.setup.allowed();
    frameLimit = allowed.maxBytes() + Frame.MARGIN;
    raw = new RawOutput(process, output);
  }

  /// Starts a JVM; it is no worker yet.
  static WorkerProcess launch(Workers workers) throws IOException {
    Process process =
        new ProcessBuilder(WorkerCommand.of(workers.options)).redirectErrorStream(true).start();
    WorkerProcess worker = new WorkerProcess(process, workers);
    worker.raw.start();
    return worker;
  }

  /// Waits until it is ready for tasks. If this fails the process has been ended.
  ///
  /// @param wanted asked again when the selector is woken, until the process has connected
  /// @throws BrokenProcessException when it does not become so
  void prepare(Setup setup, Origin initializers, Selector selector, BooleanSupplier wanted) {
    try (Rendezvous rendezvous = new Rendezvous(selector)) {
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(rendezvous.invitation().getBytes(UTF_8));
      }
      process.onExit().thenRun(selector::wakeup);
      channel =
          rendezvous.accept(
              System.nanoTime() + MAX_START.toNanos(),
              () -> process.isAlive() && wanted.getAsBoolean());
      if (channel == null) {
        throw new IOException("it did not connect");
      }
      channel.setDeadline(null);
      channel.write(Frame.Kind.SETUP, 0, setup.toBytes());
      awaitReady(channel, initializers);
    } catch (IOException e) {
      kill("");
      throw broken("A worker could not be started (" + e.getMessage() + ")", false, null);
    }
  }

  private void awaitReady(SelectedChannel channel, Origin initializers) throws IOException {
    Frame frame = next(channel);
    if (frame.kind() == Frame.Kind.FAILURE) {
      Throwable cause = Failure.from(frame.payload()).toThrowable(pid(), allowed, initializers);
      kill("");
      throw broken("The initializer of a worker failed", false, cause);
    }
    if (frame.kind() != Frame.Kind.READY) {
      throw new IOException("unexpected " + frame.kind());
    }
  }

  /// Has a task done, and completes it; or says how far it came.
  Progress perform(RemoteTask<?> task, Runnable settled) {
    SelectedChannel channel = this.channel;
    boolean begun = false;
    try {
      if (channel == null) {
        return Progress.NOT_BEGUN;
      }
      long id = ++performed;
      channel.write(Frame.Kind.TASK, id, task.parcel.toBytes());
      while (true) {
        Frame frame = next(channel);
        if (frame.id() != id) {
          throw new IOException("a message of another task");
        }
        switch (frame.kind()) {
          case BEGUN -> begun = true;
          case RESULT -> {
            settled.run();
            complete(task, frame.payload());
            return Progress.DONE;
          }
          case FAILURE -> {
            settled.run();
            task.completeExceptionally(
                Failure.from(frame.payload()).toThrowable(pid(), allowed, task.origin));
            return Progress.DONE;
          }
          default -> throw new IOException("unexpected " + frame.kind());
        }
      }
    } catch (IOException | RuntimeException e) {
      return begun ? Progress.BEGUN : Progress.NOT_BEGUN;
    }
  }

  enum Progress {
    /// The task has ended; the worker can have the next one.
    DONE,
    /// The worker has gone while it had the task.
    BEGUN,
    /// The worker has gone, and has not begun with the task. What it sent before its end has been
    /// read, so this is sure.
    NOT_BEGUN
  }

  private void complete(RemoteTask<?> task, byte[] result) {
    try {
      task.succeed(FilteredInput.read(result, allowed, task.origin));
    } catch (RefusedDataException e) {
      task.completeExceptionally(e);
    } catch (IOException
        | ClassNotFoundException
        | RuntimeException
        | LinkageError
        | StackOverflowError e) {
      task.completeExceptionally(
          new RemoteException("the task has run, but its result cannot be read here: " + e, e));
    }
  }

  /// {@return the next message that is not for this class alone}
  private Frame next(SelectedChannel channel) throws IOException {
    while (true) {
      Frame frame = channel.read(frameLimit);
      if (frame == null) {
        throw new IOException("the worker has ended");
      }
      if (!served(channel, frame)) {
        return frame;
      }
    }
  }

  private boolean served(SelectedChannel channel, Frame frame) throws IOException {
    switch (frame.kind()) {
      case OUT -> output.accept(new WorkerOutput(pid(), false, new String(frame.payload(), UTF_8)));
      case ERR -> {
        String text = new String(frame.payload(), UTF_8);
        raw.note(text);
        output.accept(new WorkerOutput(pid(), true, text));
      }
      case FIND_CLASS -> {
        ByteBuffer request = ByteBuffer.wrap(frame.payload());
        int loader = request.getInt();
        byte[] found = loaders.find(loader, UTF_8.decode(request).toString());
        channel.write(Frame.Kind.CLASS, frame.id(), found);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Waits until somebody wakes the selector, and meanwhile serves what threads that tasks have
  /// left behind want. {@return false when the worker has ended}
  boolean idle() {
    SelectedChannel channel = this.channel;
    try {
      if (channel == null) {
        return false;
      }
      if (channel.awaitInput()) {
        Frame frame = channel.read(frameLimit);
        return frame != null && served(channel, frame);
      }
      return process.isAlive();
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  int performed() {
    return performed;
  }

  /// Lets it end by itself, and waits until it has nothing more to say. Whoever keeps it from
  /// ending has 10 seconds.
  void stop() {
    process
        .onExit()
        .orTimeout(MAX_END.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((ended, late) -> {
          if (late != null) {
            process.destroyForcibly();
          }
        });
    SelectedChannel channel = this.channel;
    try {
      if (channel != null) {
        channel.setDeadline(System.nanoTime() + MAX_END.toNanos());
        channel.write(Frame.Kind.STOP, 0, Frame.NOTHING);
        Frame frame = channel.read(frameLimit);
        while (frame != null && served(channel, frame)) {
          frame = channel.read(frameLimit);
        }
      }
    } catch (IOException e) { // it has ended already
    } finally {
      close();
    }
  }

  /// Any thread.
  void kill(String reason) {
    killedBy = reason;
    process.destroyForcibly();
  }

  boolean isKilled() {
    return killedBy != null;
  }

  /// For one that is killed, or has ended.
  void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) { // it is closed
    }
  }

  /// After the end of the connection: {@return what a task that it had fails with}
  BrokenProcessException broken(String what, boolean mayHaveRun, @Nullable Throwable cause) {
    close();
    String by = killedBy;
    int status = -1;
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) { // one that talks nonsense does not end by itself
        process.destroyForcibly().waitFor(2, TimeUnit.SECONDS);
      }
      status = process.isAlive() ? -1 : process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    StringBuilder message = new StringBuilder(what);
    message.append(": process ").append(pid());
    if (by != null && !by.isEmpty()) {
      message.append(" was killed by ").append(by);
    } else {
      message.append(status < 0 ? " does not end" : " ended with status " + status);
      if (status > 128 && status < 160) {
        message.append(" (signal ").append(status - 128).append(')');
      }
    }
    message.append(
        mayHaveRun ? "; the task may have run, and is not run again" : "; the task has not run");
    String lines = raw.lastLines();
    if (!lines.isEmpty()) {
      message.append("; its last lines:\n").append(lines);
    }
    return new BrokenProcessException(message.toString(), status, mayHaveRun, cause);
  }
}
