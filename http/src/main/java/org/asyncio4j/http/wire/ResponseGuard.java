package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// The guard of a client: status lines (RFC 9112, 4), and only as many responses as were asked for.
final class ResponseGuard extends FramingGuard implements ResponseState {
  private static final int VERSION_AND_CODE = 13;
  private static final long HTTP_1_1 = 0x312e312f50545448L; // "HTTP/1.1", from its end
  private static final long HTTP_1_0 = 0x302e312f50545448L;

  /// How many responses are to come.
  private int expected;

  private boolean begun;
  private boolean keepAlive;

  ResponseGuard(HttpLimits limits) {
    super(limits);
  }

  /// A request goes out.
  void expect() {
    expected++;
    begun = false;
  }

  /// The head of a final response has come.
  ///
  /// @param keepAlive whether another one may come
  void answered(boolean keepAlive) {
    expected--;
    this.keepAlive = keepAlive;
  }

  @Override
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public boolean isKeepAlive() {
    return keepAlive;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    begun = true;
    super.channelRead(context, message);
  }

  @Override
  int begin(ByteBuf in, int from, int to) throws HttpProtocolException {
    if (expected == 0) {
      throw bad("bytes behind the last response, at " + HeadBytes.show(in, from, from));
    }
    return from;
  }

  @Override
  int firstLine(ByteBuf in, int from, int to) throws HttpProtocolException {
    if (to - from < VERSION_AND_CODE) {
      if (HeadBytes.lineEnd(in, from, to) >= 0 || in.getByte(from) != 'H') {
        throw noStatusLine(in, from);
      }
      return INCOMPLETE;
    }
    long version = in.getLongLE(from);
    int end = from + VERSION_AND_CODE;
    byte next = in.getByte(end - 1);
    if ((version != HTTP_1_1 && version != HTTP_1_0)
        || in.getByte(from + 8) != ' '
        || !isStatus(in, from + 9)
        || (next != ' ' && next != '\r')) {
      throw noStatusLine(in, from);
    }
    int lineEnd = HeadBytes.lineEnd(in, end - 1, to);
    if ((lineEnd < 0 ? to : lineEnd) - from > limits.headerLineLength()) {
      throw bad("a status line of more than " + limits.headerLineLength() + " bytes");
    }
    return lineEnd;
  }

  private static boolean isStatus(ByteBuf in, int at) {
    return isDigit(in.getByte(at))
        && in.getByte(at) != '0'
        && isDigit(in.getByte(at + 1))
        && isDigit(in.getByte(at + 2));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static HttpProtocolException noStatusLine(ByteBuf in, int from) {
    int until = Math.min(from + 19, in.writerIndex() - 1);
    return bad("a response without a status line: " + HeadBytes.show(in, from, until));
  }

  private static HttpProtocolException bad(String message) {
    return new HttpProtocolException(message, Status.BAD_REQUEST);
  }
}
