package org.asyncio4j.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;

/// The other side of a WebSocket, which writes every byte by hand.
///
/// @param masks whether it sends as a client does
record RawPeer(StreamReader reader, StreamWriter writer, boolean masks) {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8a;
  static final int CONTINUE = 0x00;
  static final int LAST = 0x80;
  static final int RSV1 = 0x40;

  /// What has come.
  static final class Frame {
    private final int first;
    private final byte[] payload;

    private Frame(int first, byte[] payload) {
      this.first = first;
      this.payload = payload;
    }

    /// Its first byte.
    int first() {
      return first;
    }

    byte[] payload() {
      return payload;
    }

    int code() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }

    String text() {
      return new String(payload, UTF_8);
    }
  }

  static byte[] frame(int first, boolean masked, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65536) {
      out.write(mask | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      out.write(mask | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    byte[] key = {1, 2, 3, 4};
    if (masked) {
      out.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(masked ? payload[i] ^ key[i & 3] : payload[i]);
    }
    return out.toByteArray();
  }

  void send(int first, byte[] payload) throws IOException {
    writer.write(frame(first, masks, payload));
  }

  void send(int first, String text) throws IOException {
    send(first, text.getBytes(UTF_8));
  }

  void sendClose(int code) throws IOException {
    send(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /// Sends the head of a frame, and no payload.
  void sendHead(int first, long length) throws IOException {
    writer.write(
        ByteBuffer.allocate(10)
            .put((byte) first)
            .put((byte) (127 | (masks ? 0x80 : 0)))
            .putLong(length)
            .array());
  }

  Frame read() throws IOException {
    byte[] head = reader.readExactly(2);
    int length = head[1] & 0x7f;
    if (length == 126) {
      length = ByteBuffer.wrap(reader.readExactly(2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = Math.toIntExact(ByteBuffer.wrap(reader.readExactly(8)).getLong());
    }
    boolean masked = (head[1] & 0x80) != 0;
    byte[] key = masked ? reader.readExactly(4) : new byte[4];
    byte[] payload = reader.readExactly(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i & 3];
    }
    return new Frame(head[0] & 0xff, payload);
  }

  /// Reads on until a close frame. {@return its code}
  int readClose() throws IOException {
    Frame frame = read();
    while (frame.first() != CLOSE) {
      frame = read();
    }
    return frame.code();
  }

  /// {@return a head, its lines with `\n` at their ends}
  static List<String> readHead(StreamReader reader) throws IOException {
    return new String(reader.readUntil("\r\n\r\n"), ISO_8859_1).lines().toList();
  }
}
