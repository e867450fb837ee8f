package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// How connections are encrypted, who is trusted, and who one is (`ssl.SSLContext`). Immutable; for
/// any number of connections, loops and threads. Making it once and keeping it is cheaper.
///
/// Safe as it is: TLS 1.2 and 1.3; a client trusts whom this machine trusts, and verifies that the
/// certificate is for the host it asked for, by its subject alternative names. Renegotiation is
/// refused.
///
/// Files are read when they are given, by the calling thread.
public final class TlsContext {
  /// Whether a server asks its clients for certificates.
  public enum ClientAuth {
    /// It does not.
    NONE,
    /// It does, and talks to those too who have none.
    OPTIONAL,
    /// It does, and refuses those who have none.
    REQUIRED
  }

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final boolean server;
  private TlsEngine engine = TlsEngine.AUTO;
  private PemFiles.@Nullable Identity identity;
  private @Nullable KeyManagerFactory keys;
  private @Nullable List<X509Certificate> anchors;
  private @Nullable X509TrustManager trustManager;
  private ClientAuth clientAuth = ClientAuth.NONE;
  private boolean verifiesHostname = true;
  private List<String> alpn = List.of();
  private List<String> protocols = PROTOCOLS;
  private @Nullable List<String> ciphers;
  private Map<String, TlsContext> sni = Map.of();
  private Duration handshakeTimeout = Duration.ofSeconds(10);
  private Duration shutdownTimeout = Duration.ofSeconds(5);

  /// Made of all this at the first use; any thread.
  private volatile @Nullable SslContext built;

  private TlsContext(boolean server) {
    this.server = server;
  }

  // --- making one ---

  /// {@return a context for the side that connects, which trusts whom this machine trusts}
  public static TlsContext client() {
    return new TlsContext(false);
  }

  /// {@return a context for the side that is connected to}
  ///
  /// @param chain a PEM file with the server's certificate, then those up to one that clients know
  /// @param key a PEM file with its private key in PKCS #8; may be the same file
  /// @throws IOException when a file cannot be read or has something else in it, or they do not
  ///   belong together
  public static TlsContext server(Path chain, Path key) throws IOException {
    return server(PemFiles.identity(chain, key, null));
  }

  /// As [#server(Path, Path)], with an encrypted key.
  ///
  /// @param chain a PEM file with certificates
  /// @param key a PEM file with an encrypted private key in PKCS #8
  /// @param password of the key
  /// @return the context
  /// @throws IOException as there, or when the password is wrong
  public static TlsContext server(Path chain, Path key, char[] password) throws IOException {
    return server(PemFiles.identity(chain, key, password));
  }

  private static TlsContext server(PemFiles.Identity identity) {
    return new TlsContext(true).with(made -> made.identity = identity);
  }

  /// As [#server(Path, Path)], with keys from elsewhere, as a `KeyStore`.
  ///
  /// @param keys is initialized
  /// @return the context
  public static TlsContext server(KeyManagerFactory keys) {
    Objects.requireNonNull(keys, "keys");
    return new TlsContext(true).with(made -> made.keys = keys);
  }

  private TlsContext with(Consumer<TlsContext> change) {
    TlsContext made = new TlsContext(server);
    made.engine = engine;
    made.identity = identity;
    made.keys = keys;
    made.anchors = anchors;
    made.trustManager = trustManager;
    made.clientAuth = clientAuth;
    made.verifiesHostname = verifiesHostname;
    made.alpn = alpn;
    made.protocols = protocols;
    made.ciphers = ciphers;
    made.sni = sni;
    made.handshakeTimeout = handshakeTimeout;
    made.shutdownTimeout = shutdownTimeout;
    change.accept(made);
    return made;
  }

  private void checkIs(boolean server, String what) {
    if (this.server != server) {
      throw new IllegalStateException(
          what + " is for contexts of " + (server ? "servers" : "clients") + " only");
    }
  }

  // --- who is trusted ---

  /// {@return this context, trusting what the given authorities have signed, and nobody else}
  ///
  /// @param authorities a PEM file with certificates: of authorities, or of single hosts
  /// @throws IOException when it cannot be read or has no certificate in it
  public TlsContext withTrust(Path authorities) throws IOException {
    List<X509Certificate> anchors = PemFiles.certificates(authorities);
    return with(made -> {
      made.anchors = anchors;
      made.trustManager = null;
    });
  }

  /// {@return this context, having `trustManager` say who is trusted} The hostname is verified all
  /// the same, and whether the certificate has expired.
  ///
  /// @param trustManager is asked on the loop, and must not block; what it throws that is not a
  ///   `CertificateException` goes, in a server, to the loop's exception handler
  public TlsContext withTrustManager(X509TrustManager trustManager) {
    Objects.requireNonNull(trustManager, "trustManager");
    return with(made -> {
      made.trustManager = trustManager;
      made.anchors = null;
    });
  }

  /// {@return this context, taking a certificate that anybody trusted has, for whatever host} So
  /// anybody who has one can read along. For tests, or where a trust manager knows the one
  /// certificate that it accepts.
  public TlsContext withoutHostnameVerification() {
    checkIs(false, "withoutHostnameVerification");
    return with(made -> made.verifiesHostname = false);
  }

  /// {@return this context, asking clients for certificates} Which ones are accepted has to be
  /// said, by [#withTrust] or [#withTrustManager].
  ///
  /// With TLS 1.3 a client's handshake ends before it is refused: it hears of it when it reads.
  ///
  /// @param clientAuth whether those without a certificate are refused
  public TlsContext withClientAuth(ClientAuth clientAuth) {
    Objects.requireNonNull(clientAuth, "clientAuth");
    checkIs(true, "withClientAuth");
    return with(made -> made.clientAuth = clientAuth);
  }

  // --- who one is ---

  /// {@return this context, with a certificate for servers that ask for one}
  ///
  /// @param chain a PEM file with the client's certificate, then those up to one that servers know
  /// @param key a PEM file with its private key in PKCS #8; may be the same file
  /// @throws IOException when a file cannot be read or has something else in it, or they do not
  ///   belong together
  public TlsContext withClientCertificate(Path chain, Path key) throws IOException {
    return withClientCertificate(PemFiles.identity(chain, key, null));
  }

  /// As [#withClientCertificate(Path, Path)], with an encrypted key.
  ///
  /// @param chain a PEM file with certificates
  /// @param key a PEM file with an encrypted private key in PKCS #8
  /// @param password of the key
  /// @return the new context
  /// @throws IOException as there, or when the password is wrong
  public TlsContext withClientCertificate(Path chain, Path key, char[] password)
      throws IOException {
    return withClientCertificate(PemFiles.identity(chain, key, password));
  }

  private TlsContext withClientCertificate(PemFiles.Identity identity) {
    checkIs(false, "withClientCertificate");
    return with(made -> made.identity = identity);
  }

  /// {@return this context, with others in its place for clients that ask for other hosts} Only
  /// their certificates, trust, protocols and ALPN count, not their timeouts. A client that asks
  /// for an unknown host, or for none, is served by this one.
  ///
  /// @param contexts by host; `*.example.com` is for each name that has one more label
  public TlsContext withSni(Map<String, TlsContext> contexts) {
    checkIs(true, "withSni");
    Map<String, TlsContext> sni = new HashMap<>();
    contexts.forEach((host, context) -> {
      context.checkIs(true, "withSni");
      boolean wild = host.startsWith("*.");
      String name = CertificateNames.normalize(wild ? host.substring(2) : host);
      sni.put(wild ? "*." + name : name, context);
    });
    return with(made -> made.sni = sni);
  }

  // --- how they talk ---

  /// {@return this context, saying by ALPN what is spoken inside TLS} When the two sides have
  /// nothing in common the handshake succeeds, with nothing agreed on: see
  /// [TlsInfo#applicationProtocol].
  ///
  /// @param protocols as `h2` and `http/1.1`, the preferred one first; a server's order decides
  public TlsContext withAlpn(String... protocols) {
    for (String protocol : protocols) {
      int length = protocol.getBytes(US_ASCII).length;
      if (length < 1 || length > 255) {
        throw new IllegalArgumentException(
            "'" + protocol + "' cannot be a protocol of ALPN: give 1 to 255 characters");
      }
    }
    return with(made -> made.alpn = List.of(protocols));
  }

  /// {@return this context, with these versions of TLS only}
  ///
  /// @param protocols `TLSv1.2`, `TLSv1.3` or both; older ones are not safe, and not here
  public TlsContext withProtocols(String... protocols) {
    List<String> chosen = List.of(protocols);
    if (chosen.isEmpty() || !PROTOCOLS.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "the versions of TLS cannot be " + chosen + ": give some of " + PROTOCOLS);
    }
    return with(made -> made.protocols = chosen);
  }

  /// {@return this context, with these cipher suites only}
  ///
  /// @param ciphers under the names of RFCs, as `TLS_AES_128_GCM_SHA256`; unknown ones are refused
  ///   at the first use
  public TlsContext withCiphers(String... ciphers) {
    List<String> chosen = List.of(ciphers);
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("there must be a cipher suite, and none was given");
    }
    return with(made -> made.ciphers = chosen);
  }

  /// {@return this context, encrypting in another way}
  ///
  /// @param engine must be available where the context is used
  public TlsContext withEngine(TlsEngine engine) {
    Objects.requireNonNull(engine, "engine");
    return with(made -> made.engine = engine);
  }

  // --- how long they may take ---

  /// {@return this context, with another time limit for handshakes}
  ///
  /// @param timeout longer than nothing; 10 s at first
  public TlsContext withHandshakeTimeout(Duration timeout) {
    return with(made -> made.handshakeTimeout = checked(timeout));
  }

  /// {@return this context, with another time limit for the other side's goodbye} After that a
  /// connection that is being closed is closed without it. What was written is sent before, however
  /// long that takes.
  ///
  /// @param timeout longer than nothing; 5 s at first
  public TlsContext withShutdownTimeout(Duration timeout) {
    return with(made -> made.shutdownTimeout = checked(timeout));
  }

  private static Duration checked(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "a time limit of TLS cannot be " + timeout + ": give a positive one");
    }
    return timeout;
  }

  // --- what it is ---

  /// {@return whether this is for the side that is connected to}
  public boolean isServer() {
    return server;
  }

  /// {@return what encrypts: never `AUTO`}
  ///
  /// @throws IllegalArgumentException when the one that was asked for is not possible here
  public TlsEngine engine() {
    return engine.choose();
  }

  PemFiles.@Nullable Identity identity() {
    return identity;
  }

  @Nullable KeyManagerFactory keys() {
    return keys;
  }

  /// Who says whom to trust; null where nothing was said.
  @Nullable X509TrustManager trust() {
    return trustManager != null || anchors == null ? trustManager : CheckedTrust.in(anchors);
  }

  ClientAuth clientAuth() {
    return clientAuth;
  }

  boolean verifiesHostname() {
    return verifiesHostname;
  }

  /// {@return the protocols that are offered, the best first; none when none are}
  public List<String> alpn() {
    return alpn;
  }

  List<String> protocols() {
    return protocols;
  }

  @Nullable List<String> ciphers() {
    return ciphers;
  }

  boolean hasSni() {
    return !sni.isEmpty();
  }

  Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  // --- using it ---

  /// Throws unless this is for that side.
  TlsContext checkSide(boolean server) {
    if (this.server != server) {
      throw new IllegalArgumentException(
          server
              ? "a server needs a context of TlsContext.server(...), and was given a client's"
              : "a client needs a context of TlsContext.client(), and was given a server's");
    }
    return this;
  }

  /// Suspends until this can be used: the first time the system's authorities and perhaps native
  /// code are loaded, off the loop.
  void prepare(EventLoop loop) throws IOException {
    if (built == null) {
      Asyncio.await(loop.runInExecutor(null, this::build), IOException.class);
    }
    for (TlsContext other : sni.values()) {
      other.prepare(loop);
    }
  }

  private synchronized SslContext build() throws IOException {
    SslContext done = built;
    if (done == null) {
      done = TlsSetup.build(this);
      built = done;
    }
    return done;
  }

  /// After [#prepare].
  SslContext ssl() {
    return Objects.requireNonNull(built, "prepare() comes first");
  }

  /// The context for clients that ask for `host`; null for those that ask for none.
  TlsContext forHost(@Nullable String host) {
    if (host == null) {
      return this;
    }
    TlsContext found = sni.get(host);
    if (found == null) {
      found = sni.get("*" + host.substring(Math.max(0, host.indexOf('.'))));
    }
    return found == null ? this : found;
  }
}
