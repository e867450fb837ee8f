package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.http.Headers;
import org.jspecify.annotations.Nullable;

/// Asks for a name and a password (RFC 7617). They can be read on the way: use it under TLS.
public final class BasicAuth implements Middleware {
  /// Under which the name is kept with the request.
  public static final StateKey<String> USER = new StateKey<>("user", String.class);

  /// Says who may pass.
  @FunctionalInterface
  public interface Check {
    /// {@return whether the password is the user's} May suspend. To compare secrets, use
    /// `MessageDigest.isEqual`; passwords belong in a store as bcrypt, scrypt or Argon2 hashes.
    ///
    /// @param user a name
    /// @param password what was given
    /// @throws Exception when that cannot be known
    boolean isValid(String user, String password) throws Exception;
  }

  private final String challenge;
  private final Check check;

  private BasicAuth(String realm, Check check) {
    if (realm.indexOf('"') >= 0 || realm.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("a realm has no quotes and backslashes: " + realm);
    }
    challenge = "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
    var _ = Headers.of("www-authenticate", challenge); // checks it
    this.check = Objects.requireNonNull(check, "check");
  }

  /// {@return one that asks a program}
  ///
  /// @param realm what browsers show
  /// @param check says who may pass
  public static BasicAuth of(String realm, Check check) {
    return new BasicAuth(realm, check);
  }

  /// {@return one for a few users; how long it takes tells nothing of names and passwords}
  ///
  /// @param realm what browsers show
  /// @param users passwords by names
  public static BasicAuth of(String realm, Map<String, String> users) {
    Map<String, String> known = Map.copyOf(users);
    return new BasicAuth(realm, (user, password) -> isKnown(known, user, password));
  }

  /// Compares with all of them, as digests, which have one length.
  private static boolean isKnown(Map<String, String> users, String user, String password) {
    byte[] given = digest(user, password);
    boolean known = false;
    for (Map.Entry<String, String> entry : users.entrySet()) {
      known |= MessageDigest.isEqual(digest(entry.getKey(), entry.getValue()), given);
    }
    return known;
  }

  private static byte[] digest(String user, String password) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(user.getBytes(UTF_8));
      sha.update((byte) ':'); // which a name does not have
      return sha.digest(password.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each JDK has SHA-256", e);
    }
  }

  @Override
  public Response handle(Request request, Handler next) throws Exception {
    String[] login = login(request.header("authorization"));
    if (login == null || !check.isValid(login[0], login[1])) {
      throw new HttpException.Unauthorized("a name and a password are needed")
          .addHeader("www-authenticate", challenge);
    }
    request.set(USER, login[0]);
    return next.handle(request);
  }

  private static String @Nullable [] login(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      String login = new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
      int colon = login.indexOf(':');
      return colon < 0
          ? null
          : new String[] {login.substring(0, colon), login.substring(colon + 1)};
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
