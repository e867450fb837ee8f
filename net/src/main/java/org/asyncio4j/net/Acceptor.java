package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.asyncio4j.ExceptionContext;

/// Hands a server what its socket accepts. When the process has no descriptor left, it tells the
/// exception handler and tries again after a second, as asyncio does: trying on would keep the loop
/// busy with nothing.
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final NettyReactor reactor;
  private final Server server;

  Acceptor(NettyReactor reactor, Server server) {
    this.reactor = reactor;
    this.server = server;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    server.accept((Channel) message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reactor.stir();
    Channel listener = context.channel();
    if (!listener.isOpen()) {
      return;
    }
    reactor.loop.callExceptionHandler(
        new ExceptionContext(
            "a server cannot accept connections now, and tries again in a second",
            cause,
            null,
            null,
            null,
            null));
    listener.config().setAutoRead(false);
    reactor.loop.callLater(RETRY, () -> listener.config().setAutoRead(true));
  }
}
