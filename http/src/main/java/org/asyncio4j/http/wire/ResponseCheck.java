package org.asyncio4j.http.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// Looks at what a client's codec has made of responses, knowing the requests that they answer (RFC
/// 9112, 6.3).
final class ResponseCheck extends MessageCheck {
  /// How many interim responses come before a final one at the most.
  private static final int MAX_INTERIM = 32;

  private enum Asked {
    HEAD,
    CONNECT,
    UPGRADE,
    OTHER
  }

  private final ResponseGuard guard;
  private final ArrayDeque<Asked> asked = new ArrayDeque<>(2);
  private int interim;

  ResponseCheck(ResponseGuard guard) {
    super(guard);
    this.guard = guard;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      asked.add(asked(request));
      guard.expect();
    }
    context.write(message, promise);
  }

  private static Asked asked(HttpRequest request) {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.HEAD)) {
      return Asked.HEAD;
    }
    if (method.equals(HttpMethod.CONNECT)) {
      return Asked.CONNECT;
    }
    return request.headers().contains(HttpHeaderNames.UPGRADE) ? Asked.UPGRADE : Asked.OTHER;
  }

  @Override
  void head(ChannelHandlerContext context, HttpMessage message) throws HttpProtocolException {
    HttpResponse response = (HttpResponse) message;
    int status = response.status().code();
    HttpHeaders headers = response.headers();
    boolean http10 = response.protocolVersion().equals(HttpVersion.HTTP_1_0);
    long follows = framed(headers, http10, FramingGuard.UNTIL_CLOSE);
    if (status < 200) {
      guard.follow(interim(status, headers));
      return;
    }
    interim = 0;
    Asked question = asked.remove();
    boolean bodiless =
        question == Asked.HEAD || status == Status.NO_CONTENT || status == Status.NOT_MODIFIED;
    guard.answered(
        HttpUtil.isKeepAlive(response) && (bodiless || follows != FramingGuard.UNTIL_CLOSE));
    if (question == Asked.CONNECT && status < 300) {
      if (status != Status.OK) {
        throw bad("a CONNECT was answered with " + status + " instead of 200");
      }
      guard.follow(FramingGuard.TUNNEL);
    } else if (bodiless) {
      guard.follow(FramingGuard.NOTHING);
    } else {
      guard.follow(follows);
    }
  }

  private long interim(int status, HttpHeaders headers) throws HttpProtocolException {
    if (++interim > MAX_INTERIM) {
      throw bad("more than " + MAX_INTERIM + " interim responses before a final one");
    }
    if (status != Status.SWITCHING_PROTOCOLS) {
      return FramingGuard.NOTHING;
    }
    if (asked.peek() != Asked.UPGRADE) {
      throw bad("a change of the protocol that nobody has asked for");
    }
    String to = headers.get(HttpHeaderNames.UPGRADE);
    if (to == null || to.contains("HTTP/1")) {
      throw bad("a change to the protocol '" + to + "'");
    }
    if (to.equalsIgnoreCase("websocket")
        && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT)) {
      throw bad("a change to WebSocket without Sec-WebSocket-Accept");
    }
    return FramingGuard.TUNNEL;
  }
}
