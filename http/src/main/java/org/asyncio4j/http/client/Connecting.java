package org.asyncio4j.http.client;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.http.client.Target.Origin;
import org.asyncio4j.http.wire.Http2;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.NettyChannels;

/// Makes connections, within the limits of a request's time.
final class Connecting {
  private static final String HTTP_1 = "http/1.1";

  private final EventLoop loop;
  private final ClientOptions options;
  private final ConnectOptions secure;

  /// For routes that may become HTTP/2.
  private final ConnectOptions shared;

  Connecting(EventLoop loop, ClientOptions options) {
    this.loop = loop;
    this.options = options;
    secure = options.connectOptions().withTls(options.tls().withAlpn(HTTP_1));
    shared = options.connectOptions().withTls(options.tls().withAlpn(Http2.ALPN, HTTP_1));
  }

  /// Suspends until there is a connection for a request, new or not.
  ///
  /// @param fresh whether it must be a new one
  Carrier acquire(
      ConnectionPool pool,
      Route route,
      boolean fresh,
      ClientTimeout timeout,
      long deadline,
      ClientEvents events)
      throws IOException {
    Carrier unused = fresh ? null : pool.tryAcquire(route, events);
    if (unused != null) {
      return unused;
    }
    return limited(
        deadline,
        () -> "there was no connection to " + route.origin() + " within " + timeout.total(),
        () ->
            pool.acquire(
                route,
                fresh,
                to ->
                    limited(
                        Math.min(deadline, ClientTimeout.after(loop.time(), timeout.connect())),
                        () -> "connecting to " + to.origin() + " took too long: " + timeout,
                        () -> open(to)),
                events));
  }

  /// Something that suspends.
  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  @FunctionalInterface
  private interface Message {
    String text();
  }

  private static <T> T limited(long deadline, Message message, Step<T> step) throws IOException {
    Long limit = deadline == ClientTimeout.NEVER ? null : Long.valueOf(deadline);
    try {
      return Asyncio.await(() -> Asyncio.<T>timeoutAt(limit, _ -> step.run()), IOException.class);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new ClientTimeoutError(message.text(), e.getCause());
      }
      throw e;
    }
  }

  private PooledConnection open(Route route) throws IOException {
    Origin origin = route.origin();
    ProxyServer proxy = route.proxy();
    Origin first = proxy == null ? origin : proxy.origin();
    PooledConnection made = null;
    boolean open = false;
    try {
      made =
          NettyChannels.open(
                  () -> new NewConnection(options),
                  first.host(),
                  first.port(),
                  first.secure() ? (route.mayShare() ? shared : secure) : options.connectOptions())
              .chosen();
      if (proxy != null && !route.isForwarded() && made instanceof Http1ClientConnection http1) {
        tunnel(http1, proxy, origin);
      }
      open = true;
      return made;
    } catch (ClientError e) {
      throw e;
    } catch (IOException e) {
      String by = proxy == null ? "" : " by the proxy " + proxy;
      throw new ClientConnectionError("no connection to " + origin + by + ": " + e.getMessage(), e);
    } finally {
      if (!open && made != null) {
        made.connection().abort();
      }
    }
  }

  /// Has the proxy connect to the server, and goes over to TLS with that if it is to (RFC 9110,
  /// 9.3.6).
  private void tunnel(Http1ClientConnection connection, ProxyServer proxy, Origin origin)
      throws IOException {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(HttpHeaderNames.HOST, origin.hostAndPort());
    if (proxy.authorization() != null) {
      headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, proxy.authorization());
    }
    RoundTrip roundTrip =
        new RoundTrip(
            connection,
            "CONNECT",
            Target.parse(origin + "/", null),
            0,
            ClientTimeout.NEVER,
            ClientTimeout.NONE);
    connection.begin(
        roundTrip,
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.CONNECT,
            origin.hostAndPort(),
            Unpooled.EMPTY_BUFFER,
            headers,
            EmptyHttpHeaders.INSTANCE),
        true);
    HttpResponse head;
    try {
      head = roundTrip.awaitHead();
    } catch (Failure e) {
      throw e.again();
    }
    int status = head.status().code();
    if (status / 100 != 2) {
      throw ClientResponseError.ofStatus(
          "CONNECT " + origin.hostAndPort() + " of the proxy " + proxy,
          status,
          head.status().reasonPhrase());
    }
    if (!connection.isUsable()) {
      throw new ClientConnectionError(
          "the proxy " + proxy + " has sent bytes of its own before TLS with " + origin, null);
    }
    connection.reenter();
    if (origin.secure()) {
      connection.connection().startTls(options.tls().withAlpn(HTTP_1), origin.host());
    }
  }
}
