package org.asyncio4j.http.web;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.asyncio4j.net.Server;

/// An application that is served. [Web#start] makes it, and it listens at once.
///
/// Thread rule: on the loop that made it.
public final class WebServer implements AutoCloseable {
  private final Server server;

  WebServer(Server server) {
    this.server = server;
  }

  /// {@return the port it listens on: the first, if there are several}
  ///
  /// @throws IllegalStateException when it is closed
  public int port() {
    return server.port();
  }

  /// {@return the addresses it listens on; none when it is closed}
  public List<SocketAddress> sockets() {
    return server.sockets();
  }

  /// Suspends for good, while requests are served. Cancelling it closes the server and its
  /// connections.
  public void serveForever() {
    server.serveForever();
  }

  /// Stops listening. Requests that are being answered go on, and are the last of their
  /// connections; connections without one are closed. Does not wait.
  @Override
  public void close() {
    server.close();
  }

  /// Suspends until the server is closed and the last request is answered.
  public void waitClosed() {
    server.waitClosed();
  }

  /// As [#close]; waits up to `grace` for the requests that are being answered, then cancels their
  /// handlers and closes their connections at once. Suspends until nothing is left.
  ///
  /// @param grace how long they have
  public void shutdown(Duration grace) {
    server.shutdown(grace);
  }
}
