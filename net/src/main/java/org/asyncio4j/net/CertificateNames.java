package org.asyncio4j.net;

import java.net.IDN;
import java.net.InetAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whom a certificate is for, by RFC 9525: only its subject alternative names count, never its
/// common name; `*` stands for one whole label, the first; an address has to be named as one.
final class CertificateNames {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateNames() {}

  /// `host` as certificates and SNI spell it.
  static String normalize(String host) {
    if (address(host) != null) {
      return host;
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    try {
      name = IDN.toASCII(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + host + "' cannot be the name of a host", e);
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("'" + host + "' cannot be the name of a host");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static @Nullable InetAddress address(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }

  /// Throws unless `certificate` is for `host`, which is normalized.
  static void check(X509Certificate certificate, String host) throws CertificateException {
    InetAddress address = address(host);
    List<String> names = new ArrayList<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
      int kind = (Integer) alternative.get(0);
      if (kind != DNS && kind != ADDRESS) {
        continue;
      }
      String name = (String) alternative.get(1);
      if (address == null
          ? kind == DNS && matches(name.toLowerCase(Locale.ROOT), host)
          : kind == ADDRESS && address.equals(address(name))) {
        return;
      }
      names.add(name);
    }
    throw new CertificateException(
        "the certificate is not for "
            + host
            + " but for "
            + (names.isEmpty() ? "nobody: it has no subject alternative name" : names));
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.equals(name)) {
      return true;
    }
    int dot = name.indexOf('.');
    return pattern.startsWith("*.")
        && pattern.indexOf('.', 2) > 0 // never a whole top-level domain
        && dot > 0
        && name.substring(dot).equals(pattern.substring(1));
  }
}
