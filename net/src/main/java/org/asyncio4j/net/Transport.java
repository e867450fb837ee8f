package org.asyncio4j.net;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection as its [Protocol] uses it (`asyncio.Transport`). Nothing here suspends.
///
/// Everything written in one iteration of the loop is sent together, after it. The bytes are copied
/// once, by the call: the caller's array or buffer is free when it returns.
///
/// Thread rule: that of this package.
public final class Transport implements AutoCloseable {
  private final ProtocolChannel connection;
  private final NettyReactor reactor;
  private final WriteBuffer output;

  Transport(ProtocolChannel connection) {
    this.connection = connection;
    reactor = connection.reactor;
    output = connection.output;
  }

  // --- writing ---

  /// Writes, however much is waiting: [Protocol#pauseWriting] says when that is too much. What is
  /// written to a connection that is closed or lost is dropped.
  ///
  /// @param data is copied
  /// @throws IllegalStateException after [#writeEof]
  public void write(byte[] data) {
    reactor.checkCurrent();
    output.write(data);
  }

  /// As [#write(byte\[\])].
  ///
  /// @param data what remains of it is taken and copied
  /// @throws IllegalStateException after [#writeEof]
  public void write(ByteBuffer data) {
    reactor.checkCurrent();
    output.write(data);
  }

  /// Writes each of `lines`, as [#write(byte\[\])] does: no separator is added.
  ///
  /// @param lines are copied
  /// @throws IllegalStateException after [#writeEof]
  public void writelines(Iterable<byte[]> lines) {
    reactor.checkCurrent();
    lines.forEach(output::write);
  }

  /// Ends this direction when what was written is sent: the other side reads its end. Does nothing
  /// the second time.
  ///
  /// @throws UnsupportedOperationException under TLS: there only the whole connection can be ended
  public void writeEof() {
    reactor.checkCurrent();
    output.writeEof();
  }

  /// {@return whether [#writeEof] is possible: on TCP it is, under TLS it is not}
  public boolean canWriteEof() {
    return !connection.hasTls();
  }

  // --- the marks ---

  /// Sets how much may wait to be sent. The protocol is told to pause when it is more than `high`,
  /// and to resume when no more than `low` is left; both at once, if need be.
  ///
  /// @param high in bytes, 64 KiB at first; 0 pauses whenever anything waits
  /// @param low in bytes, at most `high`; 16 KiB at first
  public void setWriteBufferLimits(long high, long low) {
    reactor.checkCurrent();
    output.setLimits(high, low);
  }

  /// As [#setWriteBufferLimits(long, long)], with a quarter of `high` as the low mark.
  ///
  /// @param high in bytes
  public void setWriteBufferLimits(long high) {
    setWriteBufferLimits(high, high / 4);
  }

  /// {@return how much may wait to be sent}
  public WriteBufferLimits getWriteBufferLimits() {
    return new WriteBufferLimits(output.highWater(), output.lowWater());
  }

  /// How much may wait to be sent, in bytes.
  ///
  /// @param high above it the protocol is told to pause
  /// @param low with no more than it left the protocol is told to resume
  public record WriteBufferLimits(long high, long low) {}

  /// {@return how many bytes were written and are not sent yet}
  public long getWriteBufferSize() {
    return output.size();
  }

  // --- reading ---

  /// Has the protocol receive nothing, and the other side wait when the system's buffers are full.
  /// What has come already, 1 MiB at most, is kept for later. Does nothing the second time, or when
  /// the connection is closed.
  public void pauseReading() {
    reactor.checkCurrent();
    connection.pauseReading();
  }

  /// Undoes [#pauseReading].
  public void resumeReading() {
    reactor.checkCurrent();
    connection.resumeReading();
  }

  /// {@return whether the protocol receives what comes: not when this is paused or closed}
  public boolean isReading() {
    return connection.isReading();
  }

  /// Has another protocol be told of everything from now on, without a call of
  /// [Protocol#connectionMade]. While data is received, it is told of the next piece: nothing is
  /// lost, and nothing told twice.
  ///
  /// @param protocol the new one
  public void setProtocol(Protocol protocol) {
    reactor.checkCurrent();
    connection.setProtocol(Objects.requireNonNull(protocol, "protocol"));
  }

  /// {@return who receives what comes}
  public Protocol getProtocol() {
    return connection.protocol();
  }

  // --- the end ---

  /// Closes the connection when what was written is sent, however long that takes; nothing is
  /// received any more. Then [Protocol#connectionLost] is called. Does nothing the second time.
  @Override
  public void close() {
    if (isClosing() || reactor.isClosed()) {
      return;
    }
    reactor.checkCurrent();
    connection.close();
  }

  /// Closes the connection at once; what was not sent is dropped. Then [Protocol#connectionLost] is
  /// called.
  public void abort() {
    connection.abort();
  }

  /// {@return whether the connection is closed, lost, or about to be}
  public boolean isClosing() {
    return connection.isClosing();
  }

  // --- about it ---

  /// {@return what is known under asyncio's name for it; null when nothing is}
  ///
  /// @param name `peername` or `sockname`; under TLS also `sslcontext`, `ssl_object` (an
  ///   `SSLSession`), `peercert` (an `X509Certificate`), `cipher` or `selected_alpn_protocol`
  public @Nullable Object getExtraInfo(String name) {
    return connection.extraInfo(name);
  }

  @Override
  public String toString() {
    return connection.toString();
  }

  ProtocolChannel connection() {
    return connection;
  }
}
