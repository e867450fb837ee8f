package org.asyncio4j.http.web;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.Headers;
import org.asyncio4j.http.Json;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.websocket.WebSocketHandler;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/// The answer to a request (aiohttp's `web.Response` and `web.StreamResponse`).
///
/// It is a value: `withX` gives another one, and the same response may answer many requests.
/// `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are the server's to write.
public final class Response {
  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");
  private static final AsciiString JSON = AsciiString.cached("application/json");
  private static final AsciiString EVENTS = AsciiString.cached("text/event-stream");
  private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");

  /// Writes a body bit by bit; see [Response#stream].
  @FunctionalInterface
  public interface Stream {
    /// Writes the body. Suspends as it likes; when it returns, the body has ended.
    ///
    /// @param out where to
    /// @throws Exception cuts the body short: the client sees an error, not an end
    void writeTo(BodyWriter out) throws Exception;
  }

  /// Sends events; see [Response#events(Events)].
  @FunctionalInterface
  public interface Events {
    /// Sends them. Suspends as it likes; when it returns, the stream has ended.
    ///
    /// @param sink where to
    /// @throws Exception cuts the stream
    void sendTo(EventSink sink) throws Exception;
  }

  private final int status;
  private final @Nullable AsciiString contentType;

  /// Never changed; null for none.
  private final @Nullable Headers headers;

  private final ResponseBody body;

  private Response(
      int status, @Nullable AsciiString contentType, @Nullable Headers headers, ResponseBody body) {
    this.status = status;
    this.contentType = contentType;
    this.headers = headers;
    this.body = body;
  }

  // --- what it says ---

  /// {@return one without a body}
  ///
  /// @param status see [Status]
  public static Response of(int status) {
    return new Response(Status.checked(status), null, null, ResponseBody.EMPTY);
  }

  /// {@return plain text}
  ///
  /// @param text sent in UTF-8
  public static Response text(String text) {
    return new Response(Status.OK, TEXT, null, utf8(text));
  }

  /// {@return a page}
  ///
  /// @param html sent in UTF-8
  public static Response html(String html) {
    return new Response(Status.OK, HTML, null, utf8(html));
  }

  /// {@return JSON}
  ///
  /// @param value as of [Json#encode]
  public static Response json(@Nullable Object value) {
    return new Response(Status.OK, JSON, null, new ResponseBody.Bytes(Json.encode(value)));
  }

  /// {@return bytes, as `application/octet-stream` unless [#withContentType] says otherwise}
  ///
  /// @param data not copied: not to be changed any more
  public static Response bytes(byte[] data) {
    return new Response(Status.OK, BYTES, null, new ResponseBody.Bytes(data));
  }

  /// {@return a body that is written while it is sent; each write waits while the client takes less
  /// than that}
  ///
  /// @param stream is called in the request's task when the headers are on their way
  public static Response stream(Stream stream) {
    return stream(-1, stream);
  }

  /// {@return a body that is written while it is sent, and whose length is known}
  ///
  /// @param length in bytes; writing more or less is an error and cuts the connection
  /// @param stream as of [#stream(Stream)]
  public static Response stream(long length, Stream stream) {
    Objects.requireNonNull(stream, "stream");
    return new Response(Status.OK, BYTES, null, new ResponseBody.Written(stream::writeTo, length));
  }

  /// {@return a file, by its name's content type; when it is sent, the client's conditions and
  /// ranges are heard: 304, 206 and 416 are answered, and 404 when there is no such file}
  ///
  /// It goes out piece by piece, without a copy in this process where the system can do that. See
  /// [StaticFiles] for a folder, and for names that clients give.
  ///
  /// @param path which file; never made of what a client says without a check
  public static Response file(Path path) {
    return file(new SentFile(path), path);
  }

  static Response file(SentFile file, Path named) {
    return new Response(Status.OK, ContentTypes.of(named), null, new ResponseBody.Late(file));
  }

  /// {@return events, one after the other, for as long as the client is there (`text/event-stream`,
  /// the WHATWG's server-sent events); after 15 s without one a comment is sent, so that those in
  /// between keep the connection}
  ///
  /// Where a client begins again after a loss, it says which event it has heard last:
  /// `request.header("last-event-id")`.
  ///
  /// @param events is called in the request's task, and is cancelled when the client goes away
  public static Response events(Events events) {
    return events(EventSink.HEARTBEAT, events);
  }

  /// {@return as [#events(Events)], with another time}
  ///
  /// @param heartbeat after how long without an event a comment is sent
  /// @param events is called in the request's task, and is cancelled when the client goes away
  public static Response events(Duration heartbeat, Events events) {
    Objects.requireNonNull(events, "events");
    if (!heartbeat.isPositive()) {
      throw new IllegalArgumentException("the heartbeat must be positive, not " + heartbeat);
    }
    return new Response(
            Status.OK,
            EVENTS,
            null,
            new ResponseBody.Written(out -> EventSink.run(out, heartbeat, events), -1))
        .withHeader("cache-control", "no-store");
  }

  /// {@return one that sends the client somewhere else}
  ///
  /// @param status 301, 302, 303, 307 or 308
  /// @param location where to
  public static Response redirect(int status, String location) {
    if (status < 300 || status > 399 || status == Status.NOT_MODIFIED) {
      throw new IllegalArgumentException(
          status + " does not redirect: use 301, 302, 303, 307 or 308");
    }
    return of(status).withHeader("location", location);
  }

  /// {@return one that makes the connection a WebSocket's (aiohttp's `web.WebSocketResponse`)} A
  /// request that does not ask for one, or not in the right way, or from a page of another site, is
  /// refused with 4xx, and the handler not called.
  ///
  /// @param handler is called in the request's task; when it returns, the WebSocket is closed
  public static Response webSocket(WebSocketHandler handler) {
    return webSocket(WebSocketOptions.DEFAULT, handler);
  }

  /// As [#webSocket(WebSocketHandler)], in another way.
  ///
  /// @param options what is allowed
  /// @param handler is called in the request's task; when it returns, the WebSocket is closed
  /// @return the response
  public static Response webSocket(WebSocketOptions options, WebSocketHandler handler) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
    return new Response(
        Status.SWITCHING_PROTOCOLS, null, null, new ResponseBody.Upgraded(options, handler));
  }

  private static ResponseBody.Bytes utf8(String text) {
    return new ResponseBody.Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  // --- changed ---

  /// {@return this with another status}
  ///
  /// @param status see [Status]
  public Response withStatus(int status) {
    return new Response(Status.checked(status), contentType, headers, body);
  }

  /// {@return this with a header, in the place of those of that name}
  ///
  /// @param name a token
  /// @param value without control characters
  /// @throws IllegalArgumentException when one is not allowed, or is the server's to write
  public Response withHeader(String name, String value) {
    if (name.equalsIgnoreCase("content-type")) {
      return withContentType(value);
    }
    return new Response(status, contentType, changeable().set(checked(name), value), body);
  }

  /// {@return this with one more value of a header}
  ///
  /// @param name a token
  /// @param value without control characters
  /// @throws IllegalArgumentException when one is not allowed, or is the server's to write
  public Response withAddedHeader(String name, String value) {
    return new Response(status, contentType, changeable().add(checked(name), value), body);
  }

  /// {@return this with another content type}
  ///
  /// @param type such as `text/csv; charset=utf-8`
  public Response withContentType(String type) {
    Headers.of("content-type", type); // checks it
    return new Response(status, AsciiString.of(type), headers, body);
  }

  /// {@return this, setting a cookie}
  ///
  /// @param cookie the cookie
  public Response withCookie(Cookie cookie) {
    return withAddedHeader("set-cookie", cookie.toHeader());
  }

  /// @param headers not copied: in the place of all there are
  Response withHeaders(Headers headers) {
    return new Response(status, contentType, headers, body);
  }

  Response withBody(ResponseBody body) {
    return new Response(status, contentType, headers, body);
  }

  private Headers changeable() {
    return headers == null ? Headers.create() : headers.copy();
  }

  private static String checked(String name) {
    if (name.equalsIgnoreCase("content-length")
        || name.equalsIgnoreCase("transfer-encoding")
        || name.equalsIgnoreCase("connection")
        || name.equalsIgnoreCase("keep-alive")
        || name.equalsIgnoreCase("upgrade")) {
      throw new IllegalArgumentException(
          "the header " + name + " is the server's to write: it follows from the body");
    }
    return name;
  }

  // --- looked at ---

  /// {@return the status}
  public int status() {
    return status;
  }

  /// {@return the first value of a header; null when there is none}
  ///
  /// @param name in any case
  public @Nullable String header(String name) {
    if (name.equalsIgnoreCase("content-type")) {
      return contentType == null ? null : contentType.toString();
    }
    return headers == null ? null : headers.get(name);
  }

  /// {@return its headers but the content type, a copy}
  public Headers headers() {
    return changeable();
  }

  @Nullable AsciiString contentType() {
    return contentType;
  }

  @Nullable Headers headersOrNull() {
    return headers;
  }

  ResponseBody body() {
    return body;
  }

  @Override
  public String toString() {
    return "Response[" + status + " " + Status.reason(status) + "]";
  }
}
