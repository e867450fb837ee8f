package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsContextTest {
  private static final char[] PASSWORD = "open sesame".toCharArray();

  private static Pki pki;
  private static TlsContext client;

  @BeforeAll
  static void makeAuthority(@TempDir Path folder) throws Exception {
    pki = new Pki(folder);
    client = TlsContext.client().withTrust(pki.authority());
  }

  private static void assertServes(TlsContext server, TlsEngine engine) {
    TlsPairs.withPair(
        NettyTransport.AUTO,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          pair.writer().write("hello\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("hello\n");
        });
  }

  // --- files ---

  private static Path encrypted(PrivateKey key) throws Exception {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD)));
    byte[] secret = cipher.doFinal(key.getEncoded());
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    byte[] encoded = new EncryptedPrivateKeyInfo(parameters, secret).getEncoded();
    return pki.write(
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(encoded)
            + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
  }

  @OnEachTlsEngine
  void aKeyMayBeEncrypted(TlsEngine engine) throws Exception {
    X509Bundle bundle = pki.bundle();
    Path chain = pki.write("A comment.\n" + bundle.getCertificatePathPEM());
    Path key = encrypted(bundle.getKeyPair().getPrivate());
    assertServes(TlsContext.server(chain, key, PASSWORD), engine);
    assertThatThrownBy(() -> TlsContext.server(chain, key, "guessed".toCharArray()))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(() -> TlsContext.server(chain, key))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("encrypted");
  }

  @OnEachTlsEngine
  void keysMayComeFromAKeyStore(TlsEngine engine) throws Exception {
    assertServes(TlsContext.server(pki.bundle().toKeyManagerFactory()), engine);
  }

  @Test
  void aFileThatIsSomethingElseIsNamed() throws Exception {
    Path local = pki.local();
    Path authority = pki.authority();
    Path text = pki.write("hello");
    Path missing = text.resolveSibling("missing.pem");
    assertThatThrownBy(() -> TlsContext.server(missing, local))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> TlsContext.client().withTrust(text))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(text.toString())
        .hasMessageContaining("no certificate");
    assertThatThrownBy(() -> TlsContext.server(local, authority))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(authority.toString())
        .hasMessageContaining("no private key");
    Path half = pki.write("-----BEGIN CERTIFICATE-----\nMIIB");
    assertThatThrownBy(() -> TlsContext.client().withTrust(half))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("complete");
    Path garbage = pki.write("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(() -> TlsContext.client().withTrust(garbage))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("malformed");
    Path odd = pki.write("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> TlsContext.server(local, odd))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void aKeyInTheOldFormIsToBeConverted() throws Exception {
    Path local = pki.local();
    Path old = pki.write("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> TlsContext.server(local, old))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("openssl pkcs8");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    Path one = pki.local();
    Path other = pki.local();
    assertThatThrownBy(() -> TlsContext.server(one, other))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("does not belong")
        .hasMessageContaining("CN=local");
    assertThatThrownBy(() -> TlsContext.client().withClientCertificate(one, other))
        .isInstanceOf(SSLException.class);
  }

  // --- what does not fit ---

  @Test
  void theSideIsChecked() throws Exception {
    Path local = pki.local();
    TlsContext server = TlsContext.server(local, local);
    assertThatThrownBy(() -> ConnectOptions.DEFAULT.withTls(server))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TlsContext.client()");
    assertThatThrownBy(() -> ServerOptions.DEFAULT.withTls(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TlsContext.server(...)");
    assertThatThrownBy(() -> client.withSni(Map.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> client.withClientAuth(TlsContext.ClientAuth.REQUIRED))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> server.withSni(Map.of("a.test", client)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> server.withoutHostnameVerification())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> server.withClientCertificate(local, local))
        .isInstanceOf(IllegalStateException.class);
    assertThat(server.isServer()).isTrue();
    assertThat(client.isServer()).isFalse();
  }

  @Test
  void badValuesAreRefusedAtOnce() {
    assertThatThrownBy(() -> client.withProtocols("TLSv1.1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv1.1")
        .hasMessageContaining("TLSv1.2");
    assertThatThrownBy(() -> client.withProtocols()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.withCiphers()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.withAlpn("h2", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.withHandshakeTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> client.withShutdownTimeout(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ConnectOptions.DEFAULT.withServerHostname("."))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- engines ---

  @Test
  void theEngineCanBeSeenAndChosen() {
    assertThat(TlsEngine.JDK.isAvailable()).isTrue();
    assertThat(client.withEngine(TlsEngine.JDK).engine()).isEqualTo(TlsEngine.JDK);
    assertThat(client.engine())
        .isEqualTo(TlsEngine.OPENSSL.isAvailable() ? TlsEngine.OPENSSL : TlsEngine.JDK);
    assertThatThrownBy(() -> TlsEngine.of("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'fast'")
        .hasMessageContaining("auto, openssl, jdk");
  }

  // --- names ---

  @Test
  void hostsAreSpelledAsInCertificates() {
    assertThat(CertificateNames.normalize("Example.COM.")).isEqualTo("example.com");
    assertThat(CertificateNames.normalize("bücher.example")).isEqualTo("xn--bcher-kva.example");
    assertThat(CertificateNames.normalize("::1")).isEqualTo("::1");
    assertThatThrownBy(() -> CertificateNames.normalize(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAddressIsTheSameHoweverItIsWritten() throws Exception {
    X509Bundle six =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=six")
            .addSanIpAddress("::1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    CertificateNames.check(six.getCertificate(), "::1");
    CertificateNames.check(six.getCertificate(), "0:0:0:0:0:0:0:1");
    assertThatThrownBy(() -> CertificateNames.check(six.getCertificate(), "::2"))
        .hasMessageContaining("::2");
  }
}
