package org.asyncio4j.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports that the system has just given and got back.
final class FreePorts {
  private FreePorts() {}

  static List<Integer> find(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  static List<String> addresses(List<Integer> ports) {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }
}
