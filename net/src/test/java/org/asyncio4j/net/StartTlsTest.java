package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Going over to TLS on a connection that talks already.
final class StartTlsTest {
  private static TlsContext server;
  private static TlsContext client;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    Pki pki = new Pki(folder);
    Path local = pki.local();
    server = TlsContext.server(local, local);
    client = TlsContext.client().withTrust(pki.authority());
  }

  @OnEachTls
  void bothSidesGoOverToTls(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<?> serving =
              Asyncio.createTask(() -> {
                assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("STARTTLS\n");
                pair.accepted().writer().write("220 go\n");
                pair.accepted().writer().startTls(server.withEngine(engine));
                assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("secret\n");
                pair.accepted().writer().write("too\n");
              });
          pair.writer().write("STARTTLS\n");
          assertThat(pair.client().reader().readLine(US_ASCII)).isEqualTo("220 go\n");
          assertThat(pair.writer().tls()).isNull();
          assertThat(pair.writer().canWriteEof()).isTrue();
          pair.writer().startTls(client.withEngine(engine));
          assertThat(pair.writer().canWriteEof()).isFalse();
          pair.writer().write("secret\n");
          assertThat(pair.client().reader().readLine(US_ASCII)).isEqualTo("too\n");
          assertThat(Objects.requireNonNull(pair.writer().tls()).protocol()).isEqualTo("TLSv1.3");
          serving.await();
          assertThatThrownBy(() -> pair.writer().startTls(client))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("already");
        });
  }

  /// As in FTP, where the server connects for data.
  @OnEachTls
  void theSideThatHasConnectedMayBeTheServer(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<?> connected =
              Asyncio.createTask(() -> pair.writer().startTls(server.withEngine(engine)));
          assertThatThrownBy(() -> pair.accepted().writer().startTls(client.withEngine(engine)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("hostname");
          pair.accepted().writer().startTls(client.withEngine(engine), "localhost");
          connected.await();
          pair.writer().write("data\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("data\n");
        });
  }

  /// What was written before, and is more than the socket takes, goes first and in plain text.
  @OnEachTls
  void whatWasWrittenBeforeIsNotEncrypted(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] much = new byte[5_000_000];
          pair.writer().writeNowait(much);
          Task<?> shaking =
              Asyncio.createTask(() -> pair.writer().startTls(client.withEngine(engine)));
          assertThat(pair.reader().readExactly(much.length)).isEqualTo(much);
          pair.accepted().writer().startTls(server.withEngine(engine));
          shaking.await();
          pair.writer().write("encrypted\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("encrypted\n");
        });
  }

  /// The command injection of CVE-2011-0411.
  @OnEachTls
  void x5AServerRefusesCommandsThatCameBeforeTls(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("STARTTLS\nEVIL\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("STARTTLS\n");
          pair.accepted().writer().write("220 go\n");
          assertThatThrownBy(() -> pair.accepted().writer().startTls(server.withEngine(engine)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("5 bytes")
              .hasMessageContaining("plain text");
          assertThat(pair.accepted().writer().isClosing()).isTrue();
          assertThat(pair.reader().read()).isEmpty(); // nobody ever reads the command
        });
  }

  @OnEachTls
  void x5AClientRefusesAnswersThatCameBeforeTls(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.accepted().writer().write("220 go\n250 injected\n");
          assertThat(pair.client().reader().readLine(US_ASCII)).isEqualTo("220 go\n");
          assertThatThrownBy(() -> pair.writer().startTls(client.withEngine(engine)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("13 bytes");
          assertThat(pair.writer().isClosing()).isTrue();
          assertThat(pair.client().reader().read()).isEmpty();
        });
  }

  /// Plain text that looks like the beginning of a handshake goes to the engine, which refuses it.
  @OnEachTls
  void x5WhatOnlyLooksLikeAHandshakeIsRefusedToo(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] injected = "STARTTLS\n\26\3\1\0\5EVIL\n\n\n\n\n\n\n".getBytes(US_ASCII);
          pair.writer().write(injected);
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("STARTTLS\n");
          Task<?> victim =
              Asyncio.createTask(() -> pair.writer().startTls(client.withEngine(engine)));
          assertThatThrownBy(() -> pair.accepted().writer().startTls(server.withEngine(engine)))
              .isInstanceOf(SSLException.class);
          assertThatThrownBy(() -> pair.reader().read()).isInstanceOf(SSLException.class);
          assertThatThrownBy(victim::await).isInstanceOf(Exception.class);
        });
  }

  /// A client that does not wait for the answer has begun its handshake while the server waits.
  @OnEachTls
  void aClientMayBeginBeforeTheServerDoes(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("STARTTLS\n");
          Task<?> shaking =
              Asyncio.createTask(() -> pair.writer().startTls(client.withEngine(engine)));
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("STARTTLS\n");
          while (pair.reader().buffered() == 0) {
            Asyncio.sleep(Duration.ofMillis(1));
          }
          pair.accepted().writer().startTls(server.withEngine(engine));
          shaking.await();
          pair.writer().write("secret\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("secret\n");
        });
  }

  @OnEachTls
  void s6CancellingStartTlsClosesTheConnection(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          List<Exception> failures = new ArrayList<>();
          Server listening =
              Streams.startServer(
                  (reader, writer) -> {
                    try {
                      Asyncio.timeout(
                          Duration.ofMillis(20), () -> writer.startTls(server.withEngine(engine)));
                    } catch (TimeoutException e) {
                      failures.add(e);
                    }
                  },
                  Loopback.HOST,
                  0);
          try (Connection silent = Streams.openConnection(Loopback.HOST, listening.port())) {
            assertThat(silent.reader().read()).isEmpty();
          }
          listening.shutdown(Duration.ofSeconds(5));
          assertThat(failures).hasSize(1);
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTls
  void aHandshakeThatFailsClosesTheConnection(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<?> serving =
              Asyncio.createTask(
                  () -> pair.accepted().writer().startTls(server.withEngine(engine)));
          assertThatThrownBy(() -> pair.writer().startTls(client.withEngine(engine), "other.test"))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("as other.test")
              .hasMessageContaining("localhost");
          assertThat(pair.writer().isClosing()).isTrue();
          assertThatThrownBy(() -> pair.client().reader().read()).isInstanceOf(SSLException.class);
          assertThatThrownBy(serving::await).hasCauseInstanceOf(IOException.class);
        });
  }

  @OnEachTls
  void nothingIsStartedOnAStreamThatHasEnded(NettyTransport transport, TlsEngine engine) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().writeEof();
          assertThatThrownBy(() -> pair.writer().startTls(client.withEngine(engine)))
              .isInstanceOf(IllegalStateException.class);
          assertThat(pair.reader().read()).isEmpty();
          assertThatThrownBy(() -> pair.accepted().writer().startTls(server.withEngine(engine)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining("ended");
        });
  }
}
