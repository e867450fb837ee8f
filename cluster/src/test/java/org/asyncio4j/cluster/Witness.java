package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Hears from tasks in other JVMs what they do, whatever becomes of their results.
final class Witness implements AutoCloseable {
  private final ServerSocket server;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  Witness() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("witness").start(this::listen);
  }

  private void listen() {
    while (!server.isClosed()) {
      try (Socket teller = server.accept()) {
        heard.add(new String(teller.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        // closed, or a teller that was killed
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /// Called by a task.
  static void tell(int port, String what) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.getOutputStream().write(what.getBytes(StandardCharsets.UTF_8));
    }
  }

  String next() throws InterruptedException {
    String next = heard.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("what a task says within 30 s").isNotNull();
    return next;
  }

  boolean hasMore() {
    return !heard.isEmpty();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
