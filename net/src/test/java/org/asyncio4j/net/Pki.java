package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An authority, made when the tests run, and what it signs: as PEM files in a folder of the test.
final class Pki {
  private final Path folder;
  private final X509Bundle authority;
  private int files;

  Pki(Path folder) throws Exception {
    this.folder = folder;
    authority = base("Test authority").setIsCertificateAuthority(true).buildSelfSigned();
  }

  private static CertificateBuilder base(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  /// The authority's certificate.
  Path authority() throws IOException {
    return write(authority.getCertificatePEM());
  }

  /// A certificate of this authority, and its key, in one file.
  Path issue(String name, UnaryOperator<CertificateBuilder> details) throws Exception {
    return write(details.apply(base(name)).buildIssuedBy(authority));
  }

  /// A certificate for these names.
  Path issueFor(String... names) throws Exception {
    return issue(
        "somebody",
        builder -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (String name : names) {
            byte[] ascii = name.getBytes(US_ASCII);
            all.write(0x82); // a dNSName; the builder takes none with a wildcard
            all.write(ascii.length);
            all.writeBytes(ascii);
          }
          byte[] sequence = new byte[2 + all.size()];
          sequence[0] = 0x30;
          sequence[1] = (byte) all.size();
          System.arraycopy(all.toByteArray(), 0, sequence, 2, all.size());
          return builder.addExtensionOctetString("2.5.29.17", false, sequence);
        });
  }

  /// A certificate for `localhost` and `127.0.0.1`.
  Path local() throws Exception {
    return issue(
        "local", builder -> builder.addSanDnsName("localhost").addSanIpAddress("127.0.0.1"));
  }

  /// As [#local], but it was good only until a while ago.
  Path expired() throws Exception {
    Instant now = Instant.now();
    return issue(
        "expired",
        builder ->
            builder
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .notBefore(now.minus(20, ChronoUnit.DAYS))
                .notAfter(now.minus(10, ChronoUnit.DAYS)));
  }

  /// As [#local], but signed by nobody else.
  Path selfSigned() throws Exception {
    return write(
        base("self")
            .setIsCertificateAuthority(true)
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .buildSelfSigned());
  }

  /// A client of the JDK's that trusts this authority, after its handshake.
  SSLSocket connect(int port, String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, authority.toTrustManagerFactory().getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.setReceiveBufferSize(8192);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(Loopback.HOST), port));
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  X509Bundle bundle() throws Exception {
    return base("local").addSanIpAddress("127.0.0.1").buildIssuedBy(authority);
  }

  private Path write(X509Bundle bundle) throws IOException {
    return write(bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM());
  }

  Path write(String text) throws IOException {
    return Files.writeString(folder.resolve(files++ + ".pem"), text);
  }
}
