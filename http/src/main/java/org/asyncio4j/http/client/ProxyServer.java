package org.asyncio4j.http.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.asyncio4j.http.client.Target.Origin;
import org.jspecify.annotations.Nullable;

/// A proxy for HTTP.
///
/// @param origin where it is
/// @param authorization what it is told in `Proxy-Authorization`; null for nothing
record ProxyServer(Origin origin, @Nullable String authorization) {
  static ProxyServer of(String url) {
    Target target = Target.parse(url, null);
    if (target.origin().secure()) {
      throw new IllegalArgumentException(
          "the proxy '" + target + "' is to be spoken to by TLS, which is not possible: use http");
    }
    return new ProxyServer(target.origin(), authorization(target.userInfo()));
  }

  /// What the part of a URL before the host says as a header (RFC 7617); null for null.
  static @Nullable String authorization(@Nullable String userInfo) {
    if (userInfo == null) {
      return null;
    }
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return ClientRequest.basic(decoded(user), decoded(password));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return origin.toString(); // without a password
  }
}
