package org.asyncio4j;

import static org.asyncio4j.Engines.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A server on the loopback interface that takes a while to answer each request with the byte that
/// was sent. On platform threads, so that it needs nothing of what is tested.
final class SlowServer implements AutoCloseable {
  private final ServerSocket server;
  private final int millis;

  SlowServer(int millis) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.millis = millis;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /// Sends `value` and blocks until it is there again, as a database driver does.
  int request(int value) {
    try (Socket socket = new Socket(server.getInetAddress(), port())) {
      socket.getOutputStream().write(value);
      return socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      int value = socket.getInputStream().read();
      block(millis);
      socket.getOutputStream().write(value);
    } catch (IOException e) {
      // the client has gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
