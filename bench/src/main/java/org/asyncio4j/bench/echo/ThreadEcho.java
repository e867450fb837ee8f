package org.asyncio4j.bench.echo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.asyncio4j.bench.serving.Serving;

/// A virtual thread per connection on the JVM's default scheduler, with blocking sockets: what the
/// JDK alone offers.
public final class ThreadEcho {
  private ThreadEcho() {}

  /// Serves.
  ///
  /// @param args nothing
  /// @throws IOException when it cannot listen
  public static void main(String[] args) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Serving.on(listener.getLocalPort());
      while (true) {
        Socket connection = listener.accept();
        Thread.startVirtualThread(() -> echo(connection));
      }
    }
  }

  private static void echo(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream input = connection.getInputStream();
      OutputStream output = connection.getOutputStream();
      byte[] buffer = new byte[65536];
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        output.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The client went away, which ends its echo.
    }
  }
}
