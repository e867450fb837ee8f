package org.asyncio4j.net;

import java.time.Duration;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;

/// A protocol of a server, and the streams of its client, in one loop.
///
/// @param <P> the protocol's type
record ProtocolPair<P extends Recorder>(P protocol, Connection client, Server server) {
  Transport transport() {
    return protocol.transport;
  }

  interface Body<P extends Recorder> {
    void run(ProtocolPair<P> pair) throws Exception;
  }

  /// Runs `body` with what `factory` makes, and closes everything.
  static <P extends Recorder> void with(
      NettyTransport transport, Supplier<P> factory, Body<P> body) {
    Loopback.run(transport, () -> run(factory, body));
  }

  /// As [#with], in the running loop.
  static <P extends Recorder> void run(Supplier<P> factory, Body<P> body) throws Exception {
    Future<P> made = Asyncio.getRunningLoop().createFuture();
    Server server =
        Protocols.createServer(
            () -> {
              P protocol = factory.get();
              made.setResult(protocol);
              return protocol;
            },
            Loopback.HOST,
            0);
    try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
      body.run(new ProtocolPair<>(made.await(), client, server));
    } finally {
      server.shutdown(Duration.ZERO);
    }
  }
}
