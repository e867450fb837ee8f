package org.asyncio4j.http.client;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.asyncio4j.http.websocket.WebSocketHandshakeException;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.asyncio4j.http.wire.WebSocketChannel;
import org.asyncio4j.http.wire.WebSocketClientHandshake;
import org.asyncio4j.http.wire.WebSocketUpgrade;
import org.jspecify.annotations.Nullable;

/// What makes a round trip one that a WebSocket comes of.
///
/// On the loop.
final class WebSocketOpening {
  private final Http1ClientConnection connection;
  private final WebSocketOptions options;
  private final WebSocketClientHandshake handshake;
  private @Nullable WebSocketChannel made;

  WebSocketOpening(Http1ClientConnection connection, WebSocketOptions options) {
    this.connection = connection;
    this.options = options;
    handshake = new WebSocketClientHandshake(options);
  }

  void addTo(HttpHeaders request) {
    handshake.addTo(request);
  }

  /// The server has switched protocols. In a poll, while the head is handed over.
  void switched(HttpResponse head) throws WebSocketHandshakeException {
    WebSocketChannel channel =
        WebSocketUpgrade.client(
            connection.connection(), connection::leave, handshake.check(head), options);
    made = channel;
    connection.becomes(channel);
  }

  /// The WebSocket; null when the server has not switched protocols.
  @Nullable WebSocketChannel made() {
    return made;
  }
}
