package org.asyncio4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/// A client of a program that serves, as `nc` is one.
final class Client implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader reader;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000); // so that a test fails rather than hang
    reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /// Sends a short text as one frame of a WebSocket, with a mask of zeros.
  void sayMasked(String text) throws IOException {
    byte[] data = text.getBytes(UTF_8);
    if (data.length > 125) {
      throw new IllegalArgumentException(text + " is too long for a short frame");
    }
    socket
        .getOutputStream()
        .write(new byte[] {(byte) 0x81, (byte) (0x80 | data.length), 0, 0, 0, 0});
    socket.getOutputStream().write(data);
  }

  /// Ends what this says; what the other side says goes on.
  void sayNoMore() throws IOException {
    socket.shutdownOutput();
  }

  /// {@return the next line, or null at the end}
  String hear() throws IOException {
    return reader.readLine();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
