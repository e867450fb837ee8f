package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What two sides agree on, and how a handshake fails.
final class TlsHandshakeTest {
  private static Pki pki;
  private static TlsContext server;
  private static TlsContext client;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    pki = new Pki(folder);
    Path local = pki.local();
    server = TlsContext.server(local, local);
    client = TlsContext.client().withTrust(pki.authority());
  }

  // --- what is agreed on ---

  private static void assertAgreed(
      TlsEngine engine, TlsContext server, TlsContext client, @Nullable String protocol) {
    TlsPairs.withPair(
        NettyTransport.AUTO,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          TlsInfo seen = Objects.requireNonNull(pair.writer().tls());
          TlsInfo served = Objects.requireNonNull(pair.accepted().writer().tls());
          assertThat(seen.applicationProtocol()).isEqualTo(protocol);
          assertThat(served.applicationProtocol()).isEqualTo(protocol);
          assertThat(pair.writer().getExtraInfo("selected_alpn_protocol")).isEqualTo(protocol);
        });
  }

  @OnEachTlsEngine
  void x4AlpnTakesTheServersFirstChoice(TlsEngine engine) {
    assertAgreed(engine, server.withAlpn("h2"), client.withAlpn("h2"), "h2");
    assertAgreed(
        engine, server.withAlpn("h2", "http/1.1"), client.withAlpn("http/1.1", "h2"), "h2");
  }

  @OnEachTlsEngine
  void x4WithoutAlpnOnOneSideNothingIsChosen(TlsEngine engine) {
    assertAgreed(engine, server.withAlpn("h2"), client, null);
    assertAgreed(engine, server, client.withAlpn("h2"), null);
  }

  @OnEachTlsEngine
  void x4NothingInCommonIsNothingChosen(TlsEngine engine) {
    assertAgreed(engine, server.withAlpn("h2"), client.withAlpn("http/1.1"), null);
  }

  @OnEachTls
  void aServerHasACertificateForEachOfItsHosts(NettyTransport transport, TlsEngine engine)
      throws Exception {
    Path a = pki.issueFor("a.test");
    Path wild = pki.issueFor("*.b.test");
    TlsContext hosting =
        server
            .withEngine(engine)
            .withSni(
                Map.of(
                    "A.test",
                    TlsContext.server(a, a).withEngine(engine).withAlpn("h2"),
                    "*.b.test",
                    TlsContext.server(wild, wild).withEngine(engine)));
    Loopback.run(
        transport,
        () -> {
          Server listening = TlsPairs.echo(hosting);
          for (String host : List.of("a.test", "x.b.test", "y.b.test")) {
            ConnectOptions options =
                ConnectOptions.DEFAULT
                    .withTls(client.withEngine(engine).withAlpn("h2"))
                    .withServerHostname(host);
            try (Connection connection =
                Streams.openConnection(Loopback.HOST, listening.port(), options)) {
              connection.writer().write(host + "\n");
              assertThat(connection.reader().readLine(US_ASCII)).isEqualTo(host + "\n");
              TlsInfo seen = Objects.requireNonNull(connection.writer().tls());
              assertThat(seen.serverName()).isEqualTo(host);
              assertThat(seen.applicationProtocol()).isEqualTo(host.equals("a.test") ? "h2" : null);
            }
          }
          try (Connection other = TlsPairs.connect(listening, client.withEngine(engine))) {
            assertThat(other.writer().tls()).isNotNull(); // by its own certificate
          }
          listening.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTlsEngine
  void aServerKnowsItsClientsCertificate(TlsEngine engine) throws Exception {
    Path own = pki.issue("the client", made -> made);
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      TlsPairs.withPair(
          NettyTransport.AUTO,
          server
              .withEngine(engine)
              .withTrust(pki.authority())
              .withClientAuth(TlsContext.ClientAuth.REQUIRED),
          client.withEngine(engine).withProtocols(protocol).withClientCertificate(own, own),
          pair -> {
            X509Certificate seen =
                (X509Certificate) pair.accepted().writer().getExtraInfo("peercert");
            assertThat(Objects.requireNonNull(seen).getSubjectX500Principal().getName())
                .isEqualTo("CN=the client");
          });
    }
  }

  @OnEachTlsEngine
  void aClientWithoutACertificateIsRefusedWhereItIsRequired(TlsEngine engine) throws Exception {
    TlsContext asking = server.withEngine(engine).withTrust(pki.authority());
    TlsPairs.withPair(
        NettyTransport.AUTO,
        asking.withClientAuth(TlsContext.ClientAuth.OPTIONAL),
        client.withEngine(engine),
        pair ->
            assertThat(Objects.requireNonNull(pair.accepted().writer().tls()).peerCertificates())
                .isEmpty());
    Path stranger = pki.selfSigned();
    for (TlsContext refused :
        List.of(
            client.withEngine(engine),
            client.withEngine(engine).withClientCertificate(stranger, stranger))) {
      Loopback.run(
          NettyTransport.AUTO,
          () -> {
            Server listening = TlsPairs.echo(asking.withClientAuth(TlsContext.ClientAuth.REQUIRED));
            assertThatThrownBy(
                    () -> {
                      try (Connection connection = TlsPairs.connect(listening, refused)) {
                        connection.reader().read(); // TLS 1.3 tells a client only now
                      }
                    })
                .isInstanceOf(IOException.class);
            listening.shutdown(Duration.ofSeconds(5));
          });
    }
  }

  @OnEachTlsEngine
  void whoseCertificatesAreAcceptedHasToBeSaid(TlsEngine engine) {
    Loopback.run(
        NettyTransport.AUTO,
        () ->
            assertThatThrownBy(() ->
                    TlsPairs.echo(
                        server.withEngine(engine).withClientAuth(TlsContext.ClientAuth.REQUIRED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withTrust"));
  }

  @OnEachTlsEngine
  void anUnknownCipherSuiteIsNamed(TlsEngine engine) {
    Loopback.run(
        NettyTransport.AUTO,
        () ->
            assertThatThrownBy(
                    () -> TlsPairs.echo(server.withEngine(engine).withCiphers("TLS_NONE")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS_NONE")
                .hasMessageContaining("TLS_AES_128_GCM_SHA256"));
  }

  @OnEachTlsEngine
  void noVersionInCommonFailsOnBothSides(TlsEngine engine) {
    Loopback.run(
        NettyTransport.AUTO,
        () -> {
          Server listening = TlsPairs.echo(server.withEngine(engine).withProtocols("TLSv1.3"));
          assertThatThrownBy(() ->
                  TlsPairs.connect(listening, client.withEngine(engine).withProtocols("TLSv1.2")))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining(Loopback.HOST + ":" + listening.port());
          listening.shutdown(Duration.ofSeconds(5));
        });
  }

  // --- the other side does not speak TLS ---

  @OnEachTls
  void plainTextToATlsPortIsRefusedAndNothingElseHappens(NettyTransport transport, TlsEngine engine)
      throws Exception {
    Path a = pki.issueFor("a.test");
    List<TlsContext> contexts =
        List.of(
            server.withEngine(engine),
            server
                .withEngine(engine)
                .withSni(Map.of("a.test", TlsContext.server(a, a).withEngine(engine))));
    for (TlsContext context : contexts) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            Server listening = TlsPairs.echo(context);
            try (Connection plain = Streams.openConnection(Loopback.HOST, listening.port())) {
              plain.writer().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
              assertClosed(plain.reader());
            }
            try (Connection good = TlsPairs.connect(listening, client.withEngine(engine))) {
              good.writer().write("still there\n");
              assertThat(good.reader().readLine(US_ASCII)).isEqualTo("still there\n");
            }
            listening.shutdown(Duration.ofSeconds(5));
            Loopback.awaitSockets(before);
          });
    }
  }

  /// Reads, perhaps an alert, until the other side has closed or reset the connection.
  private static void assertClosed(StreamReader reader) {
    try {
      assertThat(reader.read().length).isLessThan(100);
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SSLException.class);
    }
  }

  @OnEachTls
  void aServerThatTalksInPlainTextIsNamed(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server plain =
              Streams.startServer(
                  (_, writer) -> writer.write("220 mail.test ready\r\n"), Loopback.HOST, 0);
          assertThatThrownBy(() -> TlsPairs.connect(plain, client.withEngine(engine)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining(Loopback.HOST + ":" + plain.port())
              .hasMessageContaining("plain text");
          plain.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTls
  void aServerThatClosesInTheHandshakeIsNamed(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          Server plain =
              Streams.startServer((reader, writer) -> reader.readExactly(5), Loopback.HOST, 0);
          assertThatThrownBy(() -> TlsPairs.connect(plain, client.withEngine(engine)))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining(Loopback.HOST + ":" + plain.port());
          plain.shutdown(Duration.ofSeconds(5));
        });
  }

  // --- it takes too long, or too much ---

  @OnEachTls
  void x3AHandshakeThatStallsEndsOnBothSides(NettyTransport transport, TlsEngine engine)
      throws Exception {
    Path a = pki.issueFor("a.test");
    TlsContext hasty = server.withEngine(engine).withHandshakeTimeout(Duration.ofMillis(50));
    for (TlsContext context :
        List.of(
            hasty, hasty.withSni(Map.of("a.test", TlsContext.server(a, a).withEngine(engine))))) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            Server listening = TlsPairs.echo(context);
            try (Connection silent = Streams.openConnection(Loopback.HOST, listening.port())) {
              silent.writer().write(new byte[] {22, 3, 1}); // and nothing more
              assertClosed(silent.reader());
            }
            listening.shutdown(Duration.ofSeconds(5));
            Server plain = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
            assertThatThrownBy(() ->
                    TlsPairs.connect(
                        plain,
                        client.withEngine(engine).withHandshakeTimeout(Duration.ofMillis(50))))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining(Loopback.HOST + ":" + plain.port())
                .hasMessageContaining("longer than PT0.05S");
            plain.shutdown(Duration.ofSeconds(5));
            Loopback.awaitSockets(before);
          });
    }
  }

  /// CVE-2026-45416.
  @OnEachTls
  void x3AHelloThatClaimsToBeHugeIsRefusedEarly(NettyTransport transport, TlsEngine engine)
      throws Exception {
    Path a = pki.issueFor("a.test");
    byte[] record = new byte[5 + 16_384];
    System.arraycopy(new byte[] {22, 3, 1, 0x40, 0, 1, -1, -1, -1, 3, 3}, 0, record, 0, 11);
    byte[] next = new byte[5 + 16_384];
    System.arraycopy(new byte[] {22, 3, 1, 0x40, 0}, 0, next, 0, 5);
    for (TlsContext context :
        List.of(
            server.withEngine(engine),
            server
                .withEngine(engine)
                .withSni(Map.of("a.test", TlsContext.server(a, a).withEngine(engine))))) {
      Loopback.run(
          transport,
          () -> {
            Server listening = TlsPairs.echo(context);
            try (Connection raw = Streams.openConnection(Loopback.HOST, listening.port())) {
              Task<?> refused = Asyncio.createTask(() -> assertClosed(raw.reader()));
              raw.writer().write(record);
              int sent = 1;
              while (!refused.done()) {
                raw.writer().writeNowait(next);
                sent++;
                Asyncio.sleep(Duration.ofMillis(1));
              }
              refused.await();
              assertThat(sent).isLessThan(200); // 1024 were claimed
            }
            listening.shutdown(Duration.ofSeconds(5));
          });
    }
  }

  // --- it is given up ---

  @OnEachTls
  void x7CancellingAHandshakeClosesTheSocket(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          Server silent = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
          long before = Loopback.sockets();
          assertThatThrownBy(() ->
                  Asyncio.timeout(
                      Duration.ofMillis(50),
                      () -> TlsPairs.connect(silent, client.withEngine(engine))))
              .isInstanceOf(TimeoutException.class);
          Loopback.awaitSockets(before);
          silent.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTls
  void x7HandshakesThatAreCancelledAtAnyMomentLeaveNothing(
      NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          Server listening =
              Streams.startServer(
                  (reader, _) -> {
                    try {
                      reader.read();
                    } catch (IOException e) {
                      // a client that has gone after its handshake
                    }
                  },
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withTls(server.withEngine(engine)));
          long before = Loopback.sockets();
          TlsContext prepared = client.withEngine(engine);
          for (int round = 0; round < 40; round++) {
            Task<Connection> connecting =
                Asyncio.createTask(() -> TlsPairs.connect(listening, prepared));
            for (int step = 0; step < round % 10; step++) {
              Asyncio.sleep(Duration.ZERO);
            }
            connecting.cancel();
            try {
              connecting.await().close();
            } catch (CancelledError e) {
              assertThat(connecting.cancelled()).isTrue();
            }
          }
          Loopback.awaitSockets(before);
          listening.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTls
  void aServerEndsWhileItsClientsShakeHands(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server listening = TlsPairs.echo(server.withEngine(engine));
          try (Connection silent = Streams.openConnection(Loopback.HOST, listening.port())) {
            silent.writer().write(new byte[] {22});
            Asyncio.sleep(Duration.ofMillis(5));
            listening.shutdown(Duration.ZERO);
            assertClosed(silent.reader());
          }
          Loopback.awaitSockets(before);
        });
  }

  // --- the program's own mistakes ---

  @OnEachTlsEngine
  void aTrustManagerThatIsBrokenIsReported(TlsEngine engine) throws Exception {
    Path own = pki.issue("the client", made -> made);
    X509TrustManager broken =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("not written yet");
          }

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(() -> {
      Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
      Server listening =
          TlsPairs.echo(
              server
                  .withEngine(engine)
                  .withTrustManager(broken)
                  .withClientAuth(TlsContext.ClientAuth.REQUIRED));
      try (Connection refused =
          TlsPairs.connect(listening, client.withEngine(engine).withClientCertificate(own, own))) {
        assertThatThrownBy(() -> refused.reader().read()).isInstanceOf(IOException.class);
      }
      listening.shutdown(Duration.ofSeconds(5));
    });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().exception()).hasRootCauseMessage("not written yet");
  }

  @Test
  void aServerHostnameNeedsTls() {
    Loopback.run(
        NettyTransport.AUTO,
        () ->
            assertThatThrownBy(() ->
                    Streams.openConnection(
                        Loopback.HOST, 1, ConnectOptions.DEFAULT.withServerHostname("a.test")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withTls"));
  }
}
