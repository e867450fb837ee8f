package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A server that did less than the others would look fast.
class EchoServersTest {
  private static final int LINES = 50;
  private static final String LINE = "0123456789".repeat(10) + "\n";

  @TempDir private static Path folder;

  private final EchoServers servers = new EchoServers(peers());

  private static Peers peers() {
    try {
      return Peers.of(Path.of("."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyServerEchoes() throws Exception {
    return each(servers.bytes(), port -> new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @TestFactory
  Stream<DynamicTest> everyServerEchoesLines() throws Exception {
    return each(servers.lines(), port -> new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @TestFactory
  Stream<DynamicTest> everyServerEchoesOverTls() throws Exception {
    Certificate certificate = Certificate.make(folder);
    SSLContext trusting = trusting(certificate);
    return each(
        servers.bytesOverTls(certificate),
        port -> trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
  }

  private interface Connect {
    Socket to(int port) throws IOException;
  }

  private static Stream<DynamicTest> each(List<Contender> contenders, Connect connect) {
    return contenders.stream()
        .map(contender ->
            DynamicTest.dynamicTest(contender.title(), () -> checkEcho(contender, connect)));
  }

  private static void checkEcho(Contender contender, Connect connect) throws Exception {
    assumeTrue(contender.tool().isThere(), contender.tool().missing());
    byte[] sent = LINE.repeat(LINES).getBytes(StandardCharsets.US_ASCII);
    try (RunningServer server =
            RunningServer.start(List.of(), contender.tool(), folder.resolve("server.log"));
        Socket connection = connect.to(server.port())) {
      connection.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
      connection.getOutputStream().write(sent);

      assertThat(connection.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }
  }

  private static SSLContext trusting(Certificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (var pem = Files.newInputStream(certificate.certificate())) {
      trusted.setCertificateEntry(
          "bench", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  @Test
  void everyServerHasItsOwnTitle() throws Exception {
    assertThat(servers.bytes()).extracting(Contender::title).doesNotHaveDuplicates();
    assertThat(servers.lines()).extracting(Contender::title).doesNotHaveDuplicates();
  }

  @Test
  void oneThatEndsAtOnceIsNamed() {
    Path log = folder.resolve("gone.log");

    assertThatThrownBy(() -> RunningServer.start(List.of(), Tool.of(List.of("true")), log))
        .isInstanceOf(IOException.class)
        .hasMessage("the server has ended, and its log says why: " + log);
  }
}
