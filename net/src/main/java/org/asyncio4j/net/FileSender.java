package org.asyncio4j.net;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// Sends a part of a file, piece by piece, so that the loop does other things in between, and that
/// no piece is under way when the sender is cancelled.
///
/// Where nothing stands between the connection and its socket, the system sends the file by itself.
/// Else, as under TLS or with io_uring, helper threads read it and the pieces are written like
/// anything else.
final class FileSender {
  private static final int NATIVE_PIECE = 512 * 1024;
  private static final int COPIED_PIECE = 64 * 1024;

  private final NettyConnection connection;
  private final NettyReactor reactor;
  private final FileChannel file;
  private final boolean natively;

  /// The part to send, and how far it is sent.
  private final long begin;

  private final long end;
  private long position;

  private FileSender(
      NettyConnection connection, FileChannel file, long offset, long count, boolean fallback)
      throws IOException {
    this.connection = connection;
    this.reactor = connection.reactor;
    this.file = file;
    String whyNot = whyNotNatively(connection, file);
    natively = whyNot == null;
    if (whyNot != null && !fallback) {
      throw new SendfileNotAvailableError(whyNot + ": allow the fallback");
    }
    file.read(ByteBuffer.allocate(0), 0); // refuses one that is not open for reading
    begin = offset;
    position = offset;
    end = offset + Math.min(count, Math.max(0, file.size() - offset));
  }

  /// Why the system cannot send `file` by itself; null when it can.
  static @Nullable String whyNotNatively(NettyConnection connection, FileChannel file) {
    if (!connection.isPlain()) {
      return "the bytes of this connection are changed on their way to the socket, as by TLS";
    }
    if (connection.channel instanceof PipeEnd) {
      return "this is a pipe";
    }
    if (connection.reactor.transport()
        == NettyTransport.IO_URING) { // what a ring has begun to send, it sends
      return "a file that is sent with io_uring could not be taken back";
    }
    // Netty takes the descriptor out of the JDK's own class, whatever class it is given.
    if (!file.getClass().getName().equals("sun.nio.ch.FileChannelImpl")) {
      return "the system cannot read a " + file.getClass().getName();
    }
    return null;
  }

  /// Suspends until up to `count` bytes of `file` are sent. {@return how many}
  static long send(
      NettyConnection connection, FileChannel file, long offset, long count, boolean fallback)
      throws IOException {
    connection.reactor.checkCurrent();
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "cannot send " + count + " bytes from " + offset + " on: give 0 or more of both");
    }
    if (connection.isBroken()) {
      throw connection.lostException();
    }
    if (connection.isClosing()) {
      throw new IllegalStateException("the connection is closed: send files before close()");
    }
    FileSender sender = new FileSender(connection, file, offset, count, fallback);
    connection.output.beginFile();
    try {
      return sender.send();
    } finally {
      connection.output.endFile();
    }
  }

  private long send() throws IOException {
    while (position < end) {
      if (natively) {
        sendPart((int) Math.min(NATIVE_PIECE, end - position));
      } else {
        sendCopy((int) Math.min(COPIED_PIECE, end - position));
      }
    }
    return position - begin;
  }

  private void sendPart(int count) throws IOException {
    if (file.size() < position + count) { // else it is Netty that notices, and closes the channel
      throw truncated();
    }
    FilePart part = new FilePart(file, position, count);
    boolean sent = false;
    try {
      pass(part, count);
      sent = true;
    } finally {
      if (!sent) {
        part.withdraw();
      }
    }
  }

  private void sendCopy(int count) throws IOException {
    ByteBuffer copy = ByteBuffer.allocate(count);
    // Shielded, because to cancel is to interrupt, and that closes the file.
    IOException failure =
        Asyncio.<@Nullable IOException>shield(reactor.loop.runInExecutor(null, () -> fill(copy)));
    if (failure != null) {
      throw failure;
    }
    if (copy.hasRemaining()) {
      throw truncated();
    }
    pass(Unpooled.wrappedBuffer(copy.flip()), count);
  }

  /// Fills `copy` with what comes next, as far as the file goes. On a helper thread. {@return why
  /// that failed; not thrown, because nobody may be there any more}
  private @Nullable IOException fill(ByteBuffer copy) {
    try {
      int count = 0;
      while (copy.hasRemaining() && count >= 0) {
        count = file.read(copy, position + copy.position());
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /// Suspends until the channel has sent `piece`.
  private void pass(Object piece, int count) throws IOException {
    IOException failure = connection.failure();
    if (failure != null) {
      throw lost(failure);
    }
    if (connection.isClosing()) {
      throw new SocketException("the connection was closed " + progress());
    }
    try {
      reactor.await(connection.output.write(piece, count));
    } catch (IOException e) {
      throw lost(e);
    }
    position += count;
  }

  private SocketException lost(IOException cause) {
    return new SocketException("the connection was lost " + progress(), cause);
  }

  private IOException truncated() throws IOException {
    return new IOException("the file has shrunk to " + file.size() + " bytes " + progress());
  }

  private String progress() {
    return "while a file was sent: " + (position - begin) + " of " + (end - begin) + " bytes are";
  }
}
