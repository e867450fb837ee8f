package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// The guard of a server: request lines (RFC 9112, 3).
final class RequestGuard extends FramingGuard {
  /// No method is longer.
  private static final int LONG_METHOD = 32;

  private static final long HTTP_1_1 = 0x312e312f50545448L; // "HTTP/1.1", from its end
  private static final long HTTP_1_0 = 0x302e312f50545448L;

  /// `HTTP/` and a digit, a point, a digit, with the digits' low halves cut off.
  private static final long HTTP_X_X = 0x302e302f50545448L;

  private static final long DIGITS_HIGH = 0xf0fff0ffffffffffL;

  /// Whether a blank line has come before the request; old clients end bodies with one.
  private boolean blank;

  RequestGuard(HttpLimits limits) {
    super(limits);
  }

  @Override
  int begin(ByteBuf in, int from, int to) throws HttpProtocolException {
    if (in.getByte(from) != '\r' || blank) {
      blank = false;
      return from;
    }
    if (from + 1 == to) {
      return INCOMPLETE;
    }
    if (in.getByte(from + 1) != '\n') {
      throw bad("a CR without LF before a request");
    }
    if (from + 2 == to) {
      return INCOMPLETE;
    }
    blank = true;
    return begin(in, from + 2, to);
  }

  @Override
  int firstLine(ByteBuf in, int from, int to) throws HttpProtocolException {
    int methodEnd = HeadBytes.space(in, from, to);
    if (methodEnd < 0) {
      checkMethod(to - from);
      return INCOMPLETE;
    }
    checkMethod(methodEnd - from);
    if (methodEnd == from || in.getByte(methodEnd) != ' ') {
      throw bad(
          "a request does not begin with a method, at " + HeadBytes.show(in, from, methodEnd));
    }
    int targetEnd = HeadBytes.space(in, methodEnd + 1, to);
    checkTarget((targetEnd < 0 ? to : targetEnd) - methodEnd - 1);
    if (targetEnd < 0) {
      return INCOMPLETE;
    }
    if (targetEnd == methodEnd + 1 || in.getByte(targetEnd) != ' ') {
      throw bad(
          "a request's line has no target and version, at "
              + HeadBytes.show(in, methodEnd, targetEnd));
    }
    int version = targetEnd + 1;
    if (to - version < 10) {
      if (HeadBytes.lineEnd(in, version, to) >= 0) {
        throw bad("a request's line has no HTTP version");
      }
      return INCOMPLETE;
    }
    long word = in.getLongLE(version);
    if (word != HTTP_1_1 && word != HTTP_1_0) {
      throw (word & DIGITS_HIGH) == HTTP_X_X
          ? new HttpProtocolException(
              "a request is not of HTTP/1.1 or HTTP/1.0", Status.HTTP_VERSION_NOT_SUPPORTED)
          : bad("a request's line has no HTTP version");
    }
    if (in.getByte(version + 8) != '\r' || in.getByte(version + 9) != '\n') {
      throw bad("a request's line does not end with CR LF behind the version");
    }
    return version + 10;
  }

  private static void checkMethod(int length) throws HttpProtocolException {
    if (length > LONG_METHOD) {
      throw bad("a request begins with a word that is too long for a method");
    }
  }

  private void checkTarget(int length) throws HttpProtocolException {
    if (length > limits.uriLength()) {
      throw new HttpProtocolException(
          "a target of more than " + limits.uriLength() + " bytes", Status.URI_TOO_LONG);
    }
  }

  private static HttpProtocolException bad(String message) {
    return new HttpProtocolException(message, Status.BAD_REQUEST);
  }
}
