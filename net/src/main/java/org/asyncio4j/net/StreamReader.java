package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// What comes from the other side (`asyncio.StreamReader`).
///
/// One task at a time waits here; a second one is refused. A task that is cancelled while it waits
/// has taken nothing. When the connection fails, every read from then on throws that failure, also
/// where bytes were left. A stream under TLS that was cut off, with no goodbye of the other side's,
/// is no failure until all that had come was read, and then never looks like an end.
///
/// **Limit.** At most about twice the limit is held: then the connection is not read from until
/// half of that has been taken. The limit also bounds what `readLine` and `readUntil` find, not
/// counting the separator; `read` and `readExactly` may ask for more.
///
/// Thread rule: that of this package.
public final class StreamReader {
  /// The limit where none is given: 64 KiB.
  public static final int DEFAULT_LIMIT = 64 * 1024;

  private static final byte[][] NEWLINE = {{'\n'}};

  private final StreamChannel stream;
  private final NettyReactor reactor;
  private final int limit;
  private final ByteQueue buffer = new ByteQueue();
  private boolean eof;
  private boolean paused;
  private @Nullable IOException failure;

  /// What is thrown in place of the end; null where the end is one.
  private @Nullable IOException cut;

  private @Nullable Future<@Nullable Void> waiter;

  StreamReader(StreamChannel stream, int limit) {
    this.stream = stream;
    this.reactor = stream.reactor;
    this.limit = limit;
  }

  static int checkedLimit(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException(
          "the limit of a reader cannot be " + limit + ": give 1 or more");
    }
    return limit;
  }

  // --- reading ---

  /// Suspends until the other side has ended the stream, and takes all of it.
  ///
  /// @return all bytes; without a bound, so for peers that are trusted
  /// @throws IOException when the connection fails
  public byte[] read() throws IOException {
    checkUsable();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean complete = false;
    try {
      while (true) {
        if (!buffer.isEmpty()) {
          all.writeBytes(buffer.takeAll());
          resumeIfRoom();
        }
        if (isAtEnd()) {
          complete = true;
          return all.toByteArray();
        }
        awaitMore();
      }
    } finally {
      if (!complete) {
        buffer.putBack(all.toByteArray());
      }
    }
  }

  /// Suspends until at least one byte has come, and takes up to `max` of those that are there.
  ///
  /// @param max how many at most; with 0 this returns at once
  /// @return the bytes; none at the end of the stream
  /// @throws IOException when the connection fails
  public byte[] read(int max) throws IOException {
    checkUsable();
    if (max < 0) {
      throw new IllegalArgumentException("cannot read " + max + " bytes: give 0 or more");
    }
    if (max == 0) {
      return new byte[0];
    }
    awaitAny();
    byte[] taken = buffer.take(Math.min(max, buffer.size()));
    resumeIfRoom();
    return taken;
  }

  /// As [#read(int)], into a buffer of the caller's.
  ///
  /// @param target is filled from its position on, as far as there are bytes
  /// @return how many bytes; -1 at the end of the stream
  /// @throws IOException when the connection fails
  public int read(ByteBuffer target) throws IOException {
    checkUsable();
    if (!target.hasRemaining()) {
      return 0;
    }
    awaitAny();
    int count = Math.min(target.remaining(), buffer.size());
    if (count == 0) {
      return -1;
    }
    buffer.take(target, count);
    resumeIfRoom();
    return count;
  }

  /// Suspends until `count` bytes have come, and takes them.
  ///
  /// @param count how many; may be more than the limit
  /// @return the bytes
  /// @throws IncompleteReadError when the stream ends before; it has what came
  /// @throws IOException when the connection fails
  public byte[] readExactly(int count) throws IOException {
    checkUsable();
    if (count < 0) {
      throw new IllegalArgumentException("cannot read " + count + " bytes: give 0 or more");
    }
    while (buffer.size() < count) {
      if (isAtEnd()) {
        throw new IncompleteReadError(buffer.takeAll(), count);
      }
      awaitMore();
    }
    byte[] taken = buffer.take(count);
    resumeIfRoom();
    return taken;
  }

  /// Suspends until a separator has come, and takes everything up to and including it. Of several
  /// separators it is the one that ends first.
  ///
  /// @param separators at least one, none of them empty
  /// @return the bytes, the separator included
  /// @throws LimitOverrunError when there are more bytes than the limit before the separator; they
  ///   stay in the stream
  /// @throws IncompleteReadError when the stream ends before; it has what came
  /// @throws IOException when the connection fails
  public byte[] readUntil(byte[]... separators) throws IOException {
    if (separators.length == 0) {
      throw new IllegalArgumentException("readUntil needs a separator, and was given none");
    }
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (byte[] separator : separators) {
      if (separator.length == 0) {
        throw new IllegalArgumentException("a separator cannot be empty: give at least one byte");
      }
      shortest = Math.min(shortest, separator.length);
      longest = Math.max(longest, separator.length);
    }
    return until(separators, shortest, longest);
  }

  private byte[] until(byte[][] separators, int shortest, int longest) throws IOException {
    checkUsable();
    int from = 0; // no separator begins before it
    while (true) {
      if (buffer.size() - from >= shortest) {
        int start = -1;
        int end = Integer.MAX_VALUE;
        for (byte[] separator : separators) {
          int found = buffer.indexOf(separator, from);
          if (found >= 0 && found + separator.length < end) {
            start = found;
            end = found + separator.length;
          }
        }
        if (start > limit) {
          throw overrun("the separator is found, but after " + start + " bytes", start);
        }
        if (start >= 0) {
          byte[] taken = buffer.take(end);
          resumeIfRoom();
          return taken;
        }
        from = Math.max(0, buffer.size() + 1 - longest);
        if (from > limit) {
          throw overrun("the separator is not found in " + from + " bytes", from);
        }
      }
      if (isAtEnd()) {
        throw new IncompleteReadError(buffer.takeAll(), -1);
      }
      awaitMore();
    }
  }

  private LimitOverrunError overrun(String what, int consumed) {
    return new LimitOverrunError(
        what + ", more than the limit of " + limit + ": give a larger limit, or read in pieces",
        consumed);
  }

  /// As [#readUntil(byte\[\]...)], with a separator in UTF-8.
  ///
  /// @param separator not empty
  /// @return the bytes, the separator included
  /// @throws IOException as there
  public byte[] readUntil(String separator) throws IOException {
    return readUntil(separator.getBytes(UTF_8));
  }

  /// Suspends until a line has come, and takes it.
  ///
  /// @return the line with its `\n`; at the end of the stream what came without one, and then
  ///   nothing
  /// @throws LimitOverrunError when the line is longer than the limit; it is dropped as far as it
  ///   has come, so that the next line can be read
  /// @throws IOException when the connection fails
  public byte[] readLine() throws IOException {
    checkUsable();
    int newline = buffer.indexOf((byte) '\n', 0);
    if (newline < 0 || newline > limit) {
      return awaitLine();
    }
    byte[] line = buffer.take(newline + 1);
    resumeIfRoom();
    return line;
  }

  private byte[] awaitLine() throws IOException {
    try {
      return until(NEWLINE, 1, 1);
    } catch (IncompleteReadError e) {
      return e.partial();
    } catch (LimitOverrunError e) {
      if (buffer.indexOf((byte) '\n', e.consumed()) == e.consumed()) {
        buffer.drop(e.consumed() + 1);
      } else {
        buffer.drop(buffer.size());
      }
      resumeIfRoom();
      throw e;
    }
  }

  /// As [#readLine()], as text.
  ///
  /// @param charset of the text; what is malformed is replaced
  /// @return the line with its `\n`; empty at the end of the stream
  /// @throws IOException as there
  public String readLine(Charset charset) throws IOException {
    Objects.requireNonNull(charset, "charset");
    return new String(readLine(), charset);
  }

  /// {@return the lines that are still to come, each with its `\n`, for one `for` loop, which
  /// suspends} A failure is thrown as an `UncheckedIOException`.
  public Iterable<byte[]> lines() {
    return () -> new Lines(this);
  }

  /// {@return whether the stream has ended and nothing of it is left}
  public boolean atEof() {
    reactor.checkCurrent();
    return eof && cut == null && buffer.isEmpty();
  }

  // --- waiting ---

  private void checkUsable() throws IOException {
    reactor.checkCurrent();
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitAny() throws IOException {
    while (buffer.isEmpty() && !isAtEnd()) {
      awaitMore();
    }
  }

  /// Whether nothing more will come. Throws when that is not how the other side wanted it.
  private boolean isAtEnd() throws IOException {
    if (cut != null) {
      throw cut;
    }
    return eof;
  }

  private void awaitMore() throws IOException {
    if (waiter != null) {
      throw new IllegalStateException(
          "another task waits for data of this stream already: read in one task at a time");
    }
    resume(); // or it could never come
    Future<@Nullable Void> turn = reactor.loop.createFuture();
    waiter = turn;
    try {
      turn.await();
    } finally {
      waiter = null;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void resumeIfRoom() {
    if (paused && buffer.size() <= limit) {
      resume();
    }
  }

  private void resume() {
    if (paused && !eof) {
      paused = false;
      stream.channel.config().setAutoRead(true);
    }
  }

  // --- the other side of it: called by the channel ---

  void feed(ByteBuf more) {
    buffer.add(more);
    reactor.wake(waiter);
    if (!paused && buffer.size() > 2L * limit) {
      paused = true;
      stream.channel.config().setAutoRead(false);
    }
  }

  /// Has the channel read no more, for the connection is about to be closed.
  void stop() {
    if (!eof) {
      eof = true;
      paused = true;
      stream.channel.config().setAutoRead(false);
      reactor.wake(waiter);
    }
  }

  void feedEof() {
    eof = true;
    reactor.wake(waiter);
  }

  void end(@Nullable IOException failure) {
    this.failure = failure;
    buffer.gather();
    feedEof();
  }

  /// Ends this with a failure that concerns only what has not come.
  void cutOff(@Nullable IOException cause) {
    cut = cause;
    buffer.gather();
    feedEof();
  }

  /// Takes what has come.
  byte[] takeUnread() {
    byte[] taken = buffer.takeAll();
    resume();
    return taken;
  }

  /// How many bytes have come and were not taken.
  int buffered() {
    return buffer.size();
  }

  /// Takes what has come, for whoever reads the same source next.
  byte[] takeBuffered() {
    return buffer.takeAll();
  }

  private static final class Lines implements Iterator<byte[]> {
    private final StreamReader reader;
    private byte @Nullable [] next;

    Lines(StreamReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      byte[] line = next;
      if (line == null) {
        try {
          line = reader.readLine();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        next = line;
      }
      return line.length > 0;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the stream has ended");
      }
      byte[] line = Objects.requireNonNull(next);
      next = null;
      return line;
    }
  }
}
