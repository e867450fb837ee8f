package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What was written to a connection and is not sent yet, and what ends this direction.
///
/// Everything written in one iteration of the loop is copied into a few buffers, which go to the
/// channel together when the reactor polls. Above the high-water mark the connection is told to
/// pause; when no more than the low one is left, to resume.
///
/// On the loop.
final class WriteBuffer {
  static final int HIGH_WATER = 64 * 1024;
  private static final int SMALLEST_CHUNK = 512;
  private static final int LARGEST_CHUNK = 64 * 1024;

  /// From which write to a lost connection on its writer seems not to know; asyncio's number.
  private static final int MANY = 5;

  private final NettyConnection connection;
  private final NettyReactor reactor;
  private final Channel channel;
  private long high = HIGH_WATER;
  private long low = HIGH_WATER / 4;

  /// The end of what was written, to which more may be added; null when the channel has it all.
  private @Nullable ByteBuf chunk;

  /// The part of `chunk` that is to be filled.
  private ByteBuffer room = NO_ROOM;

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  /// How much the last iteration in which anything was written has had to send, and this one.
  private int lastSize;

  private int currentSize;

  /// How many bytes were written and not sent, those of `chunk` included.
  private long unsent;

  private boolean paused;
  private boolean flushing;

  /// Whether a file is being sent: then nothing else may get in between.
  private boolean sendingFile;

  /// How often something was dropped because the connection is lost.
  private int dropped;

  private boolean eof;
  private boolean closing;

  /// Whether the channel was told of `eof`, and of `closing`.
  private boolean eofPassed;

  private boolean closePassed;

  WriteBuffer(NettyConnection connection) {
    this.connection = connection;
    this.reactor = connection.reactor;
    this.channel = connection.channel;
  }

  // --- writing ---

  /// Copies `data`, or drops it when the connection is closed or lost.
  void write(byte[] data) {
    if (isWritable()) {
      for (int from = 0; from < data.length; ) {
        int count = roomFor(data.length - from);
        room.put(data, from, count);
        from += count;
      }
      added(data.length);
    }
  }

  /// As [#write(byte\[\])]; takes what remains of `data`.
  void write(ByteBuffer data) {
    if (isWritable()) {
      int length = data.remaining();
      while (data.hasRemaining()) {
        int count = roomFor(data.remaining());
        room.put(room.position(), data, data.position(), count);
        room.position(room.position() + count);
        data.position(data.position() + count);
      }
      added(length);
    }
  }

  private boolean isWritable() {
    checkOpen();
    if (connection.isBroken() && ++dropped == MANY) {
      System.getLogger("org.asyncio4j.net")
          .log(WARNING, "{0} goes on writing to a connection that is lost", connection);
    }
    return !closing && !connection.isBroken();
  }

  private void checkOpen() {
    if (eof) {
      throw new IllegalStateException("nothing can be written after writeEof()");
    }
    checkNoFile();
  }

  private void checkNoFile() {
    if (sendingFile) {
      throw new IllegalStateException(
          "a file is being sent on this connection: write when sendfile() has returned");
    }
  }

  /// Makes room. {@return for how many of `count` bytes there is some}
  private int roomFor(int count) {
    if (!room.hasRemaining()) {
      passChunk();
      int expected = Math.max(count, lastSize - currentSize);
      int capacity = Math.clamp(expected, SMALLEST_CHUNK, LARGEST_CHUNK);
      ByteBuf made = channel.alloc().directBuffer(capacity, capacity);
      chunk = made;
      room = made.nioBuffer(0, capacity);
    }
    return Math.min(count, room.remaining());
  }

  private void added(int count) {
    unsent += count;
    flushSoon();
    if (!paused && unsent > high) {
      paused = true;
      connection.pauseWriting();
    }
  }

  /// Has [#flush] called once in this iteration.
  void flushSoon() {
    if (!flushing) {
      flushing = true;
      reactor.flushSoon(this);
    }
  }

  /// Gives the chunk to the channel, which sends it when it is flushed.
  private void passChunk() {
    ByteBuf full = chunk;
    if (full != null) {
      int count = room.position();
      full.writerIndex(count);
      chunk = null;
      room = NO_ROOM;
      currentSize += count;
      channel.write(full).addListener(done -> sent(count, done.cause()));
    }
  }

  // --- files ---

  /// Until [#endFile] only [#write(Object, int)] is allowed.
  void beginFile() {
    checkOpen();
    sendingFile = true;
  }

  void endFile() {
    sendingFile = false;
  }

  /// Has the channel send `piece`, of `count` bytes, after all that was written.
  ChannelFuture write(Object piece, int count) {
    passChunk();
    unsent += count;
    flushSoon();
    return channel.write(piece).addListener(done -> sent(count, done.cause()));
  }

  // --- marks ---

  /// How many bytes were written and not sent.
  long size() {
    return unsent;
  }

  /// Whether the connection was told to pause, and not to resume since then.
  boolean isPaused() {
    return paused;
  }

  long highWater() {
    return high;
  }

  long lowWater() {
    return low;
  }

  /// Sets the marks, and pauses or resumes as they say.
  void setLimits(long high, long low) {
    if (low < 0 || high < low) {
      throw new IllegalArgumentException(
          "the marks of a write buffer cannot be high="
              + high
              + ", low="
              + low
              + ": give high >= low >= 0");
    }
    this.high = high;
    this.low = low;
    if (!paused && unsent > high) {
      paused = true;
      connection.pauseWriting();
    }
    settle();
  }

  // --- the end ---

  /// Ends this direction when what was written is sent.
  void writeEof() {
    if (connection.hasTls()) {
      throw new UnsupportedOperationException(
          "one direction cannot be ended under TLS: close the connection");
    }
    if (!closing && !eof) {
      checkNoFile();
      eof = true;
      flushSoon();
    }
  }

  /// Closes the channel when what was written is sent.
  void close() {
    if (!closing) {
      closing = true;
      flushSoon();
    }
  }

  /// Closes the channel at once.
  void abort() {
    closing = true;
    closePassed = true;
    connection.closeNow();
  }

  boolean isClosing() {
    return closing;
  }

  /// Whether the channel was told to close: on purpose, and nothing was left to send.
  boolean isClosePassed() {
    return closePassed;
  }

  boolean isEof() {
    return eof;
  }

  // --- called by the reactor and the channel ---

  /// Once in an iteration in which something was written or ended.
  void flush() {
    flushing = false;
    if (connection.isLost()) {
      return;
    }
    passChunk();
    lastSize = currentSize;
    currentSize = 0;
    channel.flush();
    settle();
  }

  private void sent(int count, @Nullable Throwable cause) {
    unsent -= count;
    if (cause != null) {
      connection.fail(cause);
    } else {
      settle();
    }
  }

  private void settle() {
    if (paused && unsent <= low) {
      paused = false;
      connection.resumeWriting();
    }
    if (unsent > 0) {
      return;
    }
    // not from within the channel's own flush
    if (closing && !closePassed) {
      closePassed = true;
      reactor.execute(connection::finish);
    } else if (eof && !closing && !eofPassed) {
      eofPassed = true;
      reactor.execute(((DuplexChannel) channel)::shutdownOutput);
    }
  }

  /// Drops what was not sent: the connection is lost.
  void drop() {
    ByteBuf rest = chunk;
    chunk = null;
    room = NO_ROOM;
    if (rest != null) {
      rest.release();
    }
  }
}
