package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.http.Body;
import org.asyncio4j.http.BodyTooLargeException;
import org.asyncio4j.http.HttpProtocolException;
import org.jspecify.annotations.Nullable;

/// A body on its way from a connection's handler to the task that reads it. Above the mark the
/// source is told to pause. On the loop.
public final class IncomingBody implements Body {
  private static final int HIGH_WATER = 64 * 1024;

  /// Pieces below this join the one before, while that is below the other: each piece costs memory
  /// of its own, and holds all of the buffer that it came in.
  private static final int SMALL = 8 * 1024;

  private static final int MAX_JOINED = 16 * 1024;

  /// Where a body comes from. Its methods may be called inside a poll and by tasks.
  public interface Source {
    /// Gives nothing more for now.
    void pauseReading();

    /// Goes on.
    void resumeReading();

    /// Lets who awaits `future` go on; called inside a poll.
    void wake(Future<@Nullable Void> future);

    /// Somebody reads for the first time; where the other side waits for leave to send (`Expect:
    /// 100-continue`), this is it.
    void wanted();
  }

  private final EventLoop loop;
  private final Source source;
  private final long length;

  /// How much is read at the most.
  private long limit;

  private long taken;
  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>(2);

  /// The last of them, if others may join it.
  private @Nullable ByteBuf open;

  private int buffered;
  private boolean paused;
  private boolean wanted;
  private boolean ended;
  private boolean dropping;
  private @Nullable IOException failure;
  private @Nullable Future<@Nullable Void> waiter;

  /// @param length as the headers promise; -1 when they do not say
  /// @param limit how much is read at the most
  public IncomingBody(EventLoop loop, Source source, long length, long limit) {
    this.loop = loop;
    this.source = source;
    this.length = length;
    this.limit = limit;
  }

  /// Sets another limit for what is read in all.
  public void setLimit(long limit) {
    this.limit = limit;
  }

  // --- the handler's side ---

  /// Takes `data`, which is released here.
  public void feed(ByteBuf data) {
    int count = data.readableBytes();
    if (count == 0 || dropping || failure != null) {
      data.release();
      return;
    }
    add(data, count);
    buffered += count;
    if (!paused && buffered > HIGH_WATER) {
      paused = true;
      source.pauseReading();
    }
    wake();
  }

  private void add(ByteBuf data, int count) {
    if (chunks.isEmpty() || count >= SMALL) {
      open = null;
      chunks.add(data);
      return;
    }
    ByteBuf into = open;
    if (into == null || into.readableBytes() + count > MAX_JOINED) {
      into = data.alloc().buffer(count);
      open = into;
      chunks.add(into);
    }
    into.writeBytes(data);
    data.release();
  }

  /// Nothing more comes, and nothing is missing.
  public void end() {
    ended = true;
    wake();
  }

  /// Nothing more comes, because of `cause`. What has come before can be read.
  public void fail(IOException cause) {
    if (!ended && failure == null) {
      failure = cause;
      wake();
    }
  }

  /// {@return whether all of it has come}
  public boolean isEnded() {
    return ended;
  }

  /// {@return whether the end has come, and all before it was read or dropped}
  public boolean isConsumed() {
    return ended && chunks.isEmpty();
  }

  /// Drops what has come and what is to come: nobody will read it.
  public void drop() {
    dropping = true;
    chunks.forEach(ByteBuf::release);
    chunks.clear();
    open = null;
    buffered = 0;
    resumeIfLow();
  }

  private void wake() {
    Future<@Nullable Void> waiting = waiter;
    if (waiting != null) {
      waiter = null;
      source.wake(waiting);
    }
  }

  private void resumeIfLow() {
    if (paused && buffered <= HIGH_WATER / 4) {
      paused = false;
      source.resumeReading();
    }
  }

  // --- the reader's side ---

  @Override
  public byte @Nullable [] read() throws IOException {
    if (length > limit) {
      throw tooLarge(length, limit);
    }
    if (!wanted) {
      wanted = true;
      source.wanted();
    }
    while (chunks.isEmpty()) {
      if (failure != null) {
        throw again(failure);
      }
      if (ended || dropping) {
        return null;
      }
      awaitMore();
    }
    ByteBuf chunk = chunks.remove();
    if (chunk == open) {
      open = null;
    }
    int count = chunk.readableBytes();
    buffered -= count;
    taken += count;
    try {
      if (taken > limit) {
        throw tooLarge(taken, limit);
      }
      return ByteBufUtil.getBytes(chunk);
    } finally {
      chunk.release();
      resumeIfLow();
    }
  }

  private void awaitMore() {
    if (waiter != null) {
      throw new IllegalStateException("another task is reading this body already");
    }
    Future<@Nullable Void> turn = loop.createFuture();
    waiter = turn;
    try {
      turn.await();
    } finally {
      if (waiter == turn) {
        waiter = null;
      }
    }
  }

  /// Each reader gets an exception of its own, with its own stack.
  private static IOException again(IOException failure) {
    return switch (failure) {
      case Repeatable repeatable -> repeatable.again();
      case HttpProtocolException e ->
          new HttpProtocolException(String.valueOf(e.getMessage()), e.status(), e);
      default -> new IOException(failure.getMessage(), failure);
    };
  }

  /// A failure that each reader gets anew.
  public interface Repeatable {
    /// {@return the same with the caller's stack}
    IOException again();
  }

  @Override
  public byte[] readAll() throws IOException {
    return readAll(Long.MAX_VALUE);
  }

  @Override
  public byte[] readAll(long limit) throws IOException {
    if (length > limit) {
      throw tooLarge(length, limit);
    }
    byte[] first = read();
    if (first == null) {
      return new byte[0];
    }
    byte[] next = isConsumed() ? null : read();
    if (next == null) {
      return checked(first, limit);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(first.length + next.length);
    all.writeBytes(first);
    while (next != null) {
      all.writeBytes(next);
      if (all.size() > limit) {
        throw tooLarge(all.size(), limit);
      }
      next = read();
    }
    return all.toByteArray();
  }

  private static byte[] checked(byte[] all, long limit) throws BodyTooLargeException {
    if (all.length > limit) {
      throw tooLarge(all.length, limit);
    }
    return all;
  }

  private static BodyTooLargeException tooLarge(long size, long limit) {
    return new BodyTooLargeException(
        "the body is larger than "
            + limit
            + " bytes ("
            + size
            + " at least): raise the limit, or"
            + " read it bit by bit");
  }

  @Override
  public long length() {
    return length;
  }
}
