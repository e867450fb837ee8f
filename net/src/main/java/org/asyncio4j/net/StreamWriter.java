package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// What goes to the other side, and the connection's end (`asyncio.StreamWriter`).
///
/// Everything written in one iteration of the loop is sent together, after it. The bytes are copied
/// once, by the call: the caller's array or buffer is free when it returns.
///
/// `write` suspends while more than 64 KiB wait to be sent, until 16 KiB are left. `writeNowait`
/// never does: whoever uses it calls [#drain], as in asyncio.
///
/// Cancelling a task that waits here takes nothing back: what was written will be sent.
///
/// Thread rule: that of this package.
public final class StreamWriter implements AutoCloseable {
  private static final int HIGH_WATER = 64 * 1024;
  private static final int LOW_WATER = HIGH_WATER / 4;
  private static final int SMALL_CHUNK = 1024;
  private static final int CHUNK = 64 * 1024;

  private final StreamChannel stream;
  private final NettyReactor reactor;
  private final Channel channel;

  /// The end of what was written, to which more may be added; null when the channel has it all.
  private @Nullable ByteBuf chunk;

  /// How many bytes were written and not sent, those of `chunk` included.
  private long unsent;

  private final List<Future<@Nullable Void>> drains = new ArrayList<>();
  private boolean paused;
  private boolean flushing;
  private boolean eof;
  private boolean closing;

  /// Whether the channel was told of `eof`, and of `closing`.
  private boolean eofPassed;

  private boolean closePassed;

  StreamWriter(StreamChannel stream) {
    this.stream = stream;
    this.reactor = stream.reactor;
    this.channel = stream.channel;
  }

  // --- writing ---

  /// Writes, and suspends while too much waits to be sent.
  ///
  /// @param data is copied
  /// @throws IOException when the connection is lost or closed
  public void write(byte[] data) throws IOException {
    checkNotClosed();
    writeNowait(data);
    drain();
  }

  /// As [#write(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IOException when the connection is lost or closed
  public void write(ByteBuffer data) throws IOException {
    checkNotClosed();
    writeNowait(data);
    drain();
  }

  /// As [#write(byte\[\])].
  ///
  /// @param text what to write
  /// @param charset how it is encoded; what cannot be is replaced
  /// @throws IOException when the connection is lost or closed
  public void write(CharSequence text, Charset charset) throws IOException {
    write(text.toString().getBytes(charset));
  }

  /// As [#write(CharSequence, Charset)], in UTF-8.
  ///
  /// @param text what to write
  /// @throws IOException when the connection is lost or closed
  public void write(CharSequence text) throws IOException {
    write(text, UTF_8);
  }

  /// Writes without a bound, and never suspends (asyncio's `write`). What is written to a
  /// connection that is lost or closed is dropped; [#drain] tells.
  ///
  /// @param data is copied
  /// @throws IllegalStateException after [#writeEof]
  public void writeNowait(byte[] data) {
    for (int from = 0; from < data.length && isWritable(); ) {
      ByteBuf chunk = chunkFor(data.length - from);
      int count = Math.min(data.length - from, chunk.writableBytes());
      chunk.writeBytes(data, from, count);
      added(count);
      from += count;
    }
    checkWritable();
  }

  /// As [#writeNowait(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IllegalStateException after [#writeEof]
  public void writeNowait(ByteBuffer data) {
    while (data.hasRemaining() && isWritable()) {
      ByteBuf chunk = chunkFor(data.remaining());
      int count = Math.min(data.remaining(), chunk.writableBytes());
      chunk.writeBytes(data.slice(data.position(), count));
      data.position(data.position() + count);
      added(count);
    }
    checkWritable();
  }

  private void checkNotClosed() throws IOException {
    reactor.checkCurrent();
    if (stream.isLost()) {
      throw stream.lostException();
    }
    if (closing) {
      throw new SocketException("this writer is closed: write before close()");
    }
  }

  private void checkWritable() {
    if (eof) {
      throw new IllegalStateException("nothing can be written after writeEof()");
    }
  }

  private boolean isWritable() {
    reactor.checkCurrent();
    checkWritable();
    return !closing && !stream.isLost();
  }

  private ByteBuf chunkFor(int count) {
    ByteBuf current = chunk;
    if (current != null && current.isWritable()) {
      return current;
    }
    passChunk();
    int capacity = current == null && count <= SMALL_CHUNK ? SMALL_CHUNK : CHUNK;
    ByteBuf made = channel.alloc().directBuffer(capacity, capacity);
    chunk = made;
    return made;
  }

  private void added(int count) {
    unsent += count;
    if (unsent > HIGH_WATER) {
      paused = true;
    }
    flushSoon();
  }

  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      reactor.flushSoon(this);
    }
  }

  /// Gives the chunk to the channel, which sends it when it is flushed.
  private void passChunk() {
    ByteBuf full = chunk;
    if (full != null) {
      chunk = null;
      int count = full.readableBytes();
      channel.write(full).addListener(done -> sent(count, done.cause()));
    }
  }

  /// Suspends while too much waits to be sent (`asyncio.StreamWriter.drain`). Any number of tasks
  /// may do so.
  ///
  /// @throws IOException when the connection is lost
  public void drain() throws IOException {
    reactor.checkCurrent();
    throwIfFailed();
    if (closing) {
      Asyncio.sleep(Duration.ZERO); // so that a loop that writes and drains notices the loss
      throwIfFailed();
    }
    if (stream.isLost()) {
      throw stream.lostException();
    }
    if (paused) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      drains.add(turn);
      try {
        turn.await();
      } finally {
        drains.remove(turn);
      }
      throwIfFailed();
      if (stream.isLost()) {
        throw stream.lostException();
      }
    }
  }

  private void throwIfFailed() throws IOException {
    IOException failure = stream.reader.failure();
    if (failure != null) {
      throw failure;
    }
  }

  // --- the end ---

  /// Ends this direction when what was written is sent: the other side reads its end. Reading goes
  /// on.
  public void writeEof() {
    reactor.checkCurrent();
    if (!closing && !eof) {
      eof = true;
      flushSoon();
    }
  }

  /// {@return whether [#writeEof] is possible: on TCP it is}
  public boolean canWriteEof() {
    return true;
  }

  /// Closes the connection when what was written is sent, however long that takes; reading ends at
  /// once. Does not wait: [#waitClosed] does. Does nothing the second time.
  @Override
  public void close() {
    if (closing || stream.isLost() || reactor.isClosed()) {
      return;
    }
    reactor.checkCurrent();
    closing = true;
    stream.reader.stop();
    flushSoon();
  }

  /// Closes the connection at once; what was not sent is dropped.
  public void abort() {
    if (stream.isLost() || reactor.isClosed()) {
      return;
    }
    reactor.checkCurrent();
    closing = true;
    closePassed = true;
    channel.close();
  }

  /// Suspends until the connection is closed, and nothing of it is left.
  ///
  /// @throws IOException when it was lost by a failure before
  public void waitClosed() throws IOException {
    reactor.checkCurrent();
    stream.awaitLoss();
    IOException failure = stream.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /// {@return whether the connection is closed, lost, or about to be}
  public boolean isClosing() {
    return closing || stream.isLost();
  }

  // --- about it ---

  /// {@return where the other side is: its address and port}
  public InetSocketAddress peerAddress() {
    return (InetSocketAddress) channel.remoteAddress();
  }

  /// {@return the address and port on this side}
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// {@return what is known under asyncio's name for it; null when nothing is}
  ///
  /// @param name `peername` or `sockname`
  public @Nullable Object getExtraInfo(String name) {
    return switch (name) {
      case "peername" -> channel.remoteAddress();
      case "sockname" -> channel.localAddress();
      default -> null;
    };
  }

  // --- called by the reactor and the channel ---

  /// Once in an iteration in which something was written or ended.
  void flush() {
    flushing = false;
    if (stream.isLost()) {
      return;
    }
    passChunk();
    channel.flush();
    settle();
  }

  private void sent(int count, @Nullable Throwable cause) {
    unsent -= count;
    reactor.stir();
    if (cause != null) {
      stream.fail(cause);
    } else {
      settle();
    }
  }

  private void settle() {
    if (paused && unsent <= LOW_WATER) {
      paused = false;
      wakeDrains();
    }
    if (unsent > 0) {
      return;
    }
    // not from within the channel's own flush
    if (closing && !closePassed) {
      closePassed = true;
      reactor.execute(channel::close);
    } else if (eof && !closing && !eofPassed) {
      eofPassed = true;
      reactor.execute(((DuplexChannel) channel)::shutdownOutput);
    }
  }

  long unsent() {
    return unsent;
  }

  Channel channel() {
    return channel;
  }

  void end() {
    ByteBuf dropped = chunk;
    chunk = null;
    if (dropped != null) {
      dropped.release();
    }
    wakeDrains();
  }

  private void wakeDrains() {
    drains.forEach(reactor::wake);
  }
}
