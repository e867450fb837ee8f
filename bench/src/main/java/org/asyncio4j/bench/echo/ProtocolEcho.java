package org.asyncio4j.bench.echo;

import static org.asyncio4j.Asyncio.run;

import java.nio.ByteBuffer;
import org.asyncio4j.bench.serving.Serving;
import org.asyncio4j.net.Protocol;
import org.asyncio4j.net.Protocols;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Transport;

/// `ProtocolEcho`: asyncio4j's protocols, callbacks without a task. The transport is what
/// `-Dasyncio.transport` says.
public final class ProtocolEcho {
  private ProtocolEcho() {}

  /// Serves.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    run(() -> {
      Server server = Protocols.createServer(Echo::new, "127.0.0.1", 0);
      Serving.on(server.port());
      server.serveForever();
    });
  }

  private static final class Echo implements Protocol {
    @SuppressWarnings("NullAway.Init") // connectionMade comes first
    private Transport transport;

    @Override
    public void connectionMade(Transport made) {
      transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }
}
