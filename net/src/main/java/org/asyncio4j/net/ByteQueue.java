package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Bytes that have come and were not read yet. Buffers of the channel are kept as they are, so that
/// most bytes are copied once, into what the caller gets.
///
/// What would waste memory is copied instead: a peer that sends one byte at a time does not make
/// this hold a buffer for each. So is what has to be in one piece to be searched.
final class ByteQueue {
  /// A buffer is kept if at least this part of it is filled.
  private static final int FILLED = 4;

  private static final int SMALL = 256;

  /// The channel's buffers, and heap buffers of our own, which need not be released and to which
  /// more can be added. None is empty.
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);

  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Takes `data`, which is this queue's to release.
  void add(ByteBuf data) {
    int count = data.readableBytes();
    if (count == 0) {
      data.release();
      return;
    }
    int newSize = Math.addExact(size, count);
    if (count >= SMALL && count >= data.capacity() / FILLED) {
      pieces.add(data);
    } else {
      try {
        ByteBuf last = pieces.peekLast();
        if (last == null || !isOwn(last)) {
          last = Unpooled.buffer(Math.max(SMALL, count));
          pieces.add(last);
        }
        append(last, data);
      } finally {
        data.release();
      }
    }
    size = newSize;
  }

  /// Whether it is garbage like any other when it is let go of, and can grow: pooled buffers may
  /// have an array too.
  private static boolean isOwn(ByteBuf piece) {
    return piece.alloc() == UnpooledByteBufAllocator.DEFAULT
        && piece.hasArray()
        && piece.maxCapacity() == Integer.MAX_VALUE;
  }

  private static void append(ByteBuf piece, ByteBuf data) {
    if (piece.writableBytes() < data.readableBytes()
        && piece.readerIndex() >= piece.readableBytes()) {
      piece.discardReadBytes(); // paid for by what was taken since the last time
    }
    piece.writeBytes(data);
  }

  byte[] take(int count) {
    byte[] taken = new byte[count];
    for (int from = 0; from < count; ) {
      ByteBuf piece = pieces.getFirst();
      int part = Math.min(count - from, piece.readableBytes());
      piece.readBytes(taken, from, part);
      from += part;
      taken(piece, part);
    }
    return taken;
  }

  void take(ByteBuffer target, int count) {
    for (int left = count; left > 0; ) {
      ByteBuf piece = pieces.getFirst();
      int part = Math.min(left, piece.readableBytes());
      ByteBuffer slice = target.slice(target.position(), part);
      piece.readBytes(slice);
      target.position(target.position() + part);
      left -= part;
      taken(piece, part);
    }
  }

  void drop(int count) {
    for (int left = count; left > 0; ) {
      ByteBuf piece = pieces.getFirst();
      int part = Math.min(left, piece.readableBytes());
      piece.skipBytes(part);
      left -= part;
      taken(piece, part);
    }
  }

  /// After `count` bytes were read from `piece`, the first.
  private void taken(ByteBuf piece, int count) {
    size -= count;
    if (!piece.isReadable()) {
      pieces.removeFirst();
      piece.release();
    }
  }

  byte[] takeAll() {
    return take(size);
  }

  /// Undoes taking `first`, of whatever came since then the first.
  void putBack(byte[] first) {
    if (first.length > 0) {
      size = Math.addExact(size, first.length);
      pieces.addFirst(Unpooled.buffer(first.length).writeBytes(first));
    }
  }

  /// Where `wanted` begins, at `from` or later; -1 where it does not.
  int indexOf(byte[] wanted, int from) {
    if (size - from < wanted.length) {
      return -1;
    }
    ByteBuf all = inOnePiece();
    int base = all.readerIndex();
    int last = all.writerIndex() - wanted.length;
    for (int i = base + from; i <= last; i++) {
      i = all.indexOf(i, last + 1, wanted[0]);
      if (i < 0) {
        return -1;
      }
      if (matches(all, i, wanted)) {
        return i - base;
      }
    }
    return -1;
  }

  private static boolean matches(ByteBuf all, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (all.getByte(at + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private ByteBuf inOnePiece() {
    ByteBuf first = pieces.getFirst();
    if (pieces.size() > 1) {
      if (!isOwn(first)) {
        copyFirst();
        first = pieces.getFirst();
      }
      while (pieces.size() > 1) {
        pieces.removeFirst();
        ByteBuf next = pieces.removeFirst();
        append(first, next);
        next.release();
        pieces.addFirst(first);
      }
    }
    return first;
  }

  private void copyFirst() {
    ByteBuf first = pieces.removeFirst();
    ByteBuf copy = Unpooled.buffer(size);
    copy.writeBytes(first);
    first.release();
    pieces.addFirst(copy);
  }

  /// Gives the channel its buffers back: from now on nothing here has to be released.
  void letGo() {
    if (!isEmpty()) {
      if (!isOwn(pieces.getFirst())) {
        copyFirst();
      }
      inOnePiece();
    }
  }
}
