package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Bytes that have come and were not read yet: first those of an array of our own, then buffers of
/// the channel, as they came. So what is read in blocks is copied once, into what the caller gets.
///
/// Into the array goes what has to be searched, for there that is fast; and what would waste
/// memory: a peer that sends one byte at a time does not make this hold a buffer for each.
final class ByteQueue {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final byte[] NONE = {};

  /// A connection that rests keeps no larger array than this.
  private static final int KEPT = 4096;

  /// A buffer is kept if it holds at least this much, and is filled to at least this part.
  private static final int SMALL = 256;

  private static final int FILLED = 4;

  private byte[] array = NONE;
  private int head;
  private int tail;

  /// None is empty.
  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(2);

  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  // --- in and out ---

  /// Takes `data`, which is this queue's to release.
  void add(ByteBuf data) {
    int count = data.readableBytes();
    int newSize = Math.addExact(size, count);
    if (count >= SMALL && count >= data.capacity() / FILLED) {
      buffers.add(data);
    } else {
      gather();
      append(data);
    }
    size = newSize;
  }

  byte[] take(int count) {
    int first = Math.min(count, tail - head);
    byte[] taken = Arrays.copyOfRange(array, head, head + count); // zeros where the array ends
    dropFromArray(first);
    for (int from = first; from < count; ) {
      ByteBuf buffer = buffers.getFirst();
      int part = Math.min(count - from, buffer.readableBytes());
      buffer.readBytes(taken, from, part);
      from += part;
      releaseIfRead(buffer);
    }
    size -= count;
    return taken;
  }

  void take(ByteBuffer target, int count) {
    int first = Math.min(count, tail - head);
    target.put(array, head, first);
    dropFromArray(first);
    for (int left = count - first; left > 0; ) {
      ByteBuf buffer = buffers.getFirst();
      int part = Math.min(left, buffer.readableBytes());
      buffer.readBytes(target.slice(target.position(), part));
      target.position(target.position() + part);
      left -= part;
      releaseIfRead(buffer);
    }
    size -= count;
  }

  void drop(int count) {
    int first = Math.min(count, tail - head);
    dropFromArray(first);
    for (int left = count - first; left > 0; ) {
      ByteBuf buffer = buffers.getFirst();
      int part = Math.min(left, buffer.readableBytes());
      buffer.skipBytes(part);
      left -= part;
      releaseIfRead(buffer);
    }
    size -= count;
  }

  byte[] takeAll() {
    return take(size);
  }

  /// Undoes taking `first`, of whatever came since then the first.
  void putBack(byte[] first) {
    if (first.length > 0) {
      byte[] all = Arrays.copyOf(first, Math.addExact(first.length, tail - head));
      System.arraycopy(array, head, all, first.length, tail - head);
      array = all;
      head = 0;
      tail = all.length;
      size = Math.addExact(size, first.length);
    }
  }

  private void dropFromArray(int count) {
    head += count;
    if (head == tail) {
      head = 0;
      tail = 0;
      if (array.length > KEPT) {
        array = NONE;
      }
    }
  }

  private void releaseIfRead(ByteBuf first) {
    if (!first.isReadable()) {
      buffers.removeFirst();
      first.release();
    }
  }

  /// Moves everything into the array. From then on nothing here has to be released.
  void gather() {
    while (!buffers.isEmpty()) {
      append(buffers.removeFirst());
    }
  }

  /// Moves `data` to the end of the array.
  private void append(ByteBuf data) {
    int count = data.readableBytes();
    makeRoom(count);
    data.readBytes(array, tail, count);
    data.release();
    tail += count;
  }

  private void makeRoom(int count) {
    if (array.length - tail >= count) {
      return;
    }
    int length = tail - head;
    int needed = Math.addExact(length, count);
    // Moving is paid for by what was taken since: never more than half is moved in place.
    byte[] target =
        needed <= array.length && length <= array.length / 2
            ? array
            : new byte[Math.max(Math.max(SMALL, needed), Math.min(2 * length, MOST))];
    System.arraycopy(array, head, target, 0, length);
    array = target;
    head = 0;
    tail = length;
  }

  /// The length of the longest array.
  private static final int MOST = Integer.MAX_VALUE - 8;

  // --- searching ---

  /// Where `wanted` is, at `from` or later; -1 where it is not.
  ///
  /// Eight bytes at a time: the lowest byte of `x` that is zero is the first whose high bit is set
  /// in `(x - ONES) & ~x & HIGH_BITS`.
  int indexOf(byte wanted, int from) {
    gather();
    byte[] in = array;
    int to = tail;
    int i = head + from;
    long pattern = (wanted & 0xFF) * ONES;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long x = (long) LONGS.get(in, i) ^ pattern;
      long zeros = (x - ONES) & ~x & HIGH_BITS;
      if (zeros != 0) {
        return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE - head;
      }
    }
    for (; i < to; i++) {
      if (in[i] == wanted) {
        return i - head;
      }
    }
    return -1;
  }

  /// Where `wanted` begins, at `from` or later; -1 where it does not.
  int indexOf(byte[] wanted, int from) {
    for (int i = indexOf(wanted[0], from); i >= 0; i = indexOf(wanted[0], i + 1)) {
      int at = head + i;
      if (tail - at < wanted.length) {
        return -1;
      }
      if (Arrays.equals(array, at, at + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }
}
