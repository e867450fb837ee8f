package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Protocols under TLS.
final class TlsProtocolTest {
  private static TlsContext server;
  private static TlsContext client;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    Pki pki = new Pki(folder);
    Path local = pki.local();
    server = TlsContext.server(local, local);
    client = TlsContext.client().withTrust(pki.authority());
  }

  private interface Talk {
    void run(Transport transport, Recorder protocol) throws Exception;
  }

  /// Has a client talk; returns the server's protocol.
  private static Recorder accepted(NettyTransport transport, TlsEngine engine, Talk talk) {
    List<Recorder> accepted = new ArrayList<>();
    Loopback.run(
        transport,
        () -> {
          Server listening =
              Protocols.createServer(
                  () -> {
                    accepted.add(new Recorder());
                    return accepted.getLast();
                  },
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withTls(server.withEngine(engine)));
          try (var connection =
              Protocols.createConnection(
                  Recorder::new,
                  Loopback.HOST,
                  listening.port(),
                  ConnectOptions.DEFAULT.withTls(client.withEngine(engine)))) {
            talk.run(connection.transport(), connection.protocol());
          }
          accepted.getFirst().awaitLoss();
          listening.shutdown(Duration.ofSeconds(5));
        });
    return accepted.getFirst();
  }

  @OnEachTls
  void bothSidesAreToldEverythingInOrder(NettyTransport transport, TlsEngine engine) {
    Recorder told =
        accepted(
            transport,
            engine,
            (connection, protocol) -> {
              assertThat(protocol.told).containsExactly("made");
              assertThat(connection.getExtraInfo("cipher")).isNotNull();
              assertThat(connection.canWriteEof()).isFalse();
              connection.write("hello".getBytes(US_ASCII));
              connection.close();
              protocol.awaitLoss();
              assertThat(protocol.told).containsExactly("made", "lost");
            });
    assertThat(told.told).containsExactly("made", "data", "eof", "lost");
    assertThat(told.text).hasToString("hello");
  }

  /// Both sides, of a connection that has begun in plain text.
  private static void upgrade(NettyTransport transport, TlsEngine engine, Talk talk) {
    List<Recorder> accepted = new ArrayList<>();
    Loopback.run(
        transport,
        () -> {
          Server listening =
              Protocols.createServer(
                  () -> {
                    accepted.add(new Recorder());
                    return accepted.getLast();
                  },
                  Loopback.HOST,
                  0);
          try (var connection =
              Protocols.createConnection(Recorder::new, Loopback.HOST, listening.port())) {
            while (accepted.isEmpty() || accepted.getFirst().transport == null) {
              Asyncio.sleep(Duration.ZERO);
            }
            Transport other = accepted.getFirst().transport;
            Task<?> serving =
                Asyncio.createTask(() -> Protocols.startTls(other, server.withEngine(engine)));
            Protocols.startTls(connection.transport(), client.withEngine(engine));
            serving.await();
            talk.run(connection.transport(), accepted.getFirst());
          }
          listening.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTls
  void aTransportGoesOverToTlsAndStaysTheSame(NettyTransport transport, TlsEngine engine) {
    upgrade(
        transport,
        engine,
        (connection, other) -> {
          assertThat(connection.getExtraInfo("cipher")).isNotNull();
          connection.write("secret".getBytes(US_ASCII));
          connection.close();
          other.awaitLoss();
          assertThat(other.text).hasToString("secret");
          assertThat(other.told).containsExactly("made", "data", "eof", "lost");
        });
  }

  @OnEachTls
  void tlsIsStartedOnlyOnce(NettyTransport transport, TlsEngine engine) {
    upgrade(
        transport,
        engine,
        (connection, _) ->
            assertThatThrownBy(() -> Protocols.startTls(connection, client))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TLS already"));
  }

  @OnEachTls
  void x2ACutStreamIsAFailureAndNoEnd(NettyTransport transport, TlsEngine engine) {
    Recorder told =
        accepted(
            transport,
            engine,
            (connection, _) -> {
              connection.write("part".getBytes(US_ASCII));
              while (connection.getWriteBufferSize() > 0) {
                Asyncio.sleep(Duration.ZERO);
              }
              connection.abort();
            });
    assertThat(told.told).containsExactly("made", "data", "lost by failure");
    assertThat(told.text).hasToString("part");
    assertThat(told.failure).isInstanceOf(SSLException.class).hasMessageContaining("cut");
  }
}
