package org.asyncio4j.net;

import static java.util.stream.Collectors.joining;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// What encrypts. Programs behave the same on each; the speed differs. Certificates are checked by
/// the JDK in all cases.
public enum TlsEngine {
  /// `OPENSSL` where it is on the class path and this machine allows it, else `JDK`. The system
  /// property `asyncio.tls` says something else: `openssl` or `jdk`.
  AUTO,

  /// BoringSSL, by netty-tcnative: the faster one.
  OPENSSL,

  /// The JDK's own: everywhere.
  JDK;

  /// {@return whether this machine allows it} The first call loads native code.
  public boolean isAvailable() {
    return whyNot() == null;
  }

  private @Nullable Throwable whyNot() {
    return this == OPENSSL ? OpenSsl.unavailabilityCause() : null;
  }

  static TlsEngine of(String text) {
    for (TlsEngine engine : values()) {
      if (engine.text().equals(text.toLowerCase(Locale.ROOT))) {
        return engine;
      }
    }
    String known = Arrays.stream(values()).map(TlsEngine::text).collect(joining(", "));
    throw new IllegalArgumentException("asyncio.tls is '" + text + "': use one of " + known);
  }

  /// As the system property spells it.
  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What `AUTO` means here; anything else must be possible. Never `AUTO`.
  TlsEngine choose() {
    if (this == AUTO) {
      TlsEngine wanted = of(System.getProperty("asyncio.tls", "auto"));
      if (wanted != AUTO) {
        return wanted.choose();
      }
      return OPENSSL.isAvailable() ? OPENSSL : JDK;
    }
    Throwable whyNot = whyNot();
    if (whyNot != null) {
      throw new IllegalArgumentException(
          "the TLS engine "
              + text()
              + " is not possible here: "
              + whyNot.getMessage()
              + ". Put netty-tcnative-boringssl-static on the class path, or use auto",
          whyNot);
    }
    return this;
  }

  SslProvider provider() {
    return this == OPENSSL ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /// The cipher suites it knows, under the names of RFCs.
  Set<String> cipherSuites() {
    if (this == OPENSSL) {
      return OpenSsl.availableJavaCipherSuites();
    }
    try {
      return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
