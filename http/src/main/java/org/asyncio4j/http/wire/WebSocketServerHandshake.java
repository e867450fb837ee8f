package org.asyncio4j.http.wire;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.Predicate;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/// What a server answers to a request for a WebSocket (RFC 6455, section 4.2).
public sealed interface WebSocketServerHandshake {
  /// Yes, with 101.
  ///
  /// @param headers of the answer
  /// @param agreement what the WebSocket will be like
  record Accepted(HttpHeaders headers, WebSocketAgreement agreement)
      implements WebSocketServerHandshake {}

  /// Not.
  ///
  /// @param status of the answer
  /// @param message says what was wrong, with which value
  /// @param headers that belong to the answer
  record Refused(int status, String message, HttpHeaders headers)
      implements WebSocketServerHandshake {
    private Refused(int status, String message) {
      this(status, message, new DefaultHttpHeaders());
    }
  }

  /// {@return a refusal of what was asked for in a way that has no WebSockets}
  ///
  /// @param message says why
  static WebSocketServerHandshake refused(String message) {
    return bad(message);
  }

  /// {@return what to answer}
  ///
  /// @param request its head; not changed, and not kept
  /// @param options what the server allows
  static WebSocketServerHandshake of(HttpRequest request, WebSocketOptions options) {
    HttpHeaders headers = request.headers();
    Refused refused = refusal(request, options);
    if (refused != null) {
      return refused;
    }
    String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    HttpHeaders answer =
        new DefaultHttpHeaders()
            .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
            .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, WebSocketKey.answer(key.strip()));
    String subprotocol = subprotocol(headers, options);
    if (subprotocol != null) {
      answer.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    WebSocketDeflate.Answer deflate =
        options.compression()
            ? WebSocketDeflate.choose(
                String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)))
            : null;
    if (deflate != null) {
      answer.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, deflate.response());
    }
    return new Accepted(
        answer, new WebSocketAgreement(subprotocol, deflate == null ? null : deflate.deflate()));
  }

  private static @Nullable Refused refusal(HttpRequest request, WebSocketOptions options) {
    HttpHeaders headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      return new Refused(
          Status.METHOD_NOT_ALLOWED,
          "a WebSocket is asked for with GET, not with " + request.method(),
          new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, HttpMethod.GET.name()));
    }
    if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return bad("a WebSocket needs HTTP/1.1, not " + request.protocolVersion());
    }
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      return new Refused(
          Status.UPGRADE_REQUIRED,
          "there is nothing but a WebSocket here: the request has no Upgrade: websocket",
          upgrade());
    }
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return bad("the request for a WebSocket has no Connection: Upgrade");
    }
    List<String> versions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    if (!versions.equals(List.of("13"))) {
      return new Refused(
          Status.UPGRADE_REQUIRED,
          "Sec-WebSocket-Version has to be 13, not " + versions,
          upgrade().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13"));
    }
    List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (keys.size() != 1 || !WebSocketKey.isValid(keys.getFirst())) {
      return bad("Sec-WebSocket-Key has to be one value of 16 bytes in Base64");
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      return bad("a request for a WebSocket has no body");
    }
    for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
      if (!isAllowed(origin, headers, options.allowedOrigins())) {
        return new Refused(
            Status.FORBIDDEN, "pages of another site may not connect to this WebSocket");
      }
    }
    return null;
  }

  private static Refused bad(String message) {
    return new Refused(Status.BAD_REQUEST, message);
  }

  private static HttpHeaders upgrade() {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
  }

  private static boolean isAllowed(
      String origin, HttpHeaders headers, @Nullable Predicate<String> allowed) {
    if (allowed != null) {
      return allowed.test(origin);
    }
    try {
      String site = new URI(origin).getRawAuthority();
      return site != null && site.equalsIgnoreCase(headers.get(HttpHeaderNames.HOST));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// The first of the client's that is spoken here, as aiohttp does.
  private static @Nullable String subprotocol(HttpHeaders headers, WebSocketOptions options) {
    for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String offered : line.split(",", -1)) {
        if (options.subprotocols().contains(offered.strip())) {
          return offered.strip();
        }
      }
    }
    return null;
  }
}
