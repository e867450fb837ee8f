package org.asyncio4j.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.asyncio4j.net.ChannelConnection;
import org.jspecify.annotations.Nullable;

/// Keeps what comes by a stream while its channel does not read by itself
/// ([io.netty.channel.ChannelConfig#isAutoRead]), and gives the other side leave to send more when
/// it is handed on (RFC 9113, section 5.2).
///
/// The window bounds bytes, not frames, and the channel's own queue has an entry for each: data of
/// one byte would cost a few hundred. Here data that waits becomes one buffer.
///
/// First in the stream's pipeline. On the loop.
final class Http2Inflow extends ChannelDuplexHandler {
  private final ChannelConnection connection;

  /// Frames that wait; data that is not the end is only in front of others.
  private final ArrayDeque<Object> waiting = new ArrayDeque<>(2);

  /// The last of those, if it is data to which more can be added.
  private @Nullable ByteBuf open;

  /// How many bytes of the window wait with them, and how many are to be given back.
  private int held;

  private int free;

  Http2Inflow(ChannelConnection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
  }

  // --- what comes ---

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    int cost = message instanceof Http2DataFrame data ? data.initialFlowControlledBytes() : 0;
    if (waiting.isEmpty() && context.channel().config().isAutoRead()) {
      free += cost;
      context.fireChannelRead(message);
      return;
    }
    held += cost;
    if (message instanceof Http2DataFrame data && !data.isEndStream()) {
      keep(context, data);
    } else {
      open = null;
      waiting.add(message);
    }
  }

  private void keep(ChannelHandlerContext context, Http2DataFrame data) {
    ByteBuf into = open;
    if (into == null) {
      into = context.alloc().buffer(data.content().readableBytes());
      open = into;
      waiting.add(new DefaultHttp2DataFrame(into, false));
    }
    into.writeBytes(data.content());
    data.release();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    giveBack(context);
    context.fireChannelReadComplete();
    if (!context.channel().config().isAutoRead()) {
      context.read(); // the channel's queue stays empty
    }
  }

  private void giveBack(ChannelHandlerContext context) {
    if (free > 0 && context.channel().isActive()) {
      context.write(new DefaultHttp2WindowUpdateFrame(free));
      free = 0;
      connection.flushSoon();
    }
  }

  // --- handing on ---

  @Override
  public void read(ChannelHandlerContext context) {
    if (waiting.isEmpty()) {
      context.read();
    } else {
      context.executor().execute(() -> resume(context)); // not inside the caller's own code
    }
  }

  private void resume(ChannelHandlerContext context) {
    if (waiting.isEmpty() || context.isRemoved()) {
      return;
    }
    while (!waiting.isEmpty() && context.channel().config().isAutoRead()) {
      handOn(context);
    }
    giveBack(context);
    context.fireChannelReadComplete();
    context.read();
  }

  private void handOn(ChannelHandlerContext context) {
    Object next = waiting.remove();
    if (waiting.isEmpty()) {
      open = null;
      free += held;
      held = 0;
    }
    context.fireChannelRead(next);
  }

  // --- the end ---

  /// What has come before the end of the stream is heard before it: no more than the window.
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    while (!waiting.isEmpty()) {
      handOn(context);
    }
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
