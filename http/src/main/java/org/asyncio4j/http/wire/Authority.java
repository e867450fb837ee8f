package org.asyncio4j.http.wire;

import java.util.Locale;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// A host and a port as the Host header and absolute targets have them (RFC 3986, 3.2, without who
/// is asking; RFC 9110, 4.2.4).
final class Authority {
  private Authority() {}

  /// Looks whether it is one.
  static void check(String authority) throws HttpProtocolException {
    int hostEnd = hostEnd(authority);
    if (hostEnd <= 0 || !isPort(authority, hostEnd)) {
      throw new HttpProtocolException(
          "a host that is none, or a port that is none", Status.BAD_REQUEST);
    }
  }

  /// {@return where the host ends; -1 when it is none}
  private static int hostEnd(String text) {
    boolean literal = text.startsWith("[");
    for (int i = literal ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (literal) {
        if (c == ']') {
          return i > 2 ? i + 1 : -1;
        }
        if (!isHex(c) && c != ':' && c != '.') {
          return -1;
        }
      } else if (c == ':') {
        return i;
      } else if (!isLetterOrDigit(c) && "-._~%!$&'()*+;=".indexOf(c) < 0) {
        return -1;
      }
    }
    return literal ? -1 : text.length();
  }

  private static boolean isPort(String text, int from) {
    if (from == text.length()) {
      return true;
    }
    int port = 0;
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      port = port * 10 + c - '0';
      if (c < '0' || c > '9' || port > 65535) {
        return false;
      }
    }
    return text.charAt(from) == ':';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isHex(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9');
  }

  /// {@return whether both name the same host and port}
  ///
  /// @param defaultPort which none means
  static boolean same(String one, String other, int defaultPort) {
    return one.equals(other) || withPort(one, defaultPort).equals(withPort(other, defaultPort));
  }

  private static String withPort(String authority, int defaultPort) {
    int hostEnd = hostEnd(authority);
    String port = authority.substring(Math.min(hostEnd + 1, authority.length()));
    return authority.substring(0, hostEnd).toLowerCase(Locale.ROOT)
        + ':'
        + (port.isEmpty() ? defaultPort : Integer.parseInt(port));
  }
}
