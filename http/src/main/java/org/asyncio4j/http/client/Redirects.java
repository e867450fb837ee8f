package org.asyncio4j.http.client;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a redirect leads, and what goes there (RFC 9110, 15.4; as the fetch standard of browsers
/// has it): 303 becomes a GET, and so does a POST after 301 and 302; 307 and 308 send the same once
/// more. Another scheme, host or port does not get to see what was meant for the first.
final class Redirects {
  private Redirects() {}

  /// Where the response leads; null when it is none that can be followed.
  static @Nullable String location(HttpResponse head) {
    return switch (head.status().code()) {
      case 301, 302, 303, 307, 308 -> head.headers().get(HttpHeaderNames.LOCATION);
      default -> null;
    };
  }

  static Hop next(Hop hop, HttpResponse head, String location, ClientOptions options)
      throws ClientResponseError {
    int status = head.status().code();
    Target target = target(hop, status, location, options);
    boolean trusted = hop.trusted() && target.origin().equals(hop.target().origin());
    if (becomesGet(status, hop.method())) {
      return new Hop(hop.request(), options, "GET", target, null, trusted);
    }
    if (!hop.isReplayable()) {
      throw refused(hop, status, target.toString(), "its body is a stream, which is gone");
    }
    return new Hop(hop.request(), options, hop.method(), target, hop.body(), trusted);
  }

  private static boolean becomesGet(int status, String method) {
    return switch (status) {
      case 303 -> !method.equals("GET") && !method.equals("HEAD");
      case 301, 302 -> method.equals("POST");
      default -> false;
    };
  }

  private static Target target(Hop hop, int status, String location, ClientOptions options)
      throws ClientResponseError {
    Target target;
    try {
      target = hop.target().resolve(location);
    } catch (IllegalArgumentException e) {
      throw refused(hop, status, location, String.valueOf(e.getMessage()));
    }
    String scheme = scheme(location);
    if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
      throw refused(hop, status, location, "only http and https are followed");
    }
    if (hop.target().origin().secure()
        && !target.origin().secure()
        && !options.downgradeAllowed()) {
      throw refused(hop, status, location, "it leads from https to http");
    }
    return target;
  }

  private static String scheme(String location) {
    try {
      String scheme = URI.create(location).getScheme();
      return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) { // it had to be encoded, and was read then
      return "";
    }
  }

  private static ClientResponseError refused(Hop hop, int status, String to, String reason) {
    return new ClientResponseError(
        hop.method()
            + " "
            + hop.target()
            + " was redirected ("
            + status
            + ") to "
            + to.replaceFirst("//[^/?#]*@", "//")
            + ", which was not followed: "
            + reason,
        status);
  }
}
