package org.asyncio4j.http.client;

import org.asyncio4j.net.ChannelConnection;

/// What a [ConnectionPool] counts: it is told when the connection is lost or given up.
///
/// On the loop.
sealed interface PooledConnection permits Http1ClientConnection, Http2ClientConnection {
  ChannelConnection connection();

  /// From now on `pool` is told.
  void belongsTo(ConnectionPool.HostPool pool);

  /// Closes it; nobody uses it.
  void close();

  /// Its session is closed.
  void shutDown();
}
