package org.asyncio4j.http.wire;

import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.COMPRESSION_ERROR;
import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.net.ChannelConnection;

/// Stands before the codec and refuses what the codec would answer without an end: frames that cost
/// the other side nothing and this one an answer, or at least the work of looking at each.
///
/// Those that carry neither headers nor data (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, RST_STREAM,
/// unknown ones, empty DATA) take from a budget. It grows with time, and with each frame of data
/// that is sent, which the other side may well acknowledge. Frames are counted before the codec
/// sees any of them, so none is answered in a read in which the budget ends.
///
/// When the connection has been refused, here or by the codec, the GOAWAY that says so would be
/// lost if the socket were closed while something unread is in it (the kernel then sends a reset):
/// what comes is dropped for a moment, until the other side has closed.
///
/// On the loop, in a poll.
final class Http2FrameGuard extends ChannelDuplexHandler {
  private static final int CREDIT_FOR_DATA = 4;

  /// Hears what its deadlines depend on.
  interface Listener {
    /// Headers begin to come.
    void headersBegin();

    /// So many bytes of this stream's data go out.
    void sent(int streamId, int bytes);
  }

  /// How long, and for how many bytes, the other side is waited for when it has been refused.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final int MAX_DROPPED = 1024 * 1024;

  /// RFC 7541, section 4.2: the lowest size and the last one need no more.
  private static final int MAX_TABLE_UPDATES = 2;

  /// How far the end of the connection has come; only ever further.
  private enum State {
    /// Nothing is wrong.
    OPEN,

    /// The other side has gone too far, and the codec is about to say so.
    REFUSING,

    /// All of the GOAWAY with the error has passed: the codec closes when that is sent, and what it
    /// says until then nobody wants.
    REFUSED,

    /// The codec has closed the connection.
    LINGERING
  }

  private final ChannelConnection connection;
  private final boolean isServer;
  private final int capacity;
  private final int maxResets;
  private final Http2FrameWalk incoming;
  private final Http2FrameWalk outgoing;

  private final Listener listener;

  /// How many frames the other side may still send, as of `refilled`.
  private double budget;

  private long refilled = System.nanoTime();

  /// How many blocks of headers have begun, and whether the last of them is not complete.
  private int blocks;

  private boolean inBlock;

  /// Whether the block may still begin with changes of the table's size, and how many it has; in
  /// one that goes over several bytes; how many bytes come before the block.
  private boolean inTableUpdates;

  private int tableUpdates;
  private boolean inTableSize;
  private int skip;

  private long received;

  private State state = State.OPEN;

  /// How many streams had to be reset for what the other side did, since `resetsSince`. The codec
  /// could count them too, but not those that are refused because there are too many.
  private int resets;

  private long resetsSince = System.nanoTime();

  private int dropped;

  /// How many bytes of the GOAWAY's payload have gone out.
  private int goAwayPosition;

  /// @param isServer whether the other side speaks first, with the preface
  Http2FrameGuard(
      ChannelConnection connection, Http2Limits limits, boolean isServer, Listener listener) {
    this.connection = connection;
    this.listener = listener;
    capacity = limits.controlFrames();
    budget = capacity;
    maxResets = limits.maxResets();
    this.isServer = isServer;
    int preface = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
    incoming = new Incoming(isServer ? preface : 0);
    outgoing = new Outgoing(isServer ? 0 : preface);
  }

  /// {@return whether the other side has gone too far: the connection ends}
  boolean isRefused() {
    return state != State.OPEN;
  }

  /// {@return how many bytes have come}
  long received() {
    return received;
  }

  /// {@return the number of the block of headers of which a part is missing; 0 for none}
  int openBlock() {
    return inBlock ? blocks : 0;
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf data = (ByteBuf) message;
    received += data.readableBytes();
    if (state == State.OPEN) {
      incoming.walk(data);
    }
    if (state == State.OPEN) {
      context.fireChannelRead(data);
    } else {
      drop(data);
    }
  }

  private void drop(ByteBuf data) {
    dropped += data.readableBytes();
    data.release();
    if (dropped > MAX_DROPPED) {
      connection.abort();
    }
  }

  private final class Incoming extends Http2FrameWalk {
    Incoming(int before) {
      super(before);
    }

    @Override
    void frameBegins(int type, int flags, int length, int streamId) {
      switch (type) {
        case Http2FrameTypes.HEADERS, Http2FrameTypes.PUSH_PROMISE -> {
          blocks++;
          inBlock = true;
          listener.headersBegin();
          inTableUpdates = true;
          inTableSize = false;
          tableUpdates = 0;
          skip = bytesBeforeBlock(type, flags);
        }
        case Http2FrameTypes.CONTINUATION -> {} // the codec counts these
        case Http2FrameTypes.DATA -> {
          if (length == 0 && (flags & Http2Flags.END_STREAM) == 0) {
            take();
          }
        }
        default -> take();
      }
    }

    @Override
    void payload(int type, int flags, int length, ByteBuf data, int from, int count) {
      if (inTableUpdates
          && (type == Http2FrameTypes.HEADERS
              || type == Http2FrameTypes.CONTINUATION
              || type == Http2FrameTypes.PUSH_PROMISE)) {
        for (int i = from; i < from + count && inTableUpdates; i++) {
          lookForTableUpdate(data.getByte(i));
        }
      }
    }

    @Override
    void frameEnds(int type, int flags) {
      if ((flags & Http2Flags.END_HEADERS) != 0
          && (type == Http2FrameTypes.HEADERS
              || type == Http2FrameTypes.CONTINUATION
              || type == Http2FrameTypes.PUSH_PROMISE)) {
        inBlock = false;
      }
    }
  }

  private static int bytesBeforeBlock(int type, int flags) {
    int padding = (flags & Http2Flags.PADDED) != 0 ? 1 : 0;
    if (type == Http2FrameTypes.PUSH_PROMISE) {
      return padding + 4;
    }
    return padding + ((flags & Http2Flags.PRIORITY) != 0 ? 5 : 0);
  }

  /// Each change makes the codec copy its table, so a block full of them is cheap for the other
  /// side only.
  private void lookForTableUpdate(byte next) {
    if (skip > 0) {
      skip--;
    } else if (inTableSize) {
      inTableSize = next < 0;
    } else if ((next & 0xe0) == 0x20) {
      inTableSize = (next & 0x1f) == 0x1f;
      if (++tableUpdates > MAX_TABLE_UPDATES) {
        refuse(
            COMPRESSION_ERROR,
            "more than %d changes of the table's size before one block of headers",
            MAX_TABLE_UPDATES);
      }
    } else {
      inTableUpdates = false;
    }
  }

  private void take() {
    if (budget < 1) {
      long now = System.nanoTime();
      budget = Math.min(capacity, budget + (now - refilled) / 1e9 * capacity / 10);
      refilled = now;
      if (budget < 1) {
        refuse(
            ENHANCE_YOUR_CALM,
            "too many frames without headers and data: more than %d, and %d each second",
            capacity,
            capacity / 10);
      }
    }
    budget--;
  }

  /// Has the codec tell the other side, and close.
  private void refuse(Http2Error error, String reason, Object... numbers) {
    if (state == State.OPEN) {
      state = State.REFUSING;
      Http2Exception exception = Http2Exception.connectionError(error, reason, numbers);
      connection.channel().pipeline().context(this).fireExceptionCaught(exception);
    }
  }

  // --- what goes ---

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (state.compareTo(State.REFUSED) >= 0) { // what the codec answers to the rest of a read
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    if (message instanceof ByteBuf data) {
      outgoing.walk(data);
      if (resets > maxResets) {
        dropReset(message, promise);
        return;
      }
    }
    context.write(message, promise);
  }

  private void dropReset(Object reset, ChannelPromise promise) {
    resets--;
    ReferenceCountUtil.release(reset);
    promise.trySuccess();
    refuse(
        ENHANCE_YOUR_CALM,
        "more than %d streams in %d s had to be reset",
        maxResets,
        Http2Limits.RESET_WINDOW.toSeconds());
  }

  /// {@return whether a reset is for what the other side did} A server's may follow a whole answer,
  /// and a client's take its own request back.
  private boolean isRefusal(long errorCode) {
    return errorCode != NO_ERROR.code() && (isServer || errorCode != CANCEL.code());
  }

  private void countReset() {
    long now = System.nanoTime();
    if (now - resetsSince > Http2Limits.RESET_WINDOW.toNanos()) {
      resetsSince = now;
      resets = 0;
    }
    resets++;
  }

  private final class Outgoing extends Http2FrameWalk {
    Outgoing(int before) {
      super(before);
    }

    @Override
    void frameBegins(int type, int flags, int length, int streamId) {
      if (type == Http2FrameTypes.DATA) {
        budget = Math.min(capacity, budget + CREDIT_FOR_DATA);
        listener.sent(streamId, length);
      } else if (type == Http2FrameTypes.GO_AWAY) {
        goAwayPosition = 0;
      }
    }

    @Override
    void payload(int type, int flags, int length, ByteBuf data, int from, int count) {
      if (type == Http2FrameTypes.GO_AWAY) {
        for (int i = from; i < from + count; i++, goAwayPosition++) {
          boolean inErrorCode = goAwayPosition >= 4 && goAwayPosition < 8;
          if (state == State.OPEN && inErrorCode && data.getByte(i) != 0) {
            state = State.REFUSING;
          }
        }
      } else if (type == Http2FrameTypes.RST_STREAM && count == Integer.BYTES) {
        if (isRefusal(data.getUnsignedInt(from))) {
          countReset();
        }
      }
    }

    @Override
    void frameEnds(int type, int flags) {
      if (state == State.REFUSING && type == Http2FrameTypes.GO_AWAY) {
        state = State.REFUSED;
      }
    }
  }

  // --- the end ---

  /// Called by the codec, when it has told the other side why.
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (state != State.LINGERING) {
      state = State.LINGERING;
      context.executor().schedule(this::abort, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }
    promise.setSuccess();
  }

  private void abort() {
    connection.abort();
  }

  /// The other side sends nothing more: with that, the connection is over.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      connection.close();
    }
    context.fireUserEventTriggered(event);
  }
}
