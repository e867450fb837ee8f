package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

@SuppressWarnings("NullAway.Init") // transports are there from connectionMade() on
final class ProtocolTest {
  /// Writes down what it is told.
  static class Recorder implements Protocol {
    final List<String> told = new ArrayList<>();
    final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();
    Transport transport;

    @Override
    public void connectionMade(Transport transport) throws IOException {
      this.transport = transport;
      told.add("made");
    }

    @Override
    public void dataReceived(ByteBuffer data) throws IOException {
      told.add(US_ASCII.decode(data).toString());
    }

    @Override
    public boolean eofReceived() throws IOException {
      told.add("eof");
      return false;
    }

    @Override
    public void connectionLost(@Nullable IOException failure) {
      told.add("lost " + failure);
      lost.setResult(null);
    }
  }

  @OnEachTransport
  void bothSidesAreToldEverythingInOrder(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          List<Recorder> accepted = new ArrayList<>();
          Server server =
              Protocols.createServer(
                  () -> {
                    accepted.add(new Recorder());
                    return accepted.getLast();
                  },
                  Loopback.HOST,
                  0);
          try (var client =
              Protocols.createConnection(Recorder::new, Loopback.HOST, server.port())) {
            assertThat(client.protocol().told).containsExactly("made");
            client.transport().write("hello".getBytes(US_ASCII));
            client.transport().writeEof();
            client.protocol().lost.await();
            assertThat(client.protocol().told).containsExactly("made", "eof", "lost null");
          }
          accepted.getFirst().lost.await();
          assertThat(accepted.getFirst().told).containsExactly("made", "hello", "eof", "lost null");
          server.shutdown(Duration.ofSeconds(5));
        });
  }
}
