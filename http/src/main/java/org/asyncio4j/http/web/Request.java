package org.asyncio4j.http.web;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Json;
import org.asyncio4j.http.wire.HeadersAccess;
import org.asyncio4j.net.TlsInfo;
import org.jspecify.annotations.Nullable;

/// What a client asks (aiohttp's `web.Request`).
///
/// Thread rule: on the loop that it came to.
public final class Request {
  private final Exchange exchange;
  private final HttpRequest head;
  private final Body body;
  private @Nullable Headers headers;
  private @Nullable String path;
  private @Nullable Form query;
  private @Nullable Map<String, String> cookies;

  /// Set while the request is routed; see [#match].
  private Map<String, String> match = Map.of();

  /// What a trusted proxy says of where it came from; null when none does.
  private @Nullable SocketAddress forwardedFor;

  private @Nullable String forwardedScheme;
  private @Nullable Application application;
  private @Nullable Map<StateKey<?>, Object> state;

  Request(Exchange exchange, HttpRequest head, Body body) {
    this.exchange = exchange;
    this.head = head;
    this.body = body;
  }

  // --- its line ---

  /// {@return the method, such as `GET`}
  public String method() {
    return head.method().name();
  }

  /// {@return the path, decoded, without the query; `*` for `OPTIONS *`}
  public String path() {
    if (path == null) {
      path = Router.decoded(rawPath());
    }
    return path;
  }

  /// {@return what was asked for, as it came: path and query, not decoded}
  public String target() {
    return head.uri();
  }

  /// {@return the target without the query, not decoded}
  String rawPath() {
    String target = head.uri();
    int end = target.indexOf('?');
    return end < 0 ? target : target.substring(0, end);
  }

  /// {@return the first value of a parameter in the query; null when there is none}
  ///
  /// @param name decoded
  /// @throws HttpException.BadRequest when the query is not encoded right, or has more than 1,000
  ///   parameters
  public @Nullable String query(String name) {
    return query().get(name);
  }

  /// {@return the first value of a parameter in the query, or another when there is none}
  ///
  /// @param name decoded
  /// @param otherwise what to return then
  public String query(String name, String otherwise) {
    String value = query(name);
    return value == null ? otherwise : value;
  }

  /// {@return the query's parameters, decoded, in their order}
  ///
  /// @throws HttpException.BadRequest as [#query(String)]
  public Map<String, List<String>> queryAll() {
    return query().all();
  }

  private Form query() {
    if (query == null) {
      String target = head.uri();
      int mark = target.indexOf('?');
      query = Form.decode(mark < 0 ? "" : target.substring(mark + 1), "query");
    }
    return query;
  }

  /// {@return the part of the path that stands for a name in the route, decoded}
  ///
  /// @param name such as `id`, of a route `/users/{id}`
  /// @throws IllegalArgumentException when the route has no such name
  public String match(String name) {
    String value = match.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route of " + path() + " has no {" + name + "}, but " + match.keySet());
    }
    return value;
  }

  // --- headers ---

  /// {@return the headers, read-only}
  public Headers headers() {
    if (headers == null) {
      headers = HeadersAccess.received(head.headers());
    }
    return headers;
  }

  /// {@return the first value of a header; null when there is none}
  ///
  /// @param name in any case
  public @Nullable String header(String name) {
    return head.headers().get(name);
  }

  /// {@return the cookies' values by name; of several with one name, the first}
  public Map<String, String> cookies() {
    if (cookies == null) {
      Map<String, String> found = new LinkedHashMap<>();
      for (String line : head.headers().getAll("cookie")) {
        for (Cookie cookie : ServerCookieDecoder.STRICT.decodeAll(line)) {
          found.putIfAbsent(cookie.name(), cookie.value());
        }
      }
      cookies = found;
    }
    return cookies;
  }

  // --- body ---

  /// {@return the body, to read bit by bit}
  public Body body() {
    return body;
  }

  /// Suspends until the body has come.
  ///
  /// @return all of it
  /// @throws IOException as of [Body#readAll]
  public byte[] bytes() throws IOException {
    return body.readAll();
  }

  /// Suspends until the body has come.
  ///
  /// @return all of it, as text
  /// @throws IOException as of [Body#readAll]
  public String text() throws IOException {
    return body.text();
  }

  /// Suspends until the body has come.
  ///
  /// @param <T> the value's type
  /// @param type the value's class
  /// @return what the body stands for
  /// @throws HttpException.BadRequest when it is not the JSON of a `type`
  /// @throws IOException as of [Body#readAll]
  public <T> T json(Class<T> type) throws IOException {
    byte[] json = body.readAll();
    try {
      return Json.decode(json, type);
    } catch (IOException e) {
      throw new HttpException.BadRequest(String.valueOf(e.getMessage())).because(e);
    }
  }

  /// Suspends until the body has come, and takes it as that of a form (aiohttp's `post`).
  ///
  /// @return its fields
  /// @throws HttpException.UnsupportedMediaType when it is not `application/x-www-form-urlencoded`
  /// @throws HttpException.BadRequest when it is not encoded right, or has more than 1,000 fields
  /// @throws IOException as of [Body#readAll]
  public Form form() throws IOException {
    checkType("application/x-www-form-urlencoded");
    return Form.decode(body.text(), "form");
  }

  /// Takes the body for one that has parts, such as a form with files; they are read as they come.
  /// A route for large files needs a limit of its own: see [Route#withMaxBodySize].
  ///
  /// @return its parts
  /// @throws HttpException.UnsupportedMediaType when it is not `multipart/form-data`
  /// @throws HttpException.BadRequest when it does not say what is between the parts
  public Multipart multipart() {
    checkType("multipart/form-data");
    return new Multipart(head, body, exchange.channel().serving.options.maxBodySize());
  }

  private void checkType(String expected) {
    String type = header("content-type");
    String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals(expected)) {
      throw new HttpException.UnsupportedMediaType(
          "a body of the type " + expected + " is expected here");
    }
  }

  // --- where it came ---

  /// {@return the client's address: that of the connection, or what [TrustedProxies] say}
  public SocketAddress remote() {
    return forwardedFor == null ? exchange.remoteAddress() : forwardedFor;
  }

  /// {@return `https` under TLS, else `http`; or what [TrustedProxies] say}
  public String scheme() {
    if (forwardedScheme != null) {
      return forwardedScheme;
    }
    return exchange.tlsInfo() == null ? "http" : "https";
  }

  /// A trusted proxy has said this; null for what it has not.
  void forwarded(@Nullable SocketAddress client, @Nullable String scheme) {
    forwardedFor = client;
    forwardedScheme = scheme;
  }

  /// {@return what TLS has agreed on; null without TLS}
  public @Nullable TlsInfo tlsInfo() {
    return exchange.tlsInfo();
  }

  /// {@return the version, `HTTP/1.1` or `HTTP/2`}
  public String version() {
    return exchange.version();
  }

  /// {@return a name for it in logs and error pages, unique in this process}
  public String id() {
    return exchange.id();
  }

  // --- state ---

  /// {@return the application that has the route; before it is routed the outermost one}
  public Application application() {
    return Objects.requireNonNull(application);
  }

  void routed(Application application, Map<String, String> match) {
    this.application = application;
    this.match = match;
  }

  /// Keeps something with this request, for the handlers that come after.
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @param value the value
  public <T> void set(StateKey<T> key, T value) {
    if (state == null) {
      state = new HashMap<>();
    }
    state.put(key, key.type().cast(value));
  }

  /// {@return what was kept with this request}
  ///
  /// @param <T> the value's type
  /// @param key what it is
  /// @throws IllegalStateException when nothing was
  public <T> T get(StateKey<T> key) {
    Object value = state == null ? null : state.get(key);
    if (value == null) {
      throw new IllegalStateException(key + " was not set on this request");
    }
    return key.type().cast(value);
  }

  Exchange exchange() {
    return exchange;
  }

  HttpRequest head() {
    return head;
  }

  @Override
  public String toString() {
    return method() + " " + target();
  }
}
