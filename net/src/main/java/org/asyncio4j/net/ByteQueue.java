package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that have come and were not read yet, in one piece, so that separators are found fast.
final class ByteQueue {
  private static final byte[] NONE = {};

  /// A connection that rests keeps no more than this.
  private static final int KEPT = 4096;

  private byte[] bytes = NONE;
  private int head;
  private int tail;

  int size() {
    return tail - head;
  }

  boolean isEmpty() {
    return head == tail;
  }

  void add(ByteBuf more) {
    int count = more.readableBytes();
    makeRoom(count);
    more.readBytes(bytes, tail, count);
    tail += count;
  }

  private void makeRoom(int count) {
    if (bytes.length - tail >= count) {
      return;
    }
    int size = size();
    int needed = Math.addExact(size, count);
    // Moving is paid for by what was taken since: never more than half is moved in place.
    byte[] target =
        needed <= bytes.length && size <= bytes.length / 2
            ? bytes
            : new byte[Math.max(Math.max(256, needed), Math.min(2 * size, Integer.MAX_VALUE - 8))];
    System.arraycopy(bytes, head, target, 0, size);
    bytes = target;
    head = 0;
    tail = size;
  }

  byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(bytes, head, head + count);
    drop(count);
    return taken;
  }

  void take(ByteBuffer target, int count) {
    target.put(bytes, head, count);
    drop(count);
  }

  void drop(int count) {
    head += count;
    if (head == tail) {
      head = 0;
      tail = 0;
      if (bytes.length > KEPT) {
        bytes = NONE;
      }
    }
  }

  byte[] takeAll() {
    return take(size());
  }

  /// Undoes taking `first`, of whatever came since then the first.
  void putBack(byte[] first) {
    if (first.length == 0) {
      return;
    }
    byte[] all = Arrays.copyOf(first, Math.addExact(first.length, size()));
    System.arraycopy(bytes, head, all, first.length, size());
    bytes = all;
    head = 0;
    tail = all.length;
  }

  /// Where `wanted` begins, at `from` or later; -1 where it does not.
  int indexOf(byte[] wanted, int from) {
    int last = tail - wanted.length;
    byte first = wanted[0];
    for (int i = head + from; i <= last; i++) {
      if (bytes[i] == first
          && (wanted.length == 1
              || Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length))) {
        return i - head;
      }
    }
    return -1;
  }
}
