package org.asyncio4j.process;

import java.io.IOException;
import java.util.function.Consumer;
import org.asyncio4j.net.ProcessPipe;
import org.jspecify.annotations.Nullable;

/// The standard streams of a process, and those of them that are pipes: null where one is not. On
/// the loop, unless something says otherwise.
final class StandardPipes implements AutoCloseable {
  private final Stdio stdin;
  private final Stdio stdout;
  private final Stdio stderr;
  final @Nullable ProcessPipe in;
  final @Nullable ProcessPipe out;
  final @Nullable ProcessPipe err;

  StandardPipes(Stdio stdin, SubprocessOptions options) {
    this.stdin = stdin;
    stdout = options.stdout();
    stderr = options.stderr();
    in = stdin == Stdio.PIPE ? ProcessPipe.toChild() : null;
    out = stdout == Stdio.PIPE ? ProcessPipe.fromChild(options.limit()) : null;
    err = stderr == Stdio.PIPE ? ProcessPipe.fromChild(options.limit()) : null;
  }

  // --- before the process is started: any thread ---

  /// Whether files are to be opened.
  boolean haveFiles() {
    return stdin.isFile() || stdout.isFile() || stderr.isFile();
  }

  /// Makes the pipes, and gives the process its ends of them and everything else.
  void giveTo(ProcessBuilder builder) throws IOException {
    if (in == null) {
      builder.redirectInput(stdin.forInput());
    } else if (in.open()) {
      builder.redirectInput(in.childEnd());
    }
    if (out == null) {
      builder.redirectOutput(stdout.forOutput());
    } else if (out.open()) {
      builder.redirectOutput(out.childEnd());
    }
    if (stderr == Stdio.STDOUT) {
      builder.redirectErrorStream(true);
    } else if (err == null) {
      builder.redirectError(stderr.forOutput());
    } else if (err.open()) {
      builder.redirectError(err.childEnd());
    }
  }

  /// Leaves the process's ends to the process.
  void closeChildEnds() {
    each(ProcessPipe::closeChildEnd);
  }

  // --- when it runs ---

  /// Suspends until all can be used.
  void begin(Process process) throws IOException {
    if (in != null) {
      in.begin(process, false);
    }
    if (out != null) {
      out.begin(process, false);
    }
    if (err != null) {
      err.begin(process, true);
    }
  }

  /// Closes this side of each.
  @Override
  public void close() {
    each(ProcessPipe::close);
  }

  private void each(Consumer<ProcessPipe> step) {
    for (ProcessPipe pipe : new @Nullable ProcessPipe[] {in, out, err}) {
      if (pipe != null) {
        step.accept(pipe);
      }
    }
  }
}
