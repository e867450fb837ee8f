package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// Looks at the lines of a head or of trailers (RFC 9112, 5): a name, a colon, a value without
/// control characters, CR LF. That names are tokens is for the codec to see.
final class FieldLines {
  private static final long CONTENT = word("content-");
  private static final long LENGTH = word("t-length");
  private static final long LOWER_CASE = 0x2020202020202020L;

  private final HttpLimits limits;
  private int count;
  private int length;
  private int contentLengths;
  private boolean ended;

  FieldLines(HttpLimits limits) {
    this.limits = limits;
  }

  /// The first line comes next.
  void begin() {
    count = 0;
    length = 0;
    contentLengths = 0;
    ended = false;
  }

  /// {@return whether the blank line that ends them was seen}
  boolean ended() {
    return ended;
  }

  /// Looks at all lines that are complete.
  ///
  /// @return where the next one begins, or the head has ended
  int look(ByteBuf in, int from, int to) throws HttpProtocolException {
    int at = from;
    while (at < to) {
      byte first = in.getByte(at);
      if (first == '\r') {
        if (at + 1 == to) {
          return at;
        }
        if (in.getByte(at + 1) != '\n') {
          throw bad("a CR without LF where a header was expected");
        }
        ended = true;
        return at + 2;
      }
      if (first == ' ' || first == '\t') {
        throw bad(
            count == 0 ? "a space before the first header" : "a header that goes on in a new line");
      }
      int end = line(in, at, to);
      if (end < 0) {
        check(to - at);
        return at;
      }
      check(end - at - 2);
      length += end - at;
      if (++count > limits.headerCount()) {
        throw tooLarge("more than " + limits.headerCount() + " headers");
      }
      at = end;
    }
    return at;
  }

  private int line(ByteBuf in, int from, int to) throws HttpProtocolException {
    int colon = HeadBytes.colon(in, from, to);
    if (colon < 0) {
      return -1;
    }
    if (colon == from || in.getByte(colon) != ':') {
      throw bad(
          "a header's line that is no name and a colon, at " + HeadBytes.show(in, from, colon));
    }
    int end = HeadBytes.lineEnd(in, colon + 1, to);
    if (end >= 0
        && colon - from == 14
        && isContentLength(in, from)
        && ++contentLengths > 1) { // the codec would take the first of two in HTTP/1.0
      throw bad("several Content-Length headers");
    }
    return end;
  }

  private void check(int line) throws HttpProtocolException {
    if (line > limits.headerLineLength()) {
      throw tooLarge("a header's line of more than " + limits.headerLineLength() + " bytes");
    }
    if (length + line > limits.headersLength()) {
      throw tooLarge("headers of more than " + limits.headersLength() + " bytes");
    }
  }

  private static boolean isContentLength(ByteBuf in, int at) {
    return (in.getLongLE(at) | LOWER_CASE) == CONTENT
        && (in.getLongLE(at + 6) | LOWER_CASE) == LENGTH;
  }

  private static long word(String text) {
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | text.charAt(i);
    }
    return word;
  }

  private static HttpProtocolException bad(String message) {
    return new HttpProtocolException(message, Status.BAD_REQUEST);
  }

  private static HttpProtocolException tooLarge(String message) {
    return new HttpProtocolException(message, Status.REQUEST_HEADER_FIELDS_TOO_LARGE);
  }
}
