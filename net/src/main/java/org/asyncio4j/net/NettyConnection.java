package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// One connection, last in its channel's pipeline: what it hears goes to a reader or a protocol,
/// which the subclass knows; what is written waits in [#output]. On the loop.
///
/// A connection is lost once, whatever the reason, and then for good.
abstract class NettyConnection extends ChannelInboundHandlerAdapter {
  final NettyReactor reactor;
  final Channel channel;
  final WriteBuffer output;

  /// Who waits for the end.
  private final List<Future<@Nullable Void>> waiters = new ArrayList<>();

  /// Called once, at the end.
  private Runnable whenLost = () -> {};

  private boolean lost;

  /// Why the connection was lost, if not because somebody here closed it.
  private @Nullable IOException failure;

  /// Prepares `channel`, which is not registered yet.
  NettyConnection(NettyReactor reactor, Channel channel) {
    this.reactor = reactor;
    this.channel = channel;
    output = new WriteBuffer(this);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // timers are the loop's
    channel.pipeline().addLast(this);
  }

  // --- what the subclass makes of it ---

  /// Called once when a server has accepted the connection, before anything is received.
  abstract void begin();

  /// Takes `data`, which is the callee's to release.
  abstract void received(ByteBuf data);

  /// The other side has ended its direction; called once at the most.
  abstract void receivedEof();

  /// The connection is lost; called once.
  abstract void connectionLost(@Nullable IOException failure);

  /// Too much waits to be sent.
  abstract void pauseWriting();

  /// Little enough waits again.
  abstract void resumeWriting();

  /// Closes the connection when what was written is sent.
  abstract void close();

  /// Ends what serves this connection, because its server is shut down.
  abstract void cancel(String reason);

  // --- the channel's events ---

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // The channel remembers what it was asked once, also when it is closed.
    channel.remoteAddress();
    channel.localAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    received((ByteBuf) message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      receivedEof();
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
    output.drop();
    connectionLost(failure);
    waiters.forEach(reactor::wake);
    waiters.clear();
    whenLost.run();
  }

  // --- its end ---

  /// Ends the connection because of `cause`, unless it is being closed and everything was sent.
  void fail(Throwable cause) {
    if (!isBroken() && !output.isClosePassed()) {
      failure =
          switch (cause) {
            case ClosedChannelException _ -> new SocketException("the connection is closed");
            case IOException e -> e;
            default -> new IOException(cause);
          };
    }
    channel.close();
  }

  /// Closes the connection at once; what was not sent is dropped.
  void abort() {
    if (!lost && !reactor.isClosed()) {
      reactor.checkCurrent();
      output.abort();
    }
  }

  void whenLost(Runnable callback) {
    whenLost = callback;
  }

  boolean isLost() {
    return lost;
  }

  /// Whether the connection is lost, or has failed and will be: a ring tells of the end only when
  /// the kernel has given back all that the channel had asked of it.
  boolean isBroken() {
    return lost || failure != null;
  }

  boolean isClosing() {
    return isBroken() || output.isClosing();
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

  // --- about it ---

  /// Whether what is written goes to the socket as it is, and not through TLS, say.
  boolean isPlain() {
    return channel.pipeline().first() == this;
  }

  /// What is known under asyncio's name for it; null when nothing is.
  @Nullable Object extraInfo(String name) {
    return switch (name) {
      case "peername" -> channel.remoteAddress();
      case "sockname" -> channel.localAddress();
      case "pipe" -> channel instanceof PipeChannel pipe ? pipe.stream() : null;
      default -> null;
    };
  }
}
