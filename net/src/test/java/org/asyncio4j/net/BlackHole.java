package org.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// An address of this machine that does not answer: a listener with a full backlog. The system
/// repeats the SYN of who connects for minutes.
final class BlackHole implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Socket> filling = new ArrayList<>();

  BlackHole(String host) throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.ofLiteral(host));
    for (boolean full = false; !full; ) {
      Socket socket = new Socket();
      filling.add(socket);
      try {
        socket.connect(new InetSocketAddress(host, port()), 100);
      } catch (SocketTimeoutException e) {
        full = true;
      }
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : filling) {
      socket.close();
    }
    listener.close();
  }
}
