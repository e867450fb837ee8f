package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Which certificates of servers are refused, and that nothing happens then but an error.
final class TlsVerificationTest {
  private static Pki pki;
  private static TlsContext client;

  @BeforeAll
  static void makeAuthority(@TempDir Path folder) throws Exception {
    pki = new Pki(folder);
    client = TlsContext.client().withTrust(pki.authority());
  }

  private static void assertRefused(
      TlsEngine engine, TlsContext client, Path certificate, String host, String... reasons)
      throws Exception {
    TlsContext server = TlsContext.server(certificate, certificate).withEngine(engine);
    Loopback.run(
        NettyTransport.AUTO,
        () -> {
          long before = Loopback.sockets();
          int[] served = {0};
          Server listening =
              Streams.startServer(
                  (_, _) -> served[0]++, Loopback.HOST, 0, ServerOptions.DEFAULT.withTls(server));
          ConnectOptions options =
              ConnectOptions.DEFAULT.withTls(client.withEngine(engine)).withServerHostname(host);
          String named = Loopback.HOST + ":" + listening.port();
          assertThatThrownBy(() -> Streams.openConnection(Loopback.HOST, listening.port(), options))
              .isInstanceOf(SSLException.class)
              .hasMessageContaining(named)
              .hasMessageContainingAll(reasons)
              .hasNoSuppressedExceptions();
          assertThat(served[0]).isZero();
          listening.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }

  private static void assertAccepted(
      TlsEngine engine, TlsContext client, Path certificate, String host) throws Exception {
    TlsContext server = TlsContext.server(certificate, certificate).withEngine(engine);
    Loopback.run(
        NettyTransport.AUTO,
        () -> {
          Server listening = TlsPairs.echo(server);
          ConnectOptions options =
              ConnectOptions.DEFAULT.withTls(client.withEngine(engine)).withServerHostname(host);
          try (Connection connection =
              Streams.openConnection(Loopback.HOST, listening.port(), options)) {
            connection.writer().write("ok\n");
            assertThat(connection.reader().readLine(US_ASCII)).isEqualTo("ok\n");
          }
          listening.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTlsEngine
  void x1AnExpiredCertificateIsRefused(TlsEngine engine) throws Exception {
    assertRefused(engine, client, pki.expired(), Loopback.HOST, "NotAfter");
  }

  @OnEachTlsEngine
  void x1ASelfSignedCertificateIsRefused(TlsEngine engine) throws Exception {
    assertRefused(engine, client, pki.selfSigned(), Loopback.HOST, "path", "withTrust");
  }

  @OnEachTlsEngine
  void whomNobodyHereKnowsIsRefusedByDefault(TlsEngine engine) throws Exception {
    assertRefused(engine, TlsContext.client(), pki.local(), Loopback.HOST, "path", "withTrust");
  }

  @OnEachTlsEngine
  void x1AnotherHostsCertificateIsRefused(TlsEngine engine) throws Exception {
    assertRefused(
        engine, client, pki.issueFor("other.test"), "wanted.test", "wanted.test", "other.test");
  }

  @OnEachTlsEngine
  void x1AnAddressNeedsACertificateThatNamesAnAddress(TlsEngine engine) throws Exception {
    assertRefused(
        engine, client, pki.issueFor("localhost", "127.0.0.1"), Loopback.HOST, Loopback.HOST);
  }

  @OnEachTlsEngine
  void x1ACommonNameIsNoName(TlsEngine engine) throws Exception {
    assertRefused(
        engine, client, pki.issue("wanted.test", made -> made), "wanted.test", "wanted.test");
  }

  @OnEachTlsEngine
  void x1AWildcardStandsForOneLabel(TlsEngine engine) throws Exception {
    Path wild = pki.issueFor("*.wanted.test");
    assertAccepted(engine, client, wild, "a.wanted.test");
    assertAccepted(engine, client, wild, "A.Wanted.TEST.");
    assertRefused(engine, client, wild, "a.b.wanted.test", "a.b.wanted.test");
    assertRefused(engine, client, wild, "wanted.test", "wanted.test");
  }

  /// CVE-2026-50010: such a one never hears of the host.
  @OnEachTlsEngine
  void x1TheHostIsVerifiedForAPlainTrustManagerToo(TlsEngine engine) throws Exception {
    TlsContext trusting = TlsContext.client().withTrustManager(new PlainTrust());
    Path other = pki.issueFor("other.test");
    assertRefused(engine, trusting, other, "wanted.test", "wanted.test", "other.test");
    assertRefused(engine, trusting, other, Loopback.HOST, Loopback.HOST, "other.test");
    assertRefused(engine, trusting, pki.expired(), Loopback.HOST, "NotAfter");
    assertAccepted(engine, trusting, other, "other.test");
    assertAccepted(engine, trusting, pki.selfSigned(), Loopback.HOST);
  }

  @OnEachTlsEngine
  void x1TheHostIsVerifiedForAnExtendedTrustManagerToo(TlsEngine engine) throws Exception {
    TlsContext trusting = TlsContext.client().withTrustManager(new ExtendedTrust());
    assertRefused(engine, trusting, pki.issueFor("other.test"), "wanted.test", "wanted.test");
    assertAccepted(engine, trusting, pki.selfSigned(), Loopback.HOST);
  }

  @OnEachTlsEngine
  void aTrustManagersRefusalIsTheReason(TlsEngine engine) throws Exception {
    TlsContext pinning =
        TlsContext.client()
            .withTrustManager(
                new PlainTrust() {
                  @Override
                  public void checkServerTrusted(X509Certificate[] chain, String authType)
                      throws CertificateException {
                    throw new CertificateException("not the pinned one");
                  }
                });
    assertRefused(engine, pinning, pki.local(), Loopback.HOST, "not the pinned one");
  }

  @OnEachTlsEngine
  void aCertificateCanBeTrustedByItself(TlsEngine engine) throws Exception {
    Path own = pki.selfSigned();
    assertAccepted(engine, TlsContext.client().withTrust(own), own, Loopback.HOST);
  }

  @OnEachTlsEngine
  void theHostIsNotVerifiedWhereThatWasSaid(TlsEngine engine) throws Exception {
    assertAccepted(
        engine,
        client.withoutHostnameVerification(),
        pki.issue("nobody", made -> made),
        "wanted.test");
  }

  private static class PlainTrust implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class ExtendedTrust extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
