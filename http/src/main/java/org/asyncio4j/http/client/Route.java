package org.asyncio4j.http.client;

import java.net.URI;
import org.asyncio4j.http.client.Target.Origin;
import org.jspecify.annotations.Nullable;

/// Which way a request takes: connections that go the same way are each other's equals.
///
/// @param origin the server
/// @param proxy through which; null for none
record Route(Origin origin, @Nullable ProxyServer proxy) {
  URI uri() {
    return URI.create(origin.toString());
  }

  /// Whether the proxy is asked for the URL, and not for a connection to the server.
  boolean isForwarded() {
    return proxy != null && !origin.secure();
  }
}
