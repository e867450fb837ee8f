package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Decompressor;
import java.util.List;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.asyncio4j.http.Status;
import org.jspecify.annotations.Nullable;

/// One body that is being decompressed, piece by piece: nothing comes out that nobody has asked
/// for, so that what a few bytes grow to is seen before it is there. Each coding pulls from the one
/// before it, and each is held to the limits.
final class DecompressedBody {
  /// What is fed at once. Short, because gzip looks at the rest again for each of its members.
  private static final int SLICE = 4 * 1024;

  /// Up to here a body may grow at any rate.
  private static final long SMALL = 1024 * 1024;

  private final HttpLimits limits;
  private final ByteBufAllocator allocator;
  private final Decompressor[] stages;
  private final boolean[] told;
  private final long[] produced;
  private long consumed;
  private @Nullable ByteBuf input;
  private boolean ended;

  /// @param codings in the order in which they were applied
  DecompressedBody(List<ContentCoding> codings, HttpLimits limits, ByteBufAllocator allocator) {
    this.limits = limits;
    this.allocator = allocator;
    stages = new Decompressor[codings.size()];
    told = new boolean[stages.length];
    produced = new long[stages.length];
    for (int i = 0; i < stages.length; i++) {
      stages[i] = codings.get(stages.length - 1 - i).decompressor(allocator);
    }
  }

  /// Takes `data`, which is released here. All that came before must have been pulled.
  void feed(ByteBuf data) {
    if (data.isReadable()) {
      consumed += data.readableBytes();
      input = data;
    } else {
      data.release();
    }
  }

  /// No more data comes.
  void end() {
    ended = true;
  }

  /// {@return the next piece; null when more data is needed, or the body has ended}
  @Nullable ByteBuf next() throws HttpProtocolException {
    if (consumed == 0) {
      return null; // no body at all, which is none in any coding
    }
    try {
      return next(stages.length - 1);
    } catch (DecompressionException e) {
      throw new HttpProtocolException(
          "a body that is not compressed as its headers say: " + e.getMessage(),
          Status.BAD_REQUEST,
          e);
    }
  }

  private @Nullable ByteBuf next(int stage) throws HttpProtocolException {
    if (stage < 0) {
      return slice();
    }
    Decompressor decompressor = stages[stage];
    while (true) {
      switch (decompressor.status()) {
        case NEED_OUTPUT -> {
          ByteBuf piece = decompressor.takeOutput();
          if (piece.isReadable()) {
            return checked(stage, piece);
          }
          piece.release();
        }
        case NEED_INPUT -> {
          ByteBuf more = next(stage - 1);
          if (more != null) {
            decompressor.addInput(more);
          } else if (ended && !told[stage]) {
            told[stage] = true;
            decompressor.endOfInput();
          } else {
            return null;
          }
        }
        case COMPLETE -> { // what stands behind the end means nothing, as for browsers
          ByteBuf more = next(stage - 1);
          if (more == null) {
            return null;
          }
          more.release();
        }
      }
    }
  }

  /// In memory of the heap: gzip would copy anything else for each of its members.
  private @Nullable ByteBuf slice() {
    ByteBuf from = input;
    if (from == null) {
      return null;
    }
    int count = Math.min(SLICE, from.readableBytes());
    ByteBuf slice = null;
    if (count > 0) {
      slice = allocator.heapBuffer(count).writeBytes(from, count);
    }
    if (!from.isReadable()) {
      input = null;
      from.release();
    }
    return slice;
  }

  private ByteBuf checked(int stage, ByteBuf piece) throws HttpProtocolException {
    long length = produced[stage] += piece.readableBytes();
    boolean tooLong = length > limits.decompressedLength();
    boolean tooFast = length > SMALL && length / limits.decompressionRatio() > consumed;
    if (tooLong || tooFast) {
      piece.release();
      throw new HttpProtocolException(
          tooLong
              ? "a body that is longer than "
                  + limits.decompressedLength()
                  + " bytes when it is decompressed"
              : "a body that is more than "
                  + limits.decompressionRatio()
                  + " times longer when it is decompressed",
          Status.CONTENT_TOO_LARGE);
    }
    return piece;
  }

  /// Frees what is held.
  void close() {
    ByteBuf from = input;
    if (from != null) {
      input = null;
      from.release();
    }
    for (Decompressor stage : stages) {
      stage.close();
    }
  }
}
