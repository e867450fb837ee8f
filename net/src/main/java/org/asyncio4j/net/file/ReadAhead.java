package org.asyncio4j.net.file;

import java.util.Arrays;

/// What is in a file from its position on, as far as it was read ahead.
final class ReadAhead {
  private static final byte[] NONE = {};

  private byte[] bytes = NONE;
  private int head;

  int size() {
    return bytes.length - head;
  }

  /// Adds what follows, which is not copied if there is nothing.
  void add(byte[] more) {
    bytes = join(take(size()), more);
  }

  byte[] take(int count) {
    byte[] taken = count == bytes.length ? bytes : Arrays.copyOfRange(bytes, head, head + count);
    head += count;
    if (head == bytes.length) {
      forget();
    }
    return taken;
  }

  void forget() {
    bytes = NONE;
    head = 0;
  }

  /// How many bytes are before the first `wanted`, which is known not to be among the first `from`;
  /// -1 where there is none.
  int find(byte wanted, int from) {
    for (int i = head + from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i - head;
      }
    }
    return -1;
  }

  static byte[] join(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, Math.addExact(first.length, second.length));
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
