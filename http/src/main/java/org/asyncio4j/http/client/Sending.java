package org.asyncio4j.http.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import org.asyncio4j.http.wire.Decompression;
import org.asyncio4j.http.wire.HeadersAccess;
import org.jspecify.annotations.Nullable;

/// Makes requests of what the program says, and sends them. What it says was checked when it was
/// said, so nothing in it can end a line.
final class Sending {
  private static final DefaultHttpHeadersFactory CHECKED_BEFORE =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private Sending() {}

  /// Begins to send; what takes longer is sent by a task.
  static void start(ClientSession session, RoundTrip roundTrip, Hop hop) throws IOException {
    Carrier carrier = roundTrip.carrier;
    HttpHeaders headers = headers(hop);
    addCookies(headers, session.cookieJar, hop);
    WebSocketOpening opening = roundTrip.opening();
    if (opening != null) {
      opening.addTo(headers);
    }
    RequestBody body = hop.body();
    HttpMethod method = HttpMethod.valueOf(hop.method());
    String uri = hop.route().isForwarded() ? hop.target().uri().toString() : hop.target().path();
    boolean keepAlive =
        !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    if (body == null || body.bytes != null) {
      ByteBuf content = body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.bytes);
      if (body != null || takesBody(hop.method())) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(content.readableBytes()));
      }
      HttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              method,
              uri,
              content,
              headers,
              EmptyHttpHeaders.INSTANCE,
              false);
      carrier.begin(roundTrip, request, keepAlive);
      return;
    }
    long length = body.length.get();
    if (length < 0 && !carrier.isFramed()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(length));
    }
    boolean expects = hop.request().expectsContinue();
    if (expects) {
      headers.set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
    }
    carrier.begin(
        roundTrip,
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, uri, headers, false),
        keepAlive);
    UploadTask.start(
        session.loop, roundTrip, java.util.Objects.requireNonNull(body.producer), length, expects);
  }

  /// Whether a request without a body has to say so (RFC 9110, 8.6).
  private static boolean takesBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static HttpHeaders headers(Hop hop) {
    HttpHeaders headers = CHECKED_BEFORE.newHeaders();
    headers.set(HttpHeaderNames.HOST, hop.target().origin().authority());
    headers.setAll(HeadersAccess.of(hop.defaultHeaders()));
    if (!hop.request().rawHeaders().isEmpty()) {
      headers.setAll(HeadersAccess.of(hop.request().rawHeaders()));
    }
    RequestBody body = hop.body();
    if (body != null && body.contentType != null) {
      if (!headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, body.contentType);
      }
    } else if (body == null && hop.request().body() != null) { // a redirect has made it a GET
      headers.remove(HttpHeaderNames.CONTENT_TYPE);
      headers.remove(HttpHeaderNames.CONTENT_ENCODING);
      headers.remove(HttpHeaderNames.CONTENT_LANGUAGE);
      headers.remove(HttpHeaderNames.CONTENT_LOCATION);
    }
    if (hop.options().decompression()
        && !headers.contains(HttpHeaderNames.ACCEPT_ENCODING)
        && !headers.contains(HttpHeaderNames.RANGE)) { // a part cannot be decompressed
      headers.set(HttpHeaderNames.ACCEPT_ENCODING, Decompression.acceptEncoding());
    }
    authorize(headers, hop);
    return headers;
  }

  /// What the program says itself is sent in the place of the jar's.
  private static void addCookies(HttpHeaders headers, @Nullable CookieJar jar, Hop hop) {
    String cookies = jar == null ? null : jar.header(hop.target());
    if (cookies != null && !headers.contains(HttpHeaderNames.COOKIE)) {
      headers.set(HttpHeaderNames.COOKIE, cookies);
    }
  }

  private static void authorize(HttpHeaders headers, Hop hop) {
    if (!hop.trusted()) {
      headers.remove(HttpHeaderNames.AUTHORIZATION);
      headers.remove(HttpHeaderNames.COOKIE);
      headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
      headers.set(HttpHeaderNames.HOST, hop.target().origin().authority());
    }
    String user = ProxyServer.authorization(hop.target().userInfo());
    if (user != null && !headers.contains(HttpHeaderNames.AUTHORIZATION)) {
      headers.set(HttpHeaderNames.AUTHORIZATION, user);
    }
    ProxyServer proxy = hop.options().proxy();
    @Nullable String proxyUser = proxy == null ? null : proxy.authorization();
    if (hop.route().isForwarded() && proxyUser != null) {
      headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, proxyUser);
    }
  }
}
