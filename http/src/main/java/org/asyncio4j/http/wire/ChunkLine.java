package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// A line with a chunk's size (RFC 9112, 7.1): hexadecimal digits, and extensions that nobody
/// reads. That these are well-formed is for the codec to see.
///
/// @param size how much data follows
/// @param extensions how long they are, in bytes
/// @param end where the line has ended
record ChunkLine(int size, int extensions, int end) {
  /// More than any number needs; zeros in front count.
  private static final int MAX_DIGITS = 16;

  /// Looks at one.
  ///
  /// @param allowed how long extensions may be
  /// @return the line; null when it is not complete
  static @Nullable ChunkLine look(ByteBuf in, int from, int to, int allowed)
      throws HttpProtocolException {
    long size = 0;
    int at = from;
    for (int digit; at < to && (digit = Character.digit(in.getByte(at), 16)) >= 0; at++) {
      size = size << 4 | digit;
      if (at - from == MAX_DIGITS || size > Integer.MAX_VALUE) {
        throw bad("a chunk's size has too many digits");
      }
    }
    if (at == to) {
      return null;
    }
    byte next = in.getByte(at);
    if (at == from || (next != '\r' && next != ';' && next != ' ' && next != '\t')) {
      throw bad("a chunk's size is not a number, at " + HeadBytes.show(in, from, at));
    }
    int end = HeadBytes.lineEnd(in, at, to);
    int extensions = (end < 0 ? to : end - 2) - at;
    if (extensions > allowed) {
      throw bad("the extensions of chunks are too long");
    }
    return end < 0 ? null : new ChunkLine((int) size, extensions, end);
  }

  private static HttpProtocolException bad(String message) {
    return new HttpProtocolException(message, Status.BAD_REQUEST);
  }
}
