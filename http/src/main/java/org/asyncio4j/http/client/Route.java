package org.asyncio4j.http.client;

import java.net.URI;
import org.asyncio4j.http.client.Target.Origin;
import org.jspecify.annotations.Nullable;

/// Which way a request takes: connections that go the same way are each other's equals.
///
/// @param origin the server
/// @param proxy through which; null for none
/// @param webSocket whether the connection becomes a WebSocket's
/// @param http2 whether the session speaks HTTP/2
record Route(Origin origin, @Nullable ProxyServer proxy, boolean webSocket, boolean http2) {
  URI uri() {
    return URI.create(origin.toString());
  }

  /// Whether the proxy is asked for the URL, and not for a connection to the server. Proxies do not
  /// hand on what makes a WebSocket (RFC 6455, 4.1).
  boolean isForwarded() {
    return proxy != null && !origin.secure() && !webSocket;
  }

  /// Whether its connections may speak HTTP/2, and then one of them is enough. What comes through a
  /// proxy speaks HTTP/1.1, and so does what becomes a WebSocket.
  boolean mayShare() {
    return http2 && origin.secure() && proxy == null && !webSocket;
  }
}
