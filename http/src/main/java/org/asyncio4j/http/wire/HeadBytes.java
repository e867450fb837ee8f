package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;

/// Looks for the bytes that a line is made of or broken by, eight at a time.
///
/// A byte of a word is found by arithmetic on all eight (Hacker's Delight, 6-1): subtracting what
/// it is compared with makes the top bit of each smaller byte one. The borrow can only spoil bytes
/// above one that was found, and only the lowest counts.
final class HeadBytes {
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;
  private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;
  private static final long COLONS = 0x3a3a3a3a3a3a3a3aL;

  private HeadBytes() {}

  /// {@return where the first control character is, which all but a tab end a line or spoil it; -1
  /// when there is none}
  static int control(ByteBuf in, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = in.getLongLE(i);
      long found = (((word - SPACES) & ~word) | zeros(word ^ DELETES)) & TOPS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      byte b = in.getByte(i);
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return i;
      }
    }
    return -1;
  }

  /// Looks for the end of a line: CR LF, and no other control characters but tabs before it.
  ///
  /// @return the index behind it; -1 when the line is not complete
  static int lineEnd(ByteBuf in, int from, int to) throws HttpProtocolException {
    int at = control(in, from, to);
    while (at >= 0 && in.getByte(at) == '\t') {
      at = control(in, at + 1, to);
    }
    if (at < 0) {
      return -1;
    }
    if (in.getByte(at) != '\r') {
      throw new HttpProtocolException(
          "a control character in a line, at " + show(in, from, at), Status.BAD_REQUEST);
    }
    if (at + 1 == to) {
      return -1;
    }
    if (in.getByte(at + 1) != '\n') {
      throw new HttpProtocolException(
          "a CR without LF, at " + show(in, from, at), Status.BAD_REQUEST);
    }
    return at + 2;
  }

  /// {@return the last bytes before `at` and the one there, so that a log can carry them}
  static String show(ByteBuf in, int from, int at) {
    StringBuilder text = new StringBuilder("'");
    for (int i = Math.max(from, at - 20); i <= at; i++) {
      int b = in.getUnsignedByte(i);
      if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x%02x".formatted(b));
      }
    }
    return text.append('\'').toString();
  }

  /// {@return where the first space or control character is; -1 when there is none}
  static int space(ByteBuf in, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = in.getLongLE(i);
      long found = (((word - SPACES - ONES) & ~word) | zeros(word ^ DELETES)) & TOPS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      byte b = in.getByte(i);
      if ((b >= 0 && b <= ' ') || b == 0x7f) {
        return i;
      }
    }
    return -1;
  }

  /// {@return where the first colon, space or control character is; -1 when there is none}
  static int colon(ByteBuf in, int from, int to) {
    int i = from;
    for (; i + 8 <= to; i += 8) {
      long word = in.getLongLE(i);
      long found = (((word - SPACES - ONES) & ~word) | zeros(word ^ COLONS)) & TOPS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      byte b = in.getByte(i);
      if ((b >= 0 && b <= ' ') || b == ':') {
        return i;
      }
    }
    return -1;
  }

  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }
}
