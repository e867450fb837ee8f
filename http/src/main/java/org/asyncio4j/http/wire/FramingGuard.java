package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.jspecify.annotations.Nullable;

/// Stands before the codec and looks at every byte that says where a message, the lines of its head
/// and its chunks begin and end (RFC 9112). What is in order goes on untouched. What somebody else
/// could understand in another way than the codec does ends the connection.
///
/// A head goes on when it is complete, and one message at a time: the next waits here while the
/// channel does not read ([io.netty.channel.ChannelConfig#isAutoRead]).
///
/// What body follows a head is not guessed here: the check behind the codec says it, by [#follow],
/// having seen what the codec has made of the head. So the two cannot go apart.
///
/// A failure is one [HttpProtocolException] for `exceptionCaught`, after all that came before it.
abstract class FramingGuard extends ChannelDuplexHandler {
  /// No body: the next message comes.
  static final long NOTHING = 0;

  /// A chunked body.
  static final long CHUNKED = -1;

  /// A body that ends with the connection.
  static final long UNTIL_CLOSE = -2;

  /// Another protocol.
  static final long TUNNEL = -3;

  private static final long UNKNOWN = -4;

  static final int INCOMPLETE = -1;

  private enum State {
    /// Before a message.
    START,
    FIRST_LINE,
    FIELDS,
    /// In a body of known length, or in a chunk.
    DATA,
    DATA_UNTIL_CLOSE,
    CHUNK_SIZE,
    CHUNK_END,
    TRAILERS,
    /// Nothing is looked at any more.
    THROUGH,
    /// Nothing goes on any more.
    DEAD
  }

  final HttpLimits limits;
  private final FieldLines fields;
  private State state = State.START;

  /// What has come and has not gone on: a head or a line that is not complete, or what is held.
  private @Nullable ByteBuf kept;

  /// How many bytes of `kept` are lines that were looked at.
  private int seen;

  /// How much of a body or a chunk is to come.
  private long left;

  private boolean chunked;

  /// How long the extensions of the body's chunks are until now.
  private int extensions;

  private long body = UNKNOWN;
  private boolean last;

  /// Whether the stream has ended within a message.
  private boolean cut;

  /// Whether the next message waits until the channel reads again.
  private boolean held;

  /// The end of the stream, which has come behind what is held.
  private @Nullable Object end;

  FramingGuard(HttpLimits limits) {
    this.limits = limits;
    fields = new FieldLines(limits);
  }

  // --- what the sides differ in ---

  /// Something has come, and no message had begun.
  ///
  /// @return where the first line begins; [#INCOMPLETE] when that is not known yet
  abstract int begin(ByteBuf in, int from, int to) throws HttpProtocolException;

  /// Looks at a first line.
  ///
  /// @return where it has ended; [#INCOMPLETE] when it has not
  abstract int firstLine(ByteBuf in, int from, int to) throws HttpProtocolException;

  // --- for the check behind the codec ---

  /// Says what comes after the head that was just decoded: a length, or one of the constants.
  void follow(long body) {
    this.body = body;
  }

  /// Drops all that comes after the message that is being received.
  void last() {
    last = true;
  }

  /// Lets nothing go on any more.
  void die() {
    state = State.DEAD;
  }

  // --- for who uses the connection ---

  /// Whether nothing waits here.
  public boolean isClean() {
    return kept == null && state != State.DEAD;
  }

  /// Whether the stream has ended within a message.
  public boolean isCut() {
    return cut;
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf in)) {
      context.fireChannelRead(message);
      return;
    }
    ByteBuf before = kept;
    kept =
        before == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), before, in);
    if (!held) {
      goOn(context);
    }
  }

  private void goOn(ChannelHandlerContext context) {
    try {
      for (ByteBuf in = kept; in != null && advance(context, in); in = kept) {
        // until all has gone on, or the rest is not complete or has to wait
      }
    } catch (HttpProtocolException e) {
      fail(context, e);
    }
  }

  /// Hands on a head or what there is of a body.
  ///
  /// @return whether to go on
  private boolean advance(ChannelHandlerContext context, ByteBuf in) throws HttpProtocolException {
    if (!in.isReadable()) {
      drop();
      return false;
    }
    switch (state) {
      case DEAD -> drop();
      case THROUGH, DATA_UNTIL_CLOSE -> handOn(context, in, in.writerIndex());
      case START, FIRST_LINE, FIELDS -> {
        int headEnd = head(in);
        if (headEnd == INCOMPLETE) {
          return false;
        }
        handOn(context, in, headEnd);
        if (state == State.FIELDS) { // else the check has found something
          headEnded();
        }
      }
      default -> {
        int bodyEnd = body(in);
        if (bodyEnd == in.readerIndex()) {
          return false;
        }
        handOn(context, in, bodyEnd);
      }
    }
    return state != State.START || mayBegin(context);
  }

  private void handOn(ChannelHandlerContext context, ByteBuf in, int to) {
    if (to == in.writerIndex()) {
      kept = null;
      context.fireChannelRead(in);
    } else {
      context.fireChannelRead(in.readRetainedSlice(to - in.readerIndex()));
    }
  }

  /// {@return whether the next message's turn has come; there may be none yet}
  private boolean mayBegin(ChannelHandlerContext context) {
    if (last) {
      state = State.DEAD;
    } else if (kept != null && !context.channel().config().isAutoRead()) {
      held = true;
      return false;
    }
    return true;
  }

  // --- heads ---

  /// {@return where the head ends}
  private int head(ByteBuf in) throws HttpProtocolException {
    int base = in.readerIndex();
    int to = in.writerIndex();
    int at = base + seen;
    if (state == State.START) {
      at = begin(in, at, to);
      if (at == INCOMPLETE) {
        return INCOMPLETE;
      }
      seen = at - base;
      state = State.FIRST_LINE;
    }
    if (state == State.FIRST_LINE) {
      at = firstLine(in, at, to);
      if (at == INCOMPLETE) {
        return INCOMPLETE;
      }
      seen = at - base;
      state = State.FIELDS;
      fields.begin();
    }
    at = fields.look(in, at, to);
    if (fields.ended()) {
      seen = 0;
      return at;
    }
    seen = at - base;
    return INCOMPLETE;
  }

  private void headEnded() throws HttpProtocolException {
    long follows = body;
    body = UNKNOWN;
    chunked = follows == CHUNKED;
    extensions = 0;
    left = follows;
    if (follows == NOTHING) {
      state = State.START;
    } else if (follows > 0) {
      state = State.DATA;
    } else if (follows == CHUNKED) {
      state = State.CHUNK_SIZE;
    } else if (follows == UNTIL_CLOSE) {
      state = State.DATA_UNTIL_CLOSE;
    } else if (follows == TUNNEL) {
      state = State.THROUGH;
    } else {
      throw new HttpProtocolException("a head could not be understood", 400);
    }
  }

  // --- bodies ---

  /// {@return up to where there is nothing wrong, at most to the end of the message}
  private int body(ByteBuf in) throws HttpProtocolException {
    int at = in.readerIndex();
    int to = in.writerIndex();
    while (at < to) {
      switch (state) {
        case DATA -> {
          int count = (int) Math.min(left, to - at);
          at += count;
          left -= count;
          if (left == 0) {
            state = chunked ? State.CHUNK_END : State.START;
          }
        }
        case CHUNK_END -> {
          if (to - at < 2) {
            return at;
          }
          if (in.getByte(at) != '\r' || in.getByte(at + 1) != '\n') {
            throw new HttpProtocolException("the data of a chunk does not end with CR LF", 400);
          }
          at += 2;
          state = State.CHUNK_SIZE;
        }
        case CHUNK_SIZE -> {
          int lineEnd = chunkSize(in, at, to);
          if (lineEnd == INCOMPLETE) {
            return at;
          }
          at = lineEnd;
        }
        case TRAILERS -> {
          at = fields.look(in, at, to);
          if (!fields.ended()) {
            return at;
          }
          state = State.START;
        }
        default -> {
          return at; // the message has ended
        }
      }
    }
    return at;
  }

  /// Looks at a line with a chunk's size.
  ///
  /// @return where it has ended
  private int chunkSize(ByteBuf in, int from, int to) throws HttpProtocolException {
    ChunkLine line = ChunkLine.look(in, from, to, limits.chunkExtensionsLength() - extensions);
    if (line == null) {
      return INCOMPLETE;
    }
    extensions += line.extensions();
    left = line.size();
    if (left == 0) {
      state = State.TRAILERS;
      fields.begin();
    } else {
      state = State.DATA;
    }
    return line.end();
  }

  // --- reading, and the end ---

  /// Somebody wants more: what is held comes first.
  @Override
  public void read(ChannelHandlerContext context) {
    if (held) {
      context.executor().execute(() -> resume(context)); // not inside the caller's own code
    } else {
      context.read();
    }
  }

  private void resume(ChannelHandlerContext context) {
    if (!held || context.isRemoved()) {
      return;
    }
    held = false;
    goOn(context);
    context.fireChannelReadComplete();
    if (!held) {
      Object event = end;
      if (event != null) {
        end = null;
        ended(context);
        context.fireUserEventTriggered(event);
      }
      context.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (held) {
        end = event;
        return;
      }
      ended(context);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    held = false;
    ended(context);
    drop();
    context.fireChannelInactive();
  }

  private void ended(ChannelHandlerContext context) {
    switch (state) {
      case START, DATA_UNTIL_CLOSE, THROUGH, DEAD -> {}
      default -> {
        cut = true;
        fail(context, new HttpProtocolException(CUT, 400));
      }
    }
  }

  private static final String CUT = "the connection was closed in the middle of a message";

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    state = State.DEAD;
    drop();
    context.fireExceptionCaught(cause);
  }

  private void fail(ChannelHandlerContext context, HttpProtocolException failure) {
    state = State.DEAD;
    drop();
    context.fireExceptionCaught(failure);
  }

  private void drop() {
    ByteBuf in = kept;
    kept = null;
    if (in != null) {
      in.release();
    }
  }

  /// What has not gone on goes to the handler that comes next: another protocol's.
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf in = kept;
    kept = null;
    if (in == null) {
      return;
    }
    if (state == State.DEAD || !in.isReadable()) {
      in.release();
    } else {
      context.fireChannelRead(in);
      context.fireChannelReadComplete();
    }
  }
}
