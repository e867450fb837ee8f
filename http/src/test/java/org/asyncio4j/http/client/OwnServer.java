package org.asyncio4j.http.client;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebOptions;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsContext;

/// A server of ours on the loopback address.
final class OwnServer implements AutoCloseable {
  private final WebServer server;

  private OwnServer(WebServer server) {
    this.server = server;
  }

  static OwnServer start(Application application) throws IOException {
    return new OwnServer(Web.start(application, RawServer.HOST, 0));
  }

  static OwnServer start(Application application, Certificate certificate) throws IOException {
    ServerOptions options = ServerOptions.DEFAULT.withTls(certificate.server());
    return new OwnServer(
        Web.start(application, RawServer.HOST, 0, WebOptions.DEFAULT.withServer(options)));
  }

  /// @param scheme such as `ws`
  String url(String scheme, String path) {
    return scheme + "://" + RawServer.HOST + ":" + server.port() + path;
  }

  @Override
  public void close() {
    server.shutdown(Duration.ZERO);
  }

  /// One of the loopback address, with its key.
  record Certificate(Path chain, Path key) {
    static Certificate in(Path folder) throws Exception {
      X509Bundle bundle =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=local")
              .addSanIpAddress(RawServer.HOST)
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      return new Certificate(
          Files.writeString(folder.resolve("chain"), bundle.getCertificatePEM()),
          Files.writeString(folder.resolve("key"), bundle.getPrivateKeyPEM()));
    }

    TlsContext server() throws IOException {
      return TlsContext.server(chain, key);
    }

    /// Options of a client that trusts it.
    ClientOptions trusted() throws IOException {
      return ClientOptions.DEFAULT.withTls(TlsContext.client().withTrust(chain));
    }
  }
}
