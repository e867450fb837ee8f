package org.asyncio4j.http.client;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.http.client.Target.Origin;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.NettyChannels;

/// Makes connections, within the limits of a request's time.
final class Connecting {
  private final EventLoop loop;
  private final ClientOptions options;
  private final ConnectOptions secure;

  Connecting(EventLoop loop, ClientOptions options) {
    this.loop = loop;
    this.options = options;
    secure = options.connectOptions().withTls(options.tls().withAlpn("http/1.1"));
  }

  /// Suspends until there is a connection for a request, new or not.
  ///
  /// @param fresh whether it must be a new one
  Http1ClientConnection acquire(
      ConnectionPool pool,
      Route route,
      boolean fresh,
      ClientTimeout timeout,
      long deadline,
      ClientEvents events)
      throws IOException {
    Http1ClientConnection unused = fresh ? null : pool.tryAcquire(route, events);
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
                        Math.min(deadline, Deadline.after(loop.time(), timeout.connect())),
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
    try {
      return Asyncio.await(
          () -> Asyncio.<T>timeoutAt(deadline == Deadline.NEVER ? null : deadline, _ -> step.run()),
          IOException.class);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new ClientTimeoutError(message.text(), e.getCause());
      }
      throw e;
    }
  }

  private Http1ClientConnection open(Route route) throws IOException {
    Origin origin = route.origin();
    try {
      return NettyChannels.open(
          () -> new Http1ClientConnection(options.maxHeaderSize()),
          origin.host(),
          origin.port(),
          origin.secure() ? secure : options.connectOptions());
    } catch (ClientError e) {
      throw e;
    } catch (IOException e) {
      throw new ClientConnectionError("no connection to " + origin + ": " + e.getMessage(), e);
    }
  }
}
