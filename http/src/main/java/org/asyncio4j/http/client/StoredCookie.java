package org.asyncio4j.http.client;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.Locale;
import java.util.Set;
import org.asyncio4j.http.client.Target.Origin;
import org.jspecify.annotations.Nullable;

/// A cookie as a jar keeps it (RFC 6265, 5.3).
///
/// @param domain in lower case, without a dot before it
/// @param hostOnly whether hosts below `domain` do not get it
/// @param expires in seconds of the epoch; [Long#MAX_VALUE] for with the session
record StoredCookie(
    String name,
    String value,
    String domain,
    boolean hostOnly,
    String path,
    boolean secure,
    boolean httpOnly,
    long expires) {
  private static final int MAX_LENGTH = 4096;

  /// Names under which registries of countries sell names, such as `co` in `co.uk`.
  private static final Set<String> REGISTRIES =
      Set.of(
          "ac", "co", "com", "edu", "gob", "gouv", "gov", "gv", "id", "info", "ltd", "me", "mil",
          "ne", "net", "nhs", "nom", "or", "org", "plc", "police", "sch", "web");

  /// What a cookie is told from others by.
  record Key(String domain, String path, String name) {}

  Key key() {
    return new Key(domain, path, name);
  }

  /// What a `Set-Cookie` header of `origin` means; null for nothing.
  static @Nullable StoredCookie parse(String header, Origin origin, String requestPath, long now) {
    Cookie cookie = ClientCookieDecoder.LAX.decode(header);
    if (cookie == null
        || cookie.name().length() + cookie.value().length() > MAX_LENGTH
        || hasControl(cookie.name())
        || hasControl(cookie.value())) {
      return null;
    }
    String given = cookie.domain() == null ? "" : cookie.domain().toLowerCase(Locale.ROOT);
    String domain = given.startsWith(".") ? given.substring(1) : given;
    String host = origin.host();
    boolean hostOnly = domain.isEmpty() || isAddress(host) || isPublic(domain);
    if (hostOnly ? !domain.isEmpty() && !domain.equals(host) : !isBelow(host, domain)) {
      return null;
    }
    String path =
        cookie.path() == null || !cookie.path().startsWith("/")
            ? defaultPath(requestPath)
            : cookie.path();
    if (hasControl(path) || refusedByName(cookie, origin, given, path)) {
      return null;
    }
    return new StoredCookie(
        cookie.name(),
        cookie.value(),
        hostOnly ? host : domain,
        hostOnly,
        path,
        cookie.isSecure(),
        cookie.isHttpOnly(),
        cookie.maxAge() == Cookie.UNDEFINED_MAX_AGE
            ? Long.MAX_VALUE
            : cookie.maxAge() <= 0 ? 0 : saturated(now, cookie.maxAge()));
  }

  /// What only TLS may set; and the promises of prefixes (RFC 6265bis, 4.1.3).
  private static boolean refusedByName(Cookie cookie, Origin origin, String domain, String path) {
    String name = cookie.name().toLowerCase(Locale.ROOT);
    boolean needsSecure = name.startsWith("__secure-") || name.startsWith("__host-");
    return (cookie.isSecure() && !origin.secure())
        || (needsSecure && !cookie.isSecure())
        || (name.startsWith("__host-") && (!domain.isEmpty() || !path.equals("/")));
  }

  private static long saturated(long now, long maxAge) {
    return maxAge > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + maxAge;
  }

  static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c < ' ' || c == 0x7f || c > 0xff);
  }

  /// Whether one domain belongs to many: a top-level one, or one under which a registry sells
  /// names.
  static boolean isPublic(String domain) {
    int dot = domain.indexOf('.');
    return dot < 0 || (dot == domain.length() - 3 && REGISTRIES.contains(domain.substring(0, dot)));
  }

  static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static boolean isBelow(String host, String domain) {
    return host.equals(domain)
        || (host.endsWith(domain) && host.charAt(host.length() - domain.length() - 1) == '.');
  }

  /// Section 5.1.4.
  private static String defaultPath(String requestPath) {
    int end = requestPath.indexOf('?');
    String path = end < 0 ? requestPath : requestPath.substring(0, end);
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /// Whether a request gets it; its host is this domain, or below.
  boolean isFor(Origin origin, String requestPath, long now) {
    if (expires <= now
        || (secure && !origin.secure())
        || (hostOnly && !origin.host().equals(domain))
        || !requestPath.startsWith(path)) {
      return false;
    }
    return path.endsWith("/")
        || requestPath.length() == path.length()
        || requestPath.charAt(path.length()) == '/'
        || requestPath.charAt(path.length()) == '?';
  }
}
