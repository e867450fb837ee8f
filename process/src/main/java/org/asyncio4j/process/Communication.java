package org.asyncio4j.process;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.jspecify.annotations.Nullable;

/// Writing to a process and reading both its outputs at the same time, until it has ended. On the
/// loop.
final class Communication {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.process");
  private static final int BLOCK = 64 * 1024;

  private final Subprocess subject;
  private final String program;
  private final SubprocessOptions options;
  private final @Nullable Output stdout;
  private final @Nullable Output stderr;

  Communication(Subprocess subject, SubprocessOptions options, StandardPipes pipes) {
    this.subject = subject;
    this.program = subject.program();
    this.options = options;
    stdout = pipes.out == null ? null : new Output("standard output", pipes.out.reader());
    stderr = pipes.err == null ? null : new Output("standard error", pipes.err.reader());
  }

  /// Suspends until all is written and read, and the process has ended.
  void run(@Nullable StreamWriter stdin, byte[] input) throws IOException {
    Asyncio.taskGroup(
        IOException.class,
        group -> {
          List<Task<?>> work = new ArrayList<>();
          if (stdin != null) {
            work.add(group.createTask(() -> write(stdin, input)));
          }
          start(group, work, stdout);
          start(group, work, stderr);
          int _ = subject.waitFor();
          readOn(work);
        });
  }

  private static void start(TaskGroup group, List<Task<?>> work, @Nullable Output output) {
    if (output != null) {
      work.add(group.createTask(output::read));
    }
  }

  /// The process has ended. What it has written is there; but whoever else holds its pipes can keep
  /// their ends away.
  private void readOn(List<Task<?>> work) {
    if (work.isEmpty()) {
      return;
    }
    boolean atEnd =
        Asyncio.moveOnAfter(
            options.eofGrace(),
            () -> {
              var _ = Asyncio.wait(work);
            });
    if (!atEnd) {
      LOG.log(
          WARNING,
          "{0} has ended, and somebody else, perhaps a process that it has left behind, holds its"
              + " pipes: what comes after {1} is not read",
          program,
          options.eofGrace());
      work.forEach(Task::cancel);
    }
  }

  /// Writes all, and ends the stream. That nobody reads it, or not to its end, is no failure.
  private void write(StreamWriter stdin, byte[] input) {
    try {
      for (int from = 0; from < input.length; from += BLOCK) {
        stdin.write(ByteBuffer.wrap(input, from, Math.min(BLOCK, input.length - from)));
      }
      stdin.close();
      stdin.waitClosed();
    } catch (IOException e) {
      LOG.log(DEBUG, "{0} has not read all of its input: {1}", program, e.getMessage());
    } finally {
      stdin.abort();
    }
  }

  byte[] stdout() {
    return stdout == null ? new byte[0] : stdout.bytes.toByteArray();
  }

  byte[] stderr() {
    return stderr == null ? new byte[0] : stderr.bytes.toByteArray();
  }

  /// Reads what still comes and drops it, so that nothing that is about to end waits for somebody
  /// to read what it says about that. {@return to be cancelled}
  List<Task<?>> discard() {
    List<Task<?>> work = new ArrayList<>();
    for (Output output : new @Nullable Output[] {stdout, stderr}) {
      if (output != null) {
        work.add(Asyncio.createTask(output::discard));
      }
    }
    return work;
  }

  /// One stream, and what has come from it.
  private final class Output {
    private final String name;
    private final StreamReader reader;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output(String name, StreamReader reader) {
      this.name = name;
      this.reader = reader;
    }

    void read() throws IOException {
      while (true) {
        byte[] more = reader.read(BLOCK);
        if (more.length == 0) {
          return;
        }
        if (more.length > options.outputLimit() - bytes.size()) {
          throw new OutputLimitError(program, name, options.outputLimit());
        }
        bytes.writeBytes(more);
      }
    }

    void discard() {
      try {
        while (reader.read(BLOCK).length > 0) {
          // dropped
        }
      } catch (IOException closed) {
        // nothing more comes
      }
    }
  }
}
