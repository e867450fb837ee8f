package org.asyncio4j.net.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads into arrays that are as long as what is there. Off the loop.
final class Bytes {
  /// An array cannot be longer.
  static final int LONGEST = Integer.MAX_VALUE - 8;

  /// How much goes through the JDK's own buffer at a time, which would else be as large as ours.
  static final int PIECE = 1024 * 1024;

  private static final int MORE = 64 * 1024;

  private Bytes() {}

  /// Where they come from.
  @FunctionalInterface
  interface Source {
    /// Reads into `target`.
    ///
    /// @param count how many were read before
    /// @return how many, at least one; -1 at the end
    int read(ByteBuffer target, int count) throws IOException;
  }

  /// Up to `most` bytes; fewer only at the end of the source.
  ///
  /// @param expected how many the source says it has
  static byte[] read(Source source, long expected, int most) throws IOException {
    if (expected > most && most == LONGEST) {
      throw new IOException(expected + " bytes do not fit into an array: read in pieces");
    }
    byte[] bytes = new byte[(int) Math.min(expected, most)];
    int count = fill(source, bytes, 0);
    while (count == bytes.length && count < most) { // it has grown, or does not know how long it is
      byte[] more = new byte[Math.min(most - count, MORE)];
      ByteBuffer target = ByteBuffer.wrap(more);
      int added = source.read(target, count);
      if (added < 0) {
        break;
      }
      bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(count + added, 2 * count)));
      System.arraycopy(more, 0, bytes, count, added);
      count = fill(source, bytes, count + added);
    }
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  /// Fills `target` behind its first `count` bytes. {@return how many it has then}
  private static int fill(Source source, byte[] target, int count) throws IOException {
    int filled = count;
    while (filled < target.length) {
      ByteBuffer piece = ByteBuffer.wrap(target, filled, Math.min(PIECE, target.length - filled));
      int read = source.read(piece, filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }
}
