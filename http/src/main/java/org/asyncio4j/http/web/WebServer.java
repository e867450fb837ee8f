package org.asyncio4j.http.web;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.net.Server;

/// An application that is served. [Web#start] makes it, and it listens at once.
///
/// Thread rule: on the loop that made it.
public final class WebServer implements AutoCloseable {
  private final Server server;
  final Life life;

  WebServer(Server server, Life life) {
    this.server = server;
    this.life = life;
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

  /// Suspends while requests are served: until [#close] from elsewhere, and the application's end.
  /// Cancelling it closes the server and its connections, and waits for that.
  ///
  /// A background task of the application that fails ends the server; what it has thrown is thrown
  /// here, as an [org.asyncio4j.ExceptionGroup], and by [#waitClosed] and [#shutdown].
  public void serveForever() {
    server.startServing();
    try {
      life.awaitEnd();
    } catch (CancelledError e) {
      shutdown(Duration.ZERO);
      throw e;
    }
  }

  /// Stops listening. Requests that are being answered go on, and are the last of their
  /// connections; connections without one are closed. When the last has ended, so does the
  /// application: its background tasks are cancelled and its clean-up runs. Does not wait.
  @Override
  public void close() {
    server.close();
    life.stop();
  }

  /// Suspends until the server is closed, the last request is answered and the application's
  /// clean-up is done. What of that has failed is thrown: the first, with the others suppressed.
  public void waitClosed() {
    life.awaitEnd();
  }

  /// As [#close]; waits up to `grace` for the requests that are being answered, then cancels their
  /// handlers and closes their connections at once. Suspends until nothing is left, as
  /// [#waitClosed].
  ///
  /// @param grace how long they have; cancelling this ends it
  public void shutdown(Duration grace) {
    close();
    server.shutdown(grace);
    life.awaitEnd();
  }
}
