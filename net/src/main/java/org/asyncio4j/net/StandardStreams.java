package org.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// The streams that the process was given, read and written without holding up the loop (asyncio's
/// `connect_read_pipe` and `connect_write_pipe` with `sys.stdin` and `sys.stdout`).
///
/// They are those of [System], so what `System.setIn` and `System.setOut` have set is used, and
/// none of them is ever closed.
public final class StandardStreams {
  /// Those that are not lost. Any thread.
  private static final Map<Destination, StreamChannel> WRITERS = new ConcurrentHashMap<>();

  /// Guarded by the class, as is `reading`.
  private static @Nullable BlockingInput input;

  private static @Nullable StreamChannel reading;

  private StandardStreams() {}

  /// {@return what reads standard input: in one loop always the same reader}
  ///
  /// Nothing is read before this is called; from then on up to about 128 KiB ahead. When the loop
  /// is closed, what has come and was not taken is there for the next one, and so is what a read
  /// brings that still waits then; `System.in` does not have it any more. Such a read does not keep
  /// the program from ending.
  ///
  /// @throws IllegalStateException while another loop reads it
  /// @throws IOException when the loop cannot
  public static StreamReader stdin() throws IOException {
    EventLoop loop = Asyncio.getRunningLoop();
    StreamChannel made;
    synchronized (StandardStreams.class) {
      BlockingInput source = input;
      if (source == null || source.stream != System.in) {
        source = new BlockingInput(System.in);
        input = source;
        reading = null;
      }
      StreamChannel before = reading;
      if (before != null && before.reactor.loop == loop) {
        return before.reader;
      }
      if (before != null) {
        throw new IllegalStateException(
            "standard input is being read in "
                + before.reactor.loop
                + ": read it in one loop, until that is closed");
      }
      made = Pipes.prepare(PipeChannel.ofShared(source), StreamReader.DEFAULT_LIMIT);
      reading = made;
      BlockingInput from = source;
      made.whenLost(() -> giveBack(made, from));
    }
    Pipes.register(made);
    return made.reader;
  }

  private static synchronized void giveBack(StreamChannel lost, BlockingInput source) {
    source.putBack(lost.reader.takeBuffered());
    if (reading == lost) {
      reading = null;
    }
  }

  /// {@return what writes to standard output: in one loop always the same writer, until it is
  /// closed}
  ///
  /// Each piece is written through `System.out`, so it never breaks into what the program prints
  /// there; but it may come after what is printed later. Closing the writer leaves the output open.
  /// When the loop is closed, what was written is waited for, 5 seconds at most.
  ///
  /// When nobody reads the other end any more, as after `| head -1`, the next writes throw an
  /// `IOException`.
  ///
  /// @throws IOException when the loop cannot
  public static StreamWriter stdout() throws IOException {
    return writerTo(System.out, "standard output");
  }

  /// {@return what writes to standard error} As [#stdout], through `System.err`.
  ///
  /// @throws IOException when the loop cannot
  public static StreamWriter stderr() throws IOException {
    return writerTo(System.err, "standard error");
  }

  private static StreamWriter writerTo(PrintStream stream, String name) throws IOException {
    EventLoop loop = Asyncio.getRunningLoop();
    Destination destination = new Destination(loop, stream);
    StreamChannel before = WRITERS.get(destination);
    if (before != null && !before.isClosing()) {
      return before.writer;
    }
    StreamChannel made =
        Pipes.prepare(PipeChannel.ofShared(new Printed(stream, name)), StreamReader.DEFAULT_LIMIT);
    WRITERS.put(destination, made);
    made.whenLost(() -> WRITERS.remove(destination, made));
    Pipes.register(made);
    return made.writer;
  }

  /// What the writers of one loop to one stream have in common.
  private record Destination(EventLoop loop, PrintStream stream) {}

  /// A print stream that says when it fails.
  private static final class Printed extends OutputStream {
    private final PrintStream stream;
    private final String name;

    Printed(PrintStream stream, String name) {
      this.stream = stream;
      this.name = name;
    }

    @Override
    public void write(int b) {
      stream.write(b);
    }

    @Override
    public void write(byte[] data, int from, int count) {
      stream.write(data, from, count);
    }

    @Override
    public void flush() throws IOException {
      if (stream.checkError()) { // flushes
        throw new IOException(
            name
                + " cannot be written to: perhaps nobody reads the other end of the pipe any more");
      }
    }
  }
}
