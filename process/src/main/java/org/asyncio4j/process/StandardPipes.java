package org.asyncio4j.process;

import java.io.IOException;
import java.util.function.Consumer;
import org.asyncio4j.net.ProcessPipe;
import org.jspecify.annotations.Nullable;

/// Those standard streams of a process that are pipes; null where one is not. On the loop.
final class StandardPipes implements AutoCloseable {
  private final Stdio stdin;
  private final SubprocessOptions options;
  @Nullable ProcessPipe in;
  @Nullable ProcessPipe out;
  @Nullable ProcessPipe err;

  StandardPipes(Stdio stdin, SubprocessOptions options) {
    this.stdin = stdin;
    this.options = options;
  }

  Stdio stdin() {
    return stdin;
  }

  /// Makes them, as far as the loop can have them without a thread.
  void open() throws IOException {
    if (stdin == Stdio.PIPE) {
      in = ProcessPipe.toChild();
    }
    if (options.stdout() == Stdio.PIPE) {
      out = ProcessPipe.fromChild(options.limit());
    }
    if (options.stderr() == Stdio.PIPE) {
      err = ProcessPipe.fromChild(options.limit());
    }
  }

  /// Takes those that `process` was started with instead, and suspends until all can be used.
  void begin(Process process) throws IOException {
    if (stdin == Stdio.PIPE && in == null) {
      in = ProcessPipe.of(process.getOutputStream());
    }
    if (options.stdout() == Stdio.PIPE && out == null) {
      out = ProcessPipe.of(process.getInputStream(), options.limit());
    }
    if (options.stderr() == Stdio.PIPE && err == null) {
      err = ProcessPipe.of(process.getErrorStream(), options.limit());
    }
    for (ProcessPipe pipe : new @Nullable ProcessPipe[] {in, out, err}) {
      if (pipe != null) {
        pipe.begin();
      }
    }
  }

  /// Any thread.
  void closeChildEnds() {
    each(ProcessPipe::closeChildEnd);
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
