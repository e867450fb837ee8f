package org.asyncio4j.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// What a [TlsContext] says, in Netty's words. Takes some milliseconds.
final class TlsSetup {
  private TlsSetup() {}

  static SslContext build(TlsContext context) throws SSLException {
    TlsEngine engine = context.engine();
    SslContextBuilder builder = context.isServer() ? server(context) : client(context);
    builder.sslProvider(engine.provider()).protocols(context.protocols());
    List<String> ciphers = context.ciphers();
    if (ciphers != null) {
      Set<String> known = engine.cipherSuites();
      for (String cipher : ciphers) {
        if (!known.contains(cipher)) {
          throw new IllegalArgumentException(
              "there is no cipher suite '" + cipher + "' here, but " + known);
        }
      }
      builder.ciphers(ciphers);
    }
    if (!context.alpn().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              context.alpn()));
    }
    return builder.build();
  }

  private static SslContextBuilder server(TlsContext context) {
    PemFiles.Identity identity = context.identity();
    SslContextBuilder builder =
        identity == null
            ? SslContextBuilder.forServer(Objects.requireNonNull(context.keys()))
            : SslContextBuilder.forServer(identity.key(), identity.chain());
    X509TrustManager trust = context.trust();
    if (context.clientAuth() != TlsContext.ClientAuth.NONE) {
      if (trust == null) {
        throw new IllegalArgumentException(
            "a server that asks for certificates has to be told which to accept: use"
                + " withTrust(...) too");
      }
      builder.trustManager(new CheckedTrust(trust, false));
    }
    return builder.clientAuth(
        switch (context.clientAuth()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
          case REQUIRED -> ClientAuth.REQUIRE;
        });
  }

  private static SslContextBuilder client(TlsContext context) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    PemFiles.Identity identity = context.identity();
    if (identity != null) {
      builder.keyManager(identity.key(), identity.chain());
    }
    @Nullable X509TrustManager chosen = context.trust();
    X509TrustManager trust = chosen == null ? CheckedTrust.in(null) : chosen;
    return builder
        .trustManager(new CheckedTrust(trust, context.verifiesHostname()))
        // the JDK's own check too: it knows the public suffixes
        .endpointIdentificationAlgorithm(context.verifiesHostname() ? "HTTPS" : null);
  }
}
