package org.asyncio4j.net;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.junit.jupiter.params.provider.Arguments;

/// What the tests of TLS share: a client and a server in one loop, encrypted.
final class TlsPairs {
  private TlsPairs() {}

  static Stream<Arguments> setups() {
    return Loopback.transports()
        .flatMap(transport -> engines().map(engine -> Arguments.of(transport, engine)));
  }

  static Stream<TlsEngine> engines() {
    return Arrays.stream(TlsEngine.values())
        .filter(engine -> engine != TlsEngine.AUTO && engine.isAvailable());
  }

  /// Runs `body` with both ends of an encrypted connection, and closes them.
  static void withPair(
      NettyTransport transport, TlsContext server, TlsContext client, Loopback.PairBody body) {
    withPair(transport, server, client, StreamReader.DEFAULT_LIMIT, body);
  }

  /// As above, with a limit for the reader of the accepted end.
  static void withPair(
      NettyTransport transport,
      TlsContext server,
      TlsContext client,
      int limit,
      Loopback.PairBody body) {
    Loopback.run(
        transport,
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          Future<Connection> accepted = loop.createFuture();
          Future<Void> over = loop.createFuture();
          Server listener =
              Streams.startServer(
                  (reader, writer) -> {
                    accepted.setResult(new Connection(reader, writer));
                    over.await();
                  },
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withTls(server).withLimit(limit));
          try (Connection connection = connect(listener, client)) {
            body.run(new Loopback.Pair(connection, accepted.await(), listener));
          } finally {
            listener.shutdown(Duration.ZERO);
          }
        });
  }

  static Connection connect(Server server, TlsContext client) throws IOException {
    return Streams.openConnection(
        Loopback.HOST, server.port(), ConnectOptions.DEFAULT.withTls(client));
  }

  /// Starts a server that echoes lines.
  static Server echo(TlsContext server) throws IOException {
    return Streams.startServer(
        (reader, writer) -> {
          for (byte[] line : reader.lines()) {
            writer.write(line);
          }
        },
        Loopback.HOST,
        0,
        ServerOptions.DEFAULT.withTls(server));
  }
}
