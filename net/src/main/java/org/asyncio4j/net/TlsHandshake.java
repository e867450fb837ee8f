package org.asyncio4j.net;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Puts TLS on a connection.
final class TlsHandshake {
  private TlsHandshake() {}

  /// Has a connection that a server has accepted begin with TLS, without waiting. When that fails,
  /// the connection never begins.
  ///
  /// @param context is prepared
  static void accept(NettyConnection connection, TlsContext context) {
    TlsLayer.add(
        connection,
        context,
        null,
        -1,
        null,
        failure -> {
          if (failure == null) {
            connection.begin();
          } else if (!connection.output.isClosing()) {
            TlsFailures.report(connection.reactor.loop, failure);
          }
        });
  }

  /// Suspends until everything from here on is encrypted. A failure closes the connection, and so
  /// does cancelling this.
  ///
  /// @param serverHostname whose certificate a server must have; null for the host that was
  ///   connected to
  static void start(NettyConnection connection, TlsContext context, @Nullable String serverHostname)
      throws IOException {
    if (connection.hasTls()) {
      throw new IllegalStateException("this connection has TLS already");
    }
    if (connection.output.isEof() || connection.output.isClosing()) {
      throw new IllegalStateException("TLS cannot be started on a stream that was ended here");
    }
    String host = context.isServer() ? null : host(connection, serverHostname);
    TlsLayer layer = null;
    try {
      context.prepare(connection.reactor.loop);
      byte[] early = connection.takeUnread();
      check(connection, context, early);
      connection.output.flush(); // what was written before goes as it is
      layer =
          TlsLayer.add(
              connection, context, host, port(connection), peer(connection, host), _ -> {});
      if (early.length > 0) {
        connection.channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(early));
        connection.channel.pipeline().fireChannelReadComplete();
      }
      connection.channel.read(); // also where reading is paused
    } finally {
      if (layer == null) {
        connection.abort();
      }
    }
    layer.awaitHandshake();
  }

  private static String host(NettyConnection connection, @Nullable String serverHostname) {
    String host = serverHostname == null ? connection.host() : serverHostname;
    if (host == null) {
      throw new IllegalArgumentException(
          "whose certificate the other side must have is not known, because it has connected to"
              + " here: give a server hostname");
    }
    return CertificateNames.normalize(host);
  }

  /// The other side's port; -1 where it has none.
  private static int port(NettyConnection connection) {
    return connection.channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getPort()
        : -1;
  }

  private static String peer(NettyConnection connection, @Nullable String host) {
    SocketAddress address = connection.channel.remoteAddress();
    if (!(address instanceof InetSocketAddress internet)) {
      return String.valueOf(address);
    }
    String connected = connection.host();
    String at = connected == null ? internet.getAddress().getHostAddress() : connected;
    return peer(at, host == null ? at : host, internet.getPort());
  }

  /// How messages name the other side.
  ///
  /// @param at the host that was connected to
  /// @param host whose certificate the other side must have
  static String peer(String at, String host, int port) {
    return at + ":" + port + (host.equals(at) ? "" : " as " + host);
  }

  /// Whatever came before TLS may be somebody else's: it is not to be taken for what the other side
  /// says under it. A client that did not wait for the answer may have begun, though.
  private static void check(NettyConnection connection, TlsContext context, byte[] early)
      throws IOException {
    if (connection.isBroken()) {
      throw connection.lostException();
    }
    if (connection.isInputEnded()) {
      throw new SSLException("TLS cannot be started: the other side has ended the stream");
    }
    if (early.length > 0 && !(context.isServer() && early[0] == TlsRecords.HANDSHAKE)) {
      throw new SSLException(
          early.length
              + " bytes have come in plain text before TLS was started, and are not for TLS:"
              + " somebody on the way may have put them there, so the connection is closed");
    }
  }
}
