package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a request goes: an `http` or `https` URL, taken apart.
///
/// @param origin the server
/// @param path and query, as they are sent
/// @param userInfo `user:password` as it was in the URL, still encoded; null without
/// @param uri without user and fragment
record Target(Origin origin, String path, @Nullable String userInfo, URI uri) {
  /// A server by its URL.
  ///
  /// @param secure whether by TLS
  /// @param host in lower case; an IPv6 address without brackets
  record Origin(boolean secure, String host, int port) {
    /// As a `Host` header says it.
    String authority() {
      String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
      return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    /// As CONNECT says it, with the port.
    String hostAndPort() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    String scheme() {
      return secure ? "https" : "http";
    }

    @Override
    public String toString() {
      return scheme() + "://" + authority();
    }
  }

  /// Reads a URL. What may not stand in one (spaces, letters beyond ASCII) is encoded; control
  /// characters are refused.
  ///
  /// @param base what a relative one is relative to; null when it has to be absolute
  static Target parse(String url, @Nullable URI base) {
    URI uri;
    try {
      uri = new URI(encoded(url));
      if (base != null && !uri.isAbsolute()) {
        uri = resolve(base, uri);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + url + "' is no URL: " + e.getReason(), e);
    }
    return of(uri);
  }

  static Target of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https") || scheme.equals("wss");
    if (!secure && !scheme.equals("http") && !scheme.equals("ws")) {
      throw new IllegalArgumentException(
          "'"
              + withoutUser(uri)
              + "' cannot be requested: "
              + (scheme.isEmpty()
                  ? "it is relative; give a whole URL, or the session a base URL"
                  : "use http or https, not " + scheme));
    }
    String authority = uri.getRawAuthority();
    if (authority == null || authority.isEmpty()) {
      throw new IllegalArgumentException("'" + uri + "' names no host");
    }
    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? null : authority.substring(0, at);
    String server = authority.substring(at + 1);
    int colon =
        server.startsWith("[") ? server.indexOf(':', server.indexOf(']')) : server.indexOf(':');
    String host = (colon < 0 ? server : server.substring(0, colon)).toLowerCase(Locale.ROOT);
    int port =
        colon < 0 || colon == server.length() - 1
            ? (secure ? 443 : 80)
            : port(server.substring(colon + 1), uri);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("'" + withoutUser(uri) + "' names no host");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    String sent = query == null ? path : path + "?" + query;
    Origin origin = new Origin(secure, host, port);
    boolean plain = at < 0 && uri.getRawFragment() == null && scheme.startsWith("http");
    return new Target(origin, sent, userInfo, plain ? uri : URI.create(origin + sent));
  }

  private static int port(String text, URI uri) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= 0xffff && text.charAt(0) != '+') {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "'" + withoutUser(uri) + "' has no port that there is: " + text);
  }

  /// RFC 3986, 5.2; the JDK's is older where the reference has a query only, or nothing.
  private static URI resolve(URI base, URI reference) throws URISyntaxException {
    boolean noPath =
        reference.getRawAuthority() == null
            && reference.getRawPath() != null
            && reference.getRawPath().isEmpty();
    if (!noPath) {
      String path = base.getRawPath();
      return (path == null || path.isEmpty() ? base.resolve("/") : base).resolve(reference);
    }
    String query = reference.getRawQuery() == null ? base.getRawQuery() : reference.getRawQuery();
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    return new URI(
        base.getScheme()
            + "://"
            + base.getRawAuthority()
            + path
            + (query == null ? "" : "?" + query));
  }

  /// This, resolved against as a base.
  Target resolve(String reference) {
    return parse(reference, uri);
  }

  /// This URL, with more in its query.
  Target withQuery(String more) {
    String longer = path + (path.indexOf('?') < 0 ? "?" : "&") + more;
    return new Target(origin, longer, userInfo, URI.create(origin + longer));
  }

  // --- encoding ---

  private static String encoded(String url) {
    for (int i = 0; i < url.length(); i++) {
      if (!isPlain(url.charAt(i))) {
        return encode(url);
      }
    }
    return url;
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
  }

  private static String encode(String url) {
    int begin = url.indexOf("://");
    int from = begin < 0 ? 0 : begin + 3;
    int to = from;
    while (begin >= 0 && to < url.length() && "/?#\\".indexOf(url.charAt(to)) < 0) {
      to++;
    }
    String authority = begin < 0 ? "" : host(url.substring(from, to), url);
    return url.substring(0, from) + authority + escape(url.substring(to));
  }

  private static String host(String authority, String url) {
    int at = authority.lastIndexOf('@') + 1;
    try {
      return escape(authority.substring(0, at)) + IDN.toASCII(authority.substring(at));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the host of '" + visible(url) + "' can be no name: " + e.getMessage(), e);
    }
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (c < ' ' || c == 0x7f) {
            throw new IllegalArgumentException(
                "'%s' has the control character U+%04X, which no URL can have: encode it"
                    .formatted(visible(text), c));
          }
          if (c < 0x7f && isPlain((char) c)) {
            escaped.append((char) c);
          } else {
            for (byte b : Character.toString(c).getBytes(UTF_8)) {
              escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
          }
        });
    return escaped.toString();
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.chars()
        .limit(200)
        .forEach(c -> {
          if (c < ' ' || c == 0x7f) {
            visible.append("\\u%04x".formatted(c));
          } else {
            visible.append((char) c);
          }
        });
    return visible.toString();
  }

  private static String withoutUser(URI uri) {
    return uri.toString().replaceFirst("//[^/?#]*@", "//");
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
