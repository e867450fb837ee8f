package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLSession;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Streams under TLS when all goes well.
final class TlsStreamTest {
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
  void bytesArriveInBothDirections(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          pair.writer().write("question\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("question\n");
          pair.accepted().writer().write("answer\n");
          assertThat(pair.client().reader().readLine(US_ASCII)).isEqualTo("answer\n");
        });
  }

  @OnEachTls
  void bothSidesKnowWhatWasAgreedOn(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          TlsInfo seen = Objects.requireNonNull(pair.writer().tls());
          TlsInfo served = Objects.requireNonNull(pair.accepted().writer().tls());
          assertThat(seen.protocol()).isEqualTo("TLSv1.3").isEqualTo(served.protocol());
          assertThat(seen.cipher()).startsWith("TLS_").isEqualTo(served.cipher());
          assertThat(seen.applicationProtocol()).isNull();
          assertThat(seen.serverName()).isNull(); // an address is no name
          assertThat(seen.peerCertificates()).hasSizeBetween(1, 2);
          assertThat(served.peerCertificates()).isEmpty();
          assertThat(pair.writer().getExtraInfo("ssl_object")).isInstanceOf(SSLSession.class);
          assertThat(pair.writer().getExtraInfo("peercert")).isInstanceOf(X509Certificate.class);
          assertThat(pair.writer().getExtraInfo("cipher")).isEqualTo(seen.cipher());
          assertThat(pair.writer().getExtraInfo("sslcontext")).isSameAs(seen.context());
          assertThat(pair.writer().getExtraInfo("compression")).isNull();
          assertThat(pair.writer().getExtraInfo("peername")).isNotNull();
          assertThat(pair.accepted().writer().getExtraInfo("peercert")).isNull();
        });
  }

  @OnEachTls
  void theOlderVersionWorksToo(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client
            .withEngine(engine)
            .withProtocols("TLSv1.2")
            .withCiphers("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
        pair -> {
          TlsInfo seen = Objects.requireNonNull(pair.writer().tls());
          assertThat(seen.protocol()).isEqualTo("TLSv1.2");
          assertThat(seen.cipher()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
          pair.writer().write("old\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("old\n");
          pair.writer().close();
          assertThat(pair.reader().read()).isEmpty();
        });
  }

  @OnEachTls
  void muchGoesBothWaysAtOnce(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          byte[] much = new byte[3_000_000];
          new Random(1).nextBytes(much);
          Task<?> there = Asyncio.createTask(() -> pair.writer().write(much));
          Task<?> back = Asyncio.createTask(() -> pair.accepted().writer().write(much));
          Task<byte[]> read =
              Asyncio.createTask(() -> pair.client().reader().readExactly(much.length));
          assertThat(pair.reader().readExactly(much.length)).isEqualTo(much);
          assertThat(read.await()).isEqualTo(much);
          there.await();
          back.await();
        });
  }

  /// Flow control holds under TLS: the reader stops the writer, and keeps little.
  @OnEachTls
  void aReaderThatRestsStopsTheWriter(NettyTransport transport, TlsEngine engine) {
    int limit = 1024;
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        limit,
        pair -> {
          int chunk = 100_000;
          int total = 40 * chunk;
          pair.writer().stream().channel.config().setOption(ChannelOption.SO_SNDBUF, 65_536);
          pair.accepted().writer().stream()
              .channel
              .config()
              .setOption(ChannelOption.SO_RCVBUF, 65_536);
          int[] written = {0};
          Task<?> writing =
              Asyncio.createTask(() -> {
                while (written[0] < total) {
                  pair.writer().write(new byte[chunk]);
                  written[0] += chunk;
                }
              });
          int before = -1;
          while (before != written[0]) { // until nothing moves any more
            before = written[0];
            Asyncio.sleep(Duration.ofMillis(20));
          }
          assertThat(written[0]).isLessThan(total);
          assertThat(pair.reader().buffered()).isLessThan(2 * limit + 64 * 1024 + 32 * 1024);
          assertThat(pair.reader().readExactly(total)).hasSize(total);
          writing.await();
        });
  }

  @OnEachTls
  void oneDirectionCannotBeEnded(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          assertThat(pair.writer().canWriteEof()).isFalse();
          assertThatThrownBy(() -> pair.writer().writeEof())
              .isInstanceOf(UnsupportedOperationException.class)
              .hasMessageContaining("close the connection");
        });
  }
}
