package org.asyncio4j.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Sees to it that a certificate is for the host and has not expired, and asks another trust
/// manager for the rest.
///
/// Neither is left to the other one: the JDK takes a common name for the host's name where there is
/// no other, accepts a certificate that is trusted by itself even when it has expired, and a plain
/// `X509TrustManager` never hears of a host at all (CVE-2026-50010).
final class CheckedTrust extends X509ExtendedTrustManager {
  private final X509TrustManager trust;
  private final boolean verifiesHostname;

  CheckedTrust(X509TrustManager trust, boolean verifiesHostname) {
    this.trust = trust;
    this.verifiesHostname = verifiesHostname;
  }

  /// The JDK's, which trusts what `anchors` have signed; null for the system's.
  static X509TrustManager in(@Nullable List<X509Certificate> anchors) {
    try {
      KeyStore store = null;
      if (anchors != null) {
        store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < anchors.size(); i++) {
          store.setCertificateEntry("anchor-" + i, anchors.get(i));
        }
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("this JDK has no trust manager for certificates");
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("the trusted certificates cannot be loaded", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    chain[0].checkValidity();
    if (verifiesHostname) {
      CertificateNames.check(chain[0], Objects.requireNonNull(engine.getPeerHost()));
    }
    if (trust instanceof X509ExtendedTrustManager extended) {
      extended.checkServerTrusted(chain, authType, engine);
    } else {
      trust.checkServerTrusted(chain, authType);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    chain[0].checkValidity();
    if (trust instanceof X509ExtendedTrustManager extended) {
      extended.checkClientTrusted(chain, authType, engine);
    } else {
      trust.checkClientTrusted(chain, authType);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }

  // --- without an engine nothing is known of the host ---

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only connections of an event loop are checked here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only connections of an event loop are checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only connections of an event loop are checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("only connections of an event loop are checked here");
  }
}
