package org.asyncio4j.http;

import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A cookie as a server sets it (RFC 6265, and `SameSite`).
///
/// @param name a token
/// @param value without spaces, quotes, commas, semicolons and backslashes
/// @param path for which paths it is sent; null for that of the request
/// @param domain for which hosts it is sent, with those below; null for the one that has set it
/// @param maxAge how long it is kept, zero to remove it; null for as long as the browser is open
/// @param secure whether it is sent under TLS only
/// @param httpOnly whether scripts cannot see it
/// @param sameSite whether other sites' requests carry it; null when it does not say
public record Cookie(
    String name,
    String value,
    @Nullable String path,
    @Nullable String domain,
    @Nullable Duration maxAge,
    boolean secure,
    boolean httpOnly,
    @Nullable SameSite sameSite) {
  /// Whether requests that other sites cause carry a cookie.
  public enum SameSite {
    /// Never.
    STRICT,
    /// When the user follows a link.
    LAX,
    /// Always; only under TLS.
    NONE
  }

  /// Checks that it can be written as one line.
  ///
  /// @throws IllegalArgumentException when name, value, path or domain have characters that a
  ///   cookie cannot carry
  public Cookie {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    encode(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return one for the whole site, until the browser is closed; scripts cannot see it, other
  /// sites' requests carry it only when the user follows a link}
  ///
  /// @param name a token
  /// @param value without spaces, quotes, commas, semicolons and backslashes
  public static Cookie of(String name, String value) {
    return new Cookie(name, value, "/", null, null, false, true, SameSite.LAX);
  }

  /// {@return this, kept for a while}
  ///
  /// @param age zero to remove it
  public Cookie withMaxAge(Duration age) {
    return new Cookie(name, value, path, domain, age, secure, httpOnly, sameSite);
  }

  /// {@return this, for some paths}
  ///
  /// @param path where they begin
  public Cookie withPath(String path) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return this, for a domain and the hosts below it}
  ///
  /// @param domain their name
  public Cookie withDomain(String domain) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return this, under TLS only or not}
  ///
  /// @param secure whether
  public Cookie withSecure(boolean secure) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return this, hidden from scripts or not}
  ///
  /// @param httpOnly whether
  public Cookie withHttpOnly(boolean httpOnly) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return this, with another rule for other sites}
  ///
  /// @param sameSite the rule
  public Cookie withSameSite(SameSite sameSite) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  /// {@return the value of a `Set-Cookie` header}
  public String toHeader() {
    return encode(name, value, path, domain, maxAge, secure, httpOnly, sameSite);
  }

  private static String encode(
      String name,
      String value,
      @Nullable String path,
      @Nullable String domain,
      @Nullable Duration maxAge,
      boolean secure,
      boolean httpOnly,
      @Nullable SameSite sameSite) {
    DefaultCookie cookie = new DefaultCookie(name, value);
    cookie.setPath(path);
    cookie.setDomain(domain);
    if (maxAge != null) {
      cookie.setMaxAge(maxAge.toSeconds());
    }
    cookie.setSecure(secure);
    cookie.setHttpOnly(httpOnly);
    if (sameSite != null) {
      cookie.setSameSite(
          switch (sameSite) {
            case STRICT -> CookieHeaderNames.SameSite.Strict;
            case LAX -> CookieHeaderNames.SameSite.Lax;
            case NONE -> CookieHeaderNames.SameSite.None;
          });
    }
    return ServerCookieEncoder.STRICT.encode(cookie);
  }
}
