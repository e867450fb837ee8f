package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;

/// Where TLS's records begin in what comes, and of which type they say they are: a byte for the
/// type, two for the version, two for the length, and then the content.
final class TlsRecords {
  /// The type of what is said before there are keys. After a handshake only TLS 1.2 has it, for
  /// another handshake.
  static final byte HANDSHAKE = 22;

  private static final int HEADER = 5;

  /// How much of a header has come; less than all of it.
  private int headerRead;

  /// The length that the header says, as far as it has come; then how much content is to come.
  private int remaining;

  /// Looks at what comes next, without taking it.
  ///
  /// @return whether a record of the type [#HANDSHAKE] begins in it
  boolean hasHandshake(ByteBuf bytes) {
    boolean found = false;
    int end = bytes.writerIndex();
    for (int at = bytes.readerIndex(); at < end; ) {
      if (headerRead == 0 && remaining > 0) {
        int count = Math.min(remaining, end - at);
        remaining -= count;
        at += count;
        continue;
      }
      byte value = bytes.getByte(at++);
      if (headerRead == 0) {
        found |= value == HANDSHAKE;
      } else if (headerRead >= 3) {
        remaining = remaining << 8 | (value & 0xff);
      }
      headerRead = (headerRead + 1) % HEADER;
    }
    return found;
  }
}
