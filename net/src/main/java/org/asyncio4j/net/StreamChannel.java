package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// One connection: gives its reader what the channel hears, and its waiters the end (asyncio's
/// `StreamReaderProtocol`). On the loop.
final class StreamChannel extends ChannelInboundHandlerAdapter {
  final NettyReactor reactor;
  final Channel channel;
  final StreamReader reader;
  final StreamWriter writer;

  /// Who waits for the end.
  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();

  /// Called once, at the end.
  private final Runnable whenLost;

  private boolean lost;

  /// Why the connection was lost, if not because somebody here closed it.
  private @Nullable IOException failure;

  /// Prepares `channel`, which is not registered yet.
  StreamChannel(NettyReactor reactor, Channel channel, int limit, Runnable whenLost) {
    this.reactor = reactor;
    this.channel = channel;
    this.whenLost = whenLost;
    reader = new StreamReader(this, limit);
    writer = new StreamWriter(this);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // timers are the loop's
    channel.pipeline().addLast(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      reader.feed((ByteBuf) message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      reader.feedEof();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (lost) {
      return;
    }
    lost = true;
    reader.end(failure);
    writer.end();
    waiters.forEach(reactor::wake);
    waiters.clear();
    whenLost.run();
  }

  /// Ends the connection because of `cause`.
  void fail(Throwable cause) {
    if (!lost && failure == null && !writer.isClosing()) {
      failure = cause instanceof IOException io ? io : new IOException(cause);
    }
    channel.close();
  }

  boolean isLost() {
    return lost;
  }

  @Nullable IOException failure() {
    return failure;
  }

  SocketException lostException() {
    SocketException e = new SocketException("the connection is lost");
    e.initCause(failure);
    return e;
  }

  /// Suspends until the connection is lost.
  void awaitLoss() {
    if (!lost) {
      Future<@Nullable Void> turn = reactor.loop.createFuture();
      waiters.add(turn);
      try {
        turn.await();
      } finally {
        waiters.remove(turn);
      }
    }
  }
}
