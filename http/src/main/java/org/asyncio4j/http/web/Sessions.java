package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.asyncio4j.http.Cookie;

/// A [Middleware] that gives each request its [Session] (`aiohttp_session`): the values are in a
/// cookie, signed with HMAC-SHA256 and not encrypted. A cookie that was changed, was signed with
/// another key or is too old is as none.
///
/// A response that is streamed has its headers sent first: what the stream changes is lost.
///
/// Immutable: `withX` gives another one. Any thread.
public final class Sessions implements Middleware {
  static final StateKey<Session> SESSION = new StateKey<>("session", Session.class);

  private static final int MIN_KEY = 32;
  private static final int MAX_COOKIE = 4096;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /// The first signs; all are accepted.
  private final List<SecretKeySpec> keys;

  private final Cookie cookie;
  private final Duration maxAge;
  private final InstantSource clock;

  private Sessions(List<SecretKeySpec> keys, Cookie cookie, Duration maxAge, InstantSource clock) {
    this.keys = keys;
    this.cookie = cookie;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /// {@return sessions of a fortnight, in the cookie `session`: sent under TLS only, hidden from
  /// scripts, and not with other sites' requests unless a link is followed}
  ///
  /// @param key signs; at least 32 random bytes, the same in all processes
  /// @param older accepted too, while keys change
  /// @throws IllegalArgumentException when a key is too short
  public static Sessions signedWith(byte[] key, byte[]... older) {
    List<SecretKeySpec> keys = new ArrayList<>();
    keys.add(checked(key));
    Arrays.stream(older).map(Sessions::checked).forEach(keys::add);
    return new Sessions(
        List.copyOf(keys),
        Cookie.of("session", "").withSecure(true),
        Duration.ofDays(14),
        InstantSource.system());
  }

  private static SecretKeySpec checked(byte[] key) {
    if (key.length < MIN_KEY) {
      throw new IllegalArgumentException(
          "a key has " + MIN_KEY + " random bytes at least, not " + key.length);
    }
    return new SecretKeySpec(key, "HmacSHA256");
  }

  /// {@return with a cookie of another name or other settings}
  ///
  /// @param cookie its value and age are not used; without [Cookie#secure] it works without TLS
  public Sessions withCookie(Cookie cookie) {
    return new Sessions(keys, cookie, maxAge, clock);
  }

  /// {@return with another age}
  ///
  /// @param age how long a session lasts from its last change on
  public Sessions withMaxAge(Duration age) {
    if (!age.isPositive()) {
      throw new IllegalArgumentException("a session's age must be positive, not " + age);
    }
    return new Sessions(keys, cookie, age, clock);
  }

  Sessions withClock(InstantSource clock) {
    return new Sessions(keys, cookie, maxAge, clock);
  }

  /// Answers a request with its session at hand, and sets the cookie when that was changed.
  ///
  /// @throws IllegalStateException when the session does not fit into a cookie of 4 KiB
  @Override
  public Response handle(Request request, Handler next) throws Exception {
    String sent = request.cookies().get(cookie.name());
    Session session = new Session(sent == null ? Map.of() : read(sent));
    request.set(SESSION, session);
    Response response = next.handle(request);
    if (!session.isChanged()) {
      return response;
    }
    Map<String, String> values = session.all();
    return response.withCookie(
        values.isEmpty() ? with("").withMaxAge(Duration.ZERO) : with(write(values)));
  }

  private Cookie with(String value) {
    return new Cookie(
        cookie.name(),
        value,
        cookie.path(),
        cookie.domain(),
        maxAge,
        cookie.secure(),
        cookie.httpOnly(),
        cookie.sameSite());
  }

  private String write(Map<String, String> values) {
    String plain =
        values.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    String signed =
        ENCODER.encodeToString(plain.getBytes(UTF_8)) + "." + clock.instant().getEpochSecond();
    String value = signed + "." + signature(signed, keys.getFirst());
    if (cookie.name().length() + value.length() > MAX_COOKIE) {
      throw new IllegalStateException(
          "the session's cookie would have "
              + value.length()
              + " bytes, and browsers keep "
              + MAX_COOKIE
              + ": keep the rest elsewhere, and its name here");
    }
    return value;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private Map<String, String> read(String value) {
    int last = value.lastIndexOf('.');
    int dot = value.lastIndexOf('.', last - 1);
    if (dot < 0 || value.length() > MAX_COOKIE) {
      return Map.of();
    }
    String signed = value.substring(0, last);
    byte[] signature = value.substring(last + 1).getBytes(UTF_8);
    boolean ours = false;
    for (SecretKeySpec key : keys) {
      ours |= MessageDigest.isEqual(signature(signed, key).getBytes(UTF_8), signature);
    }
    if (!ours) {
      return Map.of();
    }
    long age = clock.instant().getEpochSecond() - Long.parseLong(value, dot + 1, last, 10);
    if (age > maxAge.toSeconds()) {
      return Map.of();
    }
    String plain = new String(Base64.getUrlDecoder().decode(value.substring(0, dot)), UTF_8);
    return Form.decode(plain, "session").all().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getFirst()));
  }

  /// The cookie's name is signed too, so that no cookie passes for another.
  private String signature(String signed, SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return ENCODER.encodeToString(mac.doFinal((cookie.name() + "=" + signed).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HmacSHA256", e); // each has to
    }
  }
}
