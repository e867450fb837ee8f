package org.asyncio4j.net;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What the two sides of a connection have agreed on (asyncio's `get_extra_info` of TLS).
///
/// @param context what the connection was encrypted with
/// @param session the JDK's view of it
/// @param protocol the version, as `TLSv1.3`
/// @param cipher the cipher suite, as `TLS_AES_128_GCM_SHA256`
/// @param applicationProtocol what ALPN has chosen, as `h2`; null when it has not
/// @param serverName the host that the client asked for; null when it did not, as for an address
/// @param peerCertificates the other side's certificate, then those that it sent with it; empty
///   when it has none
public record TlsInfo(
    TlsContext context,
    SSLSession session,
    String protocol,
    String cipher,
    @Nullable String applicationProtocol,
    @Nullable String serverName,
    List<X509Certificate> peerCertificates) {
  /// Takes copies.
  public TlsInfo {
    peerCertificates = List.copyOf(peerCertificates);
  }

  /// Reads `session` while its engine is there.
  static TlsInfo of(TlsContext context, SSLSession session, @Nullable String applicationProtocol) {
    return new TlsInfo(
        context,
        session,
        session.getProtocol(),
        session.getCipherSuite(),
        applicationProtocol,
        serverName(session),
        peerCertificates(context, session));
  }

  private static @Nullable String serverName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  private static List<X509Certificate> peerCertificates(TlsContext context, SSLSession session) {
    if (context.isServer() && context.clientAuth() == TlsContext.ClientAuth.NONE) {
      return List.of();
    }
    try {
      Certificate[] certificates = session.getPeerCertificates();
      return Arrays.stream(certificates).map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /// What is known under asyncio's name for it; null when nothing is.
  @Nullable Object extraInfo(String name) {
    return switch (name) {
      case "sslcontext" -> context;
      case "ssl_object" -> session;
      case "peercert" -> peerCertificates.isEmpty() ? null : peerCertificates.getFirst();
      case "cipher" -> cipher;
      case "selected_alpn_protocol" -> applicationProtocol;
      default -> null; // "compression" too: there is none, since it gave secrets away
    };
  }
}
