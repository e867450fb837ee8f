package org.asyncio4j.http.web;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// Lets pages of other origins use an application from within browsers (the Fetch standard's CORS
/// protocol; aiohttp-cors). Answers preflights by itself; add it before middlewares that ask for a
/// login, because a preflight has none.
///
/// It protects nothing: what an origin may not read it may still send. Requests of other origins go
/// on to their handlers, without leave to be read.
///
/// Immutable: `withX` gives another one.
public final class Cors implements Middleware {
  /// Null for all.
  private final @Nullable Set<String> origins;

  private final String methods;

  /// Null for whatever is asked for.
  private final @Nullable String headers;

  private final @Nullable String exposed;
  private final boolean credentials;
  private final Duration maxAge;

  private Cors(
      @Nullable Set<String> origins,
      String methods,
      @Nullable String headers,
      @Nullable String exposed,
      boolean credentials,
      Duration maxAge) {
    this.origins = origins;
    this.methods = methods;
    this.headers = headers;
    this.exposed = exposed;
    this.credentials = credentials;
    this.maxAge = maxAge;
  }

  /// {@return one for some origins}
  ///
  /// @param origins such as `https://example.org`: a scheme, a host, and a port unless it is the
  ///   scheme's own
  /// @throws IllegalArgumentException when one is no origin
  public static Cors allow(String... origins) {
    Set<String> allowed = new TreeSet<>();
    for (String origin : origins) {
      allowed.add(checkedOrigin(origin));
    }
    return with(allowed);
  }

  /// {@return one for all origins, without credentials}
  public static Cors allowAll() {
    return with(null);
  }

  private static Cors with(@Nullable Set<String> origins) {
    return new Cors(
        origins, "GET, HEAD, POST, PUT, PATCH, DELETE", null, null, false, Duration.ofMinutes(10));
  }

  private static String checkedOrigin(String origin) {
    URI uri = URI.create(origin);
    boolean plain =
        uri.getScheme() != null
            && uri.getHost() != null
            && origin.equals(uri.getScheme() + "://" + uri.getAuthority())
            && uri.getUserInfo() == null;
    if (!plain || !origin.equals(origin.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "'"
              + origin
              + "' is no origin: write it as https://example.org or http://localhost:8080");
    }
    return origin;
  }

  // --- how ---

  /// {@return this, with other methods: by default GET, HEAD, POST, PUT, PATCH and DELETE}
  ///
  /// @param methods such as `GET`
  public Cors withMethods(String... methods) {
    return new Cors(origins, joined(methods), headers, exposed, credentials, maxAge);
  }

  /// {@return this, with these request headers besides the harmless ones: by default, all}
  ///
  /// @param names such as `Authorization`
  public Cors withHeaders(String... names) {
    return new Cors(origins, methods, joined(names), exposed, credentials, maxAge);
  }

  /// {@return this, showing these headers of answers to scripts}
  ///
  /// @param names such as `X-Total-Count`
  public Cors withExposedHeaders(String... names) {
    return new Cors(origins, methods, headers, joined(names), credentials, maxAge);
  }

  /// {@return this, for requests that carry cookies or a login}
  ///
  /// @throws IllegalStateException when it is for all origins: then each page on the net could act
  ///   in the name of its visitors
  public Cors withCredentials() {
    if (origins == null) {
      throw new IllegalStateException(
          "credentials for all origins are credentials for everybody: use Cors.allow(origins...)");
    }
    return new Cors(origins, methods, headers, exposed, true, maxAge);
  }

  /// {@return this, with another time for which browsers remember the answer to a preflight: by
  /// default 10 minutes}
  ///
  /// @param maxAge in whole seconds
  public Cors withMaxAge(Duration maxAge) {
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("nothing is remembered for " + maxAge);
    }
    return new Cors(origins, methods, headers, exposed, credentials, maxAge);
  }

  private static String joined(String... words) {
    String joined = String.join(", ", words);
    var _ = Headers.of("x", joined); // checks it
    return joined;
  }

  // --- serving ---

  @Override
  public Response handle(Request request, Handler next) throws Exception {
    String origin = request.header("origin");
    if (origin != null
        && request.method().equals("OPTIONS")
        && request.header("access-control-request-method") != null) {
      return preflight(request, origin);
    }
    Response response;
    try {
      response = next.handle(request);
    } catch (HttpException e) { // scripts shall see what was wrong
      response = e.toResponse();
    }
    Headers fields = response.headers();
    allow(fields, origin);
    if (isAllowed(origin) && exposed != null) {
      fields.set("access-control-expose-headers", exposed);
    }
    return response.withHeaders(fields);
  }

  private Response preflight(Request request, String origin) {
    Headers fields = Headers.create();
    allow(fields, origin);
    if (isAllowed(origin)) {
      fields.set("access-control-allow-methods", methods);
      fields.set("access-control-max-age", String.valueOf(maxAge.toSeconds()));
      String wanted = request.header("access-control-request-headers");
      String allowed = headers == null ? wanted : headers;
      if (allowed != null) {
        fields.set("access-control-allow-headers", allowed);
      }
      fields.add("vary", "access-control-request-method, access-control-request-headers");
    }
    return Response.of(Status.NO_CONTENT).withHeaders(fields);
  }

  private boolean isAllowed(@Nullable String origin) {
    return origin != null && (origins == null || origins.contains(origin));
  }

  private void allow(Headers fields, @Nullable String origin) {
    if (origins != null) {
      fields.add("vary", "origin"); // also without one: a cache must not give it to others
    }
    if (isAllowed(origin)) {
      fields.set(
          "access-control-allow-origin", origins == null ? "*" : Objects.requireNonNull(origin));
      if (credentials) {
        fields.set("access-control-allow-credentials", "true");
      }
    }
  }
}
