package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final StreamChannel stream;
  private final NettyReactor reactor;
  private final WriteBuffer output;
  private final List<Future<@Nullable Void>> drains = new ArrayList<>();

  StreamWriter(StreamChannel stream) {
    this.stream = stream;
    this.reactor = stream.reactor;
    this.output = stream.output;
  }

  // --- writing ---

  /// Writes, and suspends while too much waits to be sent.
  ///
  /// @param data is copied
  /// @throws IOException when the connection is lost or closed
  public void write(byte[] data) throws IOException {
    checkNotClosed();
    output.write(data);
    if (output.isPaused()) {
      drain();
    }
  }

  /// As [#write(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IOException when the connection is lost or closed
  public void write(ByteBuffer data) throws IOException {
    checkNotClosed();
    output.write(data);
    if (output.isPaused()) {
      drain();
    }
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

  /// Writes each of `lines`, as [#write(byte\[\])] does: no separator is added. Suspends between
  /// two of them while too much waits to be sent, so `lines` may be long.
  ///
  /// @param lines are copied
  /// @throws IOException when the connection is lost or closed
  public void writelines(Iterable<byte[]> lines) throws IOException {
    for (byte[] line : lines) {
      write(line);
    }
  }

  /// Writes without a bound, and never suspends (asyncio's `write`). What is written to a
  /// connection that is lost or closed is dropped; [#drain] tells.
  ///
  /// @param data is copied
  /// @throws IllegalStateException after [#writeEof]
  public void writeNowait(byte[] data) {
    reactor.checkCurrent();
    output.write(data);
  }

  /// As [#writeNowait(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IllegalStateException after [#writeEof]
  public void writeNowait(ByteBuffer data) {
    reactor.checkCurrent();
    output.write(data);
  }

  /// Sends all of a file, as [#sendfile(FileChannel, long, long, boolean)], with the fallback.
  ///
  /// @param file stays open
  /// @return how many bytes
  /// @throws IOException as there
  public long sendfile(FileChannel file) throws IOException {
    return sendfile(file, 0, Long.MAX_VALUE, true);
  }

  /// Sends a part of a file after what was written, and suspends until the system has taken it all
  /// (asyncio's `loop.sendfile`). On plain TCP the system reads the file by itself, up to 512 KiB
  /// at a time, and the loop waits only if the disk does; under TLS helper threads read it, 64 KiB
  /// at a time.
  ///
  /// Cancelling this stops it at once. What the system has taken by then will arrive, and nothing
  /// more of the file (with the fallback, up to 64 KiB more); how much that is cannot be told, so
  /// nothing but [#abort] makes sense then. The same holds when the file gets shorter meanwhile.
  ///
  /// @param file open for reading; stays open, and its position is neither used nor changed
  /// @param offset where the part begins
  /// @param count how many bytes at most; the file may end before
  /// @param fallback whether it is read and written where the system cannot send it
  /// @return how many bytes
  /// @throws IllegalStateException when this is closed, or a file is being sent already; also from
  ///   every write until this returns
  /// @throws SendfileNotAvailableError when the system cannot, and `fallback` is false
  /// @throws IOException when the connection is lost, or the file cannot be read or has become
  ///   shorter
  public long sendfile(FileChannel file, long offset, long count, boolean fallback)
      throws IOException {
    return FileSender.send(stream, file, offset, count, fallback);
  }

  private void checkNotClosed() throws IOException {
    reactor.checkCurrent();
    if (stream.isBroken()) {
      throw stream.lostException();
    }
    if (output.isClosing()) {
      throw new SocketException(
          "this connection is closed, by close() or by the other side: write before that");
    }
  }

  /// Suspends while too much waits to be sent (`asyncio.StreamWriter.drain`). Any number of tasks
  /// may do so.
  ///
  /// @throws IOException when the connection is lost
  public void drain() throws IOException {
    reactor.checkCurrent();
    throwIfFailed();
    if (output.isClosing()) {
      Asyncio.sleep(Duration.ZERO); // so that a loop that writes and drains notices the loss
      throwIfFailed();
    }
    if (stream.isLost()) {
      throw stream.lostException();
    }
    if (output.isPaused()) {
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

  /// Sets how much may wait to be sent: above `high` a write suspends, until no more than `low` is
  /// left.
  ///
  /// @param high in bytes, 64 KiB at first
  /// @param low in bytes, at most `high`; 16 KiB at first
  public void setWriteBufferLimits(long high, long low) {
    reactor.checkCurrent();
    output.setLimits(high, low);
  }

  private void throwIfFailed() throws IOException {
    IOException failure = stream.failure();
    if (failure != null) {
      throw failure;
    }
  }

  // --- the end ---

  /// Ends this direction when what was written is sent: the other side reads its end. Reading goes
  /// on.
  ///
  /// @throws UnsupportedOperationException under TLS: there only the whole connection can be ended
  public void writeEof() {
    reactor.checkCurrent();
    output.writeEof();
  }

  /// {@return whether [#writeEof] is possible: on TCP and Unix sockets it is, under TLS it is not}
  public boolean canWriteEof() {
    return !stream.hasTls();
  }

  /// Closes the connection when what was written is sent, however long that takes; reading ends at
  /// once. Does not wait: [#waitClosed] does. Does nothing the second time.
  ///
  /// Under TLS the other side is told, and its answer waited for, for 5 s at the most or as
  /// [TlsContext#withShutdownTimeout] says.
  @Override
  public void close() {
    if (isClosing() || reactor.isClosed()) {
      return;
    }
    reactor.checkCurrent();
    stream.reader.stop();
    output.close();
  }

  /// Closes the connection at once; what was not sent is dropped.
  public void abort() {
    stream.abort();
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
    return stream.isClosing();
  }

  // --- TLS ---

  /// As [#startTls(TlsContext, String)]; the server is the host that was connected to.
  ///
  /// @param context of a client or of a server: what this side is from now on
  /// @throws IOException when the handshake fails
  public void startTls(TlsContext context) throws IOException {
    startTls(context, null);
  }

  /// Goes over to TLS, as after `STARTTLS` (`asyncio.StreamWriter.start_tls`), for both directions,
  /// and suspends until the handshake has succeeded. What was written before goes in plain text.
  ///
  /// Nothing that came in plain text can be taken for what comes under TLS: when there is any that
  /// was not read yet, this fails. When it fails, or is cancelled, the connection is closed.
  ///
  /// @param context of a client or of a server: what this side is from now on
  /// @param serverHostname in a client, whose certificate the other side must have; null for the
  ///   host that was connected to
  /// @throws IOException when the handshake fails
  /// @throws IllegalStateException when the connection has TLS already, or its end was written
  public void startTls(TlsContext context, @Nullable String serverHostname) throws IOException {
    Objects.requireNonNull(context, "context");
    checkNotClosed();
    drain();
    TlsHandshake.start(stream, context, serverHostname);
  }

  /// {@return what was agreed on with the other side; null without TLS}
  public @Nullable TlsInfo tls() {
    return stream.tlsInfo();
  }

  // --- about it ---

  /// {@return how many bytes were written and wait to be sent}
  public long getWriteBufferSize() {
    reactor.checkCurrent();
    return output.size();
  }

  /// {@return where the other side is: an `InetSocketAddress`, or a `UnixDomainSocketAddress`,
  /// whose path is empty where the other side has none, as clients}
  public SocketAddress peerAddress() {
    return UnixName.plain(stream.channel.remoteAddress());
  }

  /// {@return the address on this side, as [#peerAddress]}
  public SocketAddress localAddress() {
    return UnixName.plain(stream.channel.localAddress());
  }

  /// {@return what is known under asyncio's name for it; null when nothing is}
  ///
  /// @param name `peername` or `sockname`; `pipe` for the stream of a pipe; under TLS also
  ///   `sslcontext`, `ssl_object` (an `SSLSession`), `peercert` (an `X509Certificate`), `cipher` or
  ///   `selected_alpn_protocol`
  public @Nullable Object getExtraInfo(String name) {
    return stream.extraInfo(name);
  }

  // --- for the connection ---

  /// Has all who drain go on.
  void resume() {
    drains.forEach(reactor::wake);
  }

  StreamChannel stream() {
    return stream;
  }
}
