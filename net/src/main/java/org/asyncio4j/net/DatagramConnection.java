package org.asyncio4j.net;

import java.util.Objects;

/// A UDP socket and its protocol (what asyncio's `create_datagram_endpoint` returns).
///
/// @param <P> the protocol's type
/// @param transport what is sent with, and the socket's end
/// @param protocol what is told of datagrams
public record DatagramConnection<P extends DatagramProtocol>(
    DatagramTransport transport, P protocol) implements AutoCloseable {
  /// Checks that nothing is missing.
  public DatagramConnection {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(protocol, "protocol");
  }

  /// Closes the socket when what was sent is taken by the system, as [DatagramTransport#close].
  /// Does not wait.
  @Override
  public void close() {
    transport.close();
  }
}
