package org.asyncio4j.http.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// Looks at what a server's codec has made of requests: what their fields say about the body, the
/// host and the target (RFC 9112, 3 and 6; RFC 9110, 7.2).
final class RequestCheck extends MessageCheck {
  private final FramingGuard guard;

  /// The host that was looked at last; most requests of a connection have the same.
  private @Nullable String lastHost;

  RequestCheck(FramingGuard guard) {
    super(guard);
    this.guard = guard;
  }

  @Override
  void head(ChannelHandlerContext context, HttpMessage message) throws HttpProtocolException {
    HttpRequest request = (HttpRequest) message;
    HttpHeaders headers = request.headers();
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    guard.follow(framed(headers, http10, FramingGuard.NOTHING));
    checkHost(request, headers, http10);
    if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      throw bad("a handshake of a WebSocket draft, whose requests have bodies without a length");
    }
    if (!http10) {
      checkExpectation(headers.get(HttpHeaderNames.EXPECT));
    }
    if (!HttpUtil.isKeepAlive(request)) {
      guard.last();
    }
  }

  private static void checkExpectation(@Nullable String expectation) throws HttpProtocolException {
    if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
      throw new HttpProtocolException(
          "an expectation other than 100-continue", Status.EXPECTATION_FAILED);
    }
  }

  private void checkHost(HttpRequest request, HttpHeaders headers, boolean http10)
      throws HttpProtocolException {
    Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
    String host = hosts.hasNext() ? hosts.next() : null;
    if (host == null && !http10) {
      throw bad("no Host header");
    }
    if (hosts.hasNext()) {
      throw bad("several Host headers");
    }
    if (host != null && !host.equals(lastHost)) {
      Authority.check(host);
      lastHost = host;
    }
    String target = request.uri();
    if (target.charAt(0) == '/') {
      if (request.method().equals(HttpMethod.CONNECT)) {
        throw bad("the target of a CONNECT is no host and port");
      }
      checkNoFragment(target);
    } else {
      otherTarget(request, target, host);
    }
  }

  private static void otherTarget(HttpRequest request, String target, @Nullable String host)
      throws HttpProtocolException {
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.CONNECT)) {
      Authority.check(target);
      if (target.indexOf(':') < 0) {
        throw bad("the target of a CONNECT has no port");
      }
    } else if (target.equals("*")) {
      if (!method.equals(HttpMethod.OPTIONS)) {
        throw bad("the target * with a method other than OPTIONS");
      }
    } else {
      checkNoFragment(target);
      absolute(request, target, host);
    }
  }

  /// Puts the path in the place of an absolute target whose host is that of the Host header: who
  /// comes next need not know of this form.
  private static void absolute(HttpRequest request, String target, @Nullable String host)
      throws HttpProtocolException {
    boolean https = target.regionMatches(true, 0, "https://", 0, 8);
    if (!https && !target.regionMatches(true, 0, "http://", 0, 7)) {
      throw bad("a target that is no path and no http or https URL");
    }
    int from = https ? 8 : 7;
    int to = from;
    while (to < target.length() && target.charAt(to) != '/' && target.charAt(to) != '?') {
      to++;
    }
    String authority = target.substring(from, to);
    Authority.check(authority);
    if (host == null) {
      request.headers().set(HttpHeaderNames.HOST, authority);
    } else if (!Authority.same(host, authority, https ? 443 : 80)) {
      throw bad("a target whose host is not that of the Host header");
    }
    String path = target.substring(to);
    boolean whole = path.isEmpty() && request.method().equals(HttpMethod.OPTIONS);
    request.setUri(whole ? "*" : path.startsWith("/") ? path : "/" + path);
  }

  private static void checkNoFragment(String target) throws HttpProtocolException {
    if (target.indexOf('#') >= 0) {
      throw bad("a target with a fragment");
    }
  }
}
