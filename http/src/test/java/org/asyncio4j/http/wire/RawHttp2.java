package org.asyncio4j.http.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.StreamReader;
import org.asyncio4j.net.StreamWriter;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;

/// One end of a connection that writes frames as a test wants them, right or wrong.
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  static final int PADDED = 8;

  public static final int PROTOCOL_ERROR = 1;
  static final int FLOW_CONTROL_ERROR = 3;
  static final int STREAM_CLOSED = 5;
  static final int COMPRESSION_ERROR = 9;
  static final int ENHANCE_YOUR_CALM = 11;

  final StreamReader reader;
  final StreamWriter writer;
  final List<Frame> frames = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  /// What has come.
  public static final class Frame {
    private final int type;
    private final int flags;
    private final int stream;
    private final byte[] payload;

    private Frame(int type, int flags, int stream, byte[] payload) {
      this.type = type;
      this.flags = flags;
      this.stream = stream;
      this.payload = payload;
    }

    int type() {
      return type;
    }

    int flags() {
      return flags;
    }

    public int stream() {
      return stream;
    }

    byte[] payload() {
      return payload;
    }

    public int code() {
      return intAt(type == GOAWAY ? 4 : 0);
    }

    int intAt(int index) {
      return Unpooled.wrappedBuffer(payload).getInt(index);
    }

    public boolean has(int flag) {
      return (flags & flag) != 0;
    }

    String text() {
      return new String(payload, US_ASCII);
    }

    @Override
    public String toString() {
      return "type "
          + type
          + " flags "
          + flags
          + " stream "
          + stream
          + " "
          + (type == GOAWAY ? code() + " " + text() : ByteBufUtil.hexDump(payload));
    }
  }

  public RawHttp2(StreamReader reader, StreamWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// A client that has said the preface and SETTINGS, without waiting.
  static RawHttp2 connect(int port, int... settings) throws IOException {
    RawHttp2 raw = withoutPreface(port);
    raw.out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    return raw.settings(settings);
  }

  static RawHttp2 withoutPreface(int port) throws IOException {
    Connection connection = Streams.openConnection(Http2Server.HOST, port);
    return new RawHttp2(connection.reader(), connection.writer());
  }

  public RawHttp2 settings(int... settings) {
    ByteBuf payload = Unpooled.buffer();
    for (int i = 0; i < settings.length; i += 2) {
      payload.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
    return frame(SETTINGS, 0, 0, ByteBufUtil.getBytes(payload));
  }

  // --- what goes; nothing is sent before send() ---

  public RawHttp2 frame(int type, int flags, int stream, byte... payload) {
    ByteBuf head = Unpooled.buffer(9);
    head.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    out.writeBytes(ByteBufUtil.getBytes(head));
    out.writeBytes(payload);
    return this;
  }

  public static byte[] bytes(int... values) {
    ByteBuf all = Unpooled.buffer();
    for (int value : values) {
      all.writeInt(value);
    }
    return ByteBufUtil.getBytes(all);
  }

  RawHttp2 ping() {
    return frame(PING, 0, 0, new byte[8]);
  }

  RawHttp2 rst(int stream) {
    return frame(RST_STREAM, 0, stream, bytes(8));
  }

  RawHttp2 windowUpdate(int stream, int increment) {
    return frame(WINDOW_UPDATE, 0, stream, bytes(increment));
  }

  public RawHttp2 data(int stream, boolean end, String text) {
    return frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(US_ASCII));
  }

  RawHttp2 get(int stream, String path) {
    return headers(stream, true, ":method", "GET", ":path", path);
  }

  RawHttp2 post(int stream, String path, String... more) {
    String[] all = new String[4 + more.length];
    all[0] = ":method";
    all[1] = "POST";
    all[2] = ":path";
    all[3] = path;
    System.arraycopy(more, 0, all, 4, more.length);
    return headers(stream, false, all);
  }

  /// A request, with `:scheme` and `:authority` before the others.
  RawHttp2 headers(int stream, boolean end, String... fields) {
    String[] all = new String[4 + fields.length];
    all[0] = ":scheme";
    all[1] = "http";
    all[2] = ":authority";
    all[3] = "localhost";
    System.arraycopy(fields, 0, all, 4, fields.length);
    return fields(stream, end, all);
  }

  /// A block of just these.
  public RawHttp2 fields(int stream, boolean end, String... fields) {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  public byte[] block(String... fields) {
    // each by itself, so that their order stays and names may be wrong
    ByteBuf block = Unpooled.buffer();
    for (int i = 0; i < fields.length; i += 2) {
      literal(block, fields[i], fields[i + 1]);
    }
    return ByteBufUtil.getBytes(block);
  }

  private static void literal(ByteBuf block, String name, String value) {
    block.writeByte(0); // not indexed
    string(block, name);
    string(block, value);
  }

  private static void string(ByteBuf block, String text) {
    int length = text.length();
    if (length < 127) {
      block.writeByte(length);
    } else {
      block.writeByte(127);
      int rest = length - 127;
      while (rest >= 128) {
        block.writeByte((rest & 127) | 128);
        rest >>= 7;
      }
      block.writeByte(rest);
    }
    block.writeCharSequence(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /// Sends what was put together; the other side may have closed.
  public RawHttp2 send() throws IOException {
    writer.write(out.toByteArray());
    out.reset();
    return this;
  }

  /// As [#send], each byte in an iteration of its own.
  void sendByteByByte() throws IOException {
    byte[] all = out.toByteArray();
    out.reset();
    for (byte one : all) {
      writer.write(new byte[] {one});
      Asyncio.sleep(Duration.ZERO);
    }
  }

  // --- what comes ---

  /// Suspends until a frame has come; null at the end, or when the connection was reset.
  @Nullable Frame next() throws IOException {
    byte[] head;
    byte[] payload;
    try {
      head = reader.readExactly(9);
      int length = Unpooled.wrappedBuffer(head).getUnsignedMedium(0);
      payload = length == 0 ? new byte[0] : reader.readExactly(length);
    } catch (EOFException e) {
      return null;
    }
    Frame frame =
        new Frame(head[3], head[4] & 0xff, Unpooled.wrappedBuffer(head).getInt(5), payload);
    frames.add(frame);
    return frame;
  }

  public Frame awaitFrame(Predicate<Frame> wanted) throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (wanted.test(frame)) {
        return frame;
      }
    }
    throw new AssertionError("the connection has ended; before, there came " + frames);
  }

  public Frame awaitFrame(int type) throws IOException {
    return awaitFrame(frame -> frame.type == type);
  }

  public Frame awaitFrame(int type, int stream) throws IOException {
    return awaitFrame(frame -> frame.type == type && frame.stream == stream);
  }

  /// Suspends until the connection has ended.
  public void awaitEnd() throws IOException {
    try {
      while (next() != null) {}
    } catch (IOException e) {
      // reset
    }
  }

  long count(Predicate<Frame> wanted) {
    return frames.stream().filter(wanted).count();
  }

  public Http2Headers decode(Frame frame) throws Http2Exception {
    return decoder.decodeHeaders(frame.stream, Unpooled.wrappedBuffer(frame.payload));
  }

  @Override
  public void close() {
    writer.close();
  }
}
