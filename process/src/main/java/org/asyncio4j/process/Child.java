package org.asyncio4j.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A process that was started: its end and its signals. Any thread.
final class Child {
  /// What the JDK adds to the signal that has ended a process, to make a code of it.
  private static final int SIGNALLED = 128;

  final Process process;
  private final ProcessHandle handle;
  private final @Nullable Pidfd pidfd;

  /// The return code, when there is one. Never fails.
  final CompletableFuture<Integer> exit;

  /// Takes over `process`, which was just started. Reads a file of the system's.
  Child(Process process) {
    this.process = process;
    handle = process.toHandle();
    pidfd = Pidfd.of(handle);
    exit = process.onExit().thenApply(ended -> ended(ended.exitValue()));
  }

  private int ended(int code) {
    if (pidfd == null) {
      return guess(code);
    }
    Integer status = pidfd.exitStatus();
    pidfd.close();
    if (status == null) {
      return guess(code);
    }
    int signal = status & 0x7F;
    return signal != 0 ? -signal : status >> 8 & 0xFF;
  }

  /// The code is the same whether a signal has ended the process or it has said that of itself, as
  /// shells do of others. The former is more likely.
  private static int guess(int code) {
    return Signals.isNamed(code - SIGNALLED) ? SIGNALLED - code : code;
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return !exit.isDone();
  }

  @Nullable Integer returncode() {
    return exit.getNow(null);
  }

  /// Sends a signal. Does nothing when the process has ended.
  void send(int signal) throws IOException {
    if (!isRunning()) {
      return;
    }
    if (pidfd != null) {
      pidfd.send(signal);
    } else if (signal == Signals.TERM) {
      boolean _ = handle.destroy(); // compares start times, as the one below
    } else if (signal == Signals.KILL) {
      boolean _ = handle.destroyForcibly();
    } else if (handle.isAlive()) {
      throw new UnsupportedOperationException(
          Signals.text(signal)
              + " cannot be sent here: other signals than SIGTERM and SIGKILL need Linux, and a JVM"
              + " that was started with --enable-native-access");
    }
  }

  /// What it has started, and what these have: as long as it runs itself. Reads files of the
  /// system's.
  List<ProcessHandle> descendants() {
    return handle.descendants().toList();
  }
}
