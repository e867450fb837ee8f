package org.asyncio4j.http.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import org.asyncio4j.http.Status;
import org.asyncio4j.http.websocket.WebSocketHandshakeException;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/// A client's request for a WebSocket, and the look at its answer (RFC 6455, section 4.1). One for
/// each request: it is `GET` with [#addTo], and when its head has been answered, [#check] says what
/// the WebSocket will be like, and [WebSocketUpgrade#client] makes it.
public final class WebSocketClientHandshake {
  private final WebSocketOptions options;
  private final String key = WebSocketKey.random();

  /// @param options what the client offers
  public WebSocketClientHandshake(WebSocketOptions options) {
    this.options = options;
  }

  /// Adds what makes a request one for a WebSocket; replaces what is there.
  ///
  /// @param request the headers of a `GET` over HTTP/1.1
  public void addTo(HttpHeaders request) {
    request
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.CONNECTION, "Upgrade")
        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
        .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
    if (options.compression()) {
      request.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, WebSocketDeflate.NAME);
    }
    if (!options.subprotocols().isEmpty()) {
      request.set(
          HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", options.subprotocols()));
    }
  }

  /// {@return what the WebSocket will be like}
  ///
  /// @param answer its head
  /// @throws WebSocketHandshakeException when it is not 101, or not an answer to this request; the
  ///   connection is of no use then
  public WebSocketAgreement check(HttpResponse answer) throws WebSocketHandshakeException {
    int status = answer.status().code();
    HttpHeaders headers = answer.headers();
    if (status != Status.SWITCHING_PROTOCOLS) {
      throw new WebSocketHandshakeException(
          "the server has answered " + status + " where 101 was expected", status);
    }
    require(
        headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true),
        "Upgrade: websocket is missing");
    require(
        headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true),
        "Connection: Upgrade is missing");
    List<String> accepts = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    require(
        accepts.equals(List.of(WebSocketKey.answer(key))),
        "Sec-WebSocket-Accept is " + accepts + ", not the answer to the key that was sent");
    return new WebSocketAgreement(subprotocol(headers), deflate(headers));
  }

  private @Nullable String subprotocol(HttpHeaders headers) throws WebSocketHandshakeException {
    List<String> chosen = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    if (chosen.isEmpty()) {
      return null;
    }
    require(
        chosen.size() == 1 && options.subprotocols().contains(chosen.getFirst()),
        "the subprotocol " + chosen + " was not offered, but " + options.subprotocols());
    return chosen.getFirst();
  }

  private @Nullable WebSocketDeflate deflate(HttpHeaders headers)
      throws WebSocketHandshakeException {
    List<String> extensions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (extensions.isEmpty()) {
      return null;
    }
    WebSocketDeflate deflate =
        options.compression() && extensions.size() == 1
            ? WebSocketDeflate.accepted(extensions.getFirst())
            : null;
    if (deflate == null) {
      throw wrong("the extension " + extensions + " was not offered");
    }
    return deflate;
  }

  private static void require(boolean holds, String otherwise) throws WebSocketHandshakeException {
    if (!holds) {
      throw wrong(otherwise);
    }
  }

  private static WebSocketHandshakeException wrong(String what) {
    return new WebSocketHandshakeException(
        "the server's answer is not one to a request for a WebSocket: " + what,
        Status.SWITCHING_PROTOCOLS);
  }
}
