package org.asyncio4j.net;

import java.util.Objects;

/// A connection and its protocol (what asyncio's `create_connection` returns).
///
/// @param <P> the protocol's type
/// @param transport what is written to, and the connection's end
/// @param protocol what is told of the connection
public record ProtocolConnection<P extends Protocol>(Transport transport, P protocol)
    implements AutoCloseable {
  /// Checks that nothing is missing.
  public ProtocolConnection {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(protocol, "protocol");
  }

  /// Closes the connection when what was written is sent, as [Transport#close]. Does not wait.
  @Override
  public void close() {
    transport.close();
  }
}
