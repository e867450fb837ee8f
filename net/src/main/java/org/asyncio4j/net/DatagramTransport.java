package org.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A UDP socket as its [DatagramProtocol] uses it (`asyncio.DatagramTransport`). Nothing here
/// suspends.
///
/// Thread rule: that of this package.
public final class DatagramTransport implements AutoCloseable {
  private final DatagramProtocolSocket socket;

  DatagramTransport(DatagramProtocolSocket socket) {
    this.socket = socket;
  }

  // --- sending ---

  /// Sends a datagram, or keeps it until the system has room. What fails,
  /// [DatagramProtocol#errorReceived] is told. What is sent when this is closed is dropped.
  ///
  /// @param data is copied; may be empty
  /// @param address where to; null for the address that this is connected to
  /// @throws IllegalArgumentException when this is connected to another address, or to none and
  ///   none is given
  public void sendTo(byte[] data, @Nullable InetSocketAddress address) {
    sendTo(ByteBuffer.wrap(data), address);
  }

  /// As [#sendTo(byte\[\], InetSocketAddress)].
  ///
  /// @param data what remains of it is taken and copied
  /// @param address where to; null for the address that this is connected to
  public void sendTo(ByteBuffer data, @Nullable InetSocketAddress address) {
    socket.reactor.checkCurrent();
    InetSocketAddress to = socket.recipient(address);
    if (socket.isClosing()) {
      return;
    }
    try {
      socket.checkLength(data.remaining(), to);
    } catch (SocketException e) {
      socket.failed(e);
      return;
    }
    socket
        .send(data, to)
        .addListener(sent -> {
          if (!sent.isSuccess() && !socket.isClosing()) {
            socket.failed(socket.translated(sent.cause()));
          }
        });
  }

  /// As [#sendTo(byte\[\], InetSocketAddress)], to the address that this is connected to.
  ///
  /// @param data is copied; may be empty
  public void sendTo(byte[] data) {
    sendTo(data, null);
  }

  // --- the marks ---

  /// Sets how much may wait to be sent; a datagram counts 8 bytes more than its payload.
  ///
  /// @param high in bytes, 64 KiB at first: above it the protocol is told to pause
  /// @param low in bytes, at most `high`; 16 KiB at first: with no more than it left the protocol
  ///   is told to resume
  public void setWriteBufferLimits(long high, long low) {
    socket.reactor.checkCurrent();
    socket.setLimits(high, low);
  }

  /// {@return how much may wait to be sent}
  public Transport.WriteBufferLimits getWriteBufferLimits() {
    return socket.limits();
  }

  /// {@return how many bytes wait to be sent, with 8 for each datagram}
  public long getWriteBufferSize() {
    return socket.unsent();
  }

  // --- the end ---

  /// Closes the socket when what was sent is taken by the system; nothing is received any more.
  /// Then [DatagramProtocol#connectionLost] is called. Does nothing the second time.
  @Override
  public void close() {
    socket.close();
  }

  /// Closes the socket at once; what waits to be sent is dropped. Then
  /// [DatagramProtocol#connectionLost] is called.
  public void abort() {
    socket.abort();
  }

  /// {@return whether the socket is closed, or about to be}
  public boolean isClosing() {
    return socket.isClosing();
  }

  // --- about it ---

  /// {@return what is known under asyncio's name for it; null when nothing is}
  ///
  /// @param name `peername` or `sockname`
  public @Nullable Object getExtraInfo(String name) {
    return socket.extraInfo(name);
  }

  /// {@return how many datagrams were dropped because they came faster than the protocol took them}
  public long dropped() {
    return socket.dropped();
  }

  DatagramProtocolSocket socket() {
    return socket;
  }
}
