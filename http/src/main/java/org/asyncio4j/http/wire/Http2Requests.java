package org.asyncio4j.http.wire;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;

/// What the codec does not check of a request's pseudo-headers (RFC 9113, section 8.3.1).
final class Http2Requests {
  private Http2Requests() {}

  /// @throws IllegalArgumentException when they make no request
  static void check(Http2Headers fields) {
    CharSequence path = fields.path();
    if (fields.contains(PseudoHeaderName.PROTOCOL.value())) {
      throw new IllegalArgumentException(":protocol, which nobody has allowed");
    }
    boolean isConnect = HttpMethod.CONNECT.asciiName().contentEquals(fields.method());
    if (isConnect) {
      if (path != null || fields.scheme() != null) {
        throw new IllegalArgumentException("CONNECT with a path or a scheme");
      }
    } else if (!isPath(path, HttpMethod.OPTIONS.asciiName().contentEquals(fields.method()))) {
      throw new IllegalArgumentException("the path '" + path + "'");
    }
    CharSequence authority = fields.authority();
    if (authority != null && !isVisible(authority, "/?#@\\")) {
      throw new IllegalArgumentException("the authority '" + authority + "'");
    }
  }

  private static boolean isPath(CharSequence path, boolean isOptions) {
    if (path.length() == 1 && path.charAt(0) == '*') {
      return isOptions;
    }
    return path.charAt(0) == '/' && isVisible(path, "#");
  }

  private static boolean isVisible(CharSequence text, String excluded) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || excluded.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}
