package org.asyncio4j.bench.serving;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Netty's own event loop, one thread, and nothing of asyncio4j.
public final class NettyServing {
  private NettyServing() {}

  /// Serves until this JVM ends.
  ///
  /// @param transport `io_uring`, `epoll` or `nio`
  /// @param pipeline puts the handlers into each connection
  /// @throws InterruptedException never
  public static void on(String transport, ChannelHandler pipeline) throws InterruptedException {
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, handlers(transport)))
            .channel(listenerType(transport))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(pipeline)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    Serving.on(((InetSocketAddress) listener.localAddress()).getPort());
    listener.closeFuture().sync();
  }

  private static IoHandlerFactory handlers(String transport) {
    return switch (transport) {
      case "io_uring" -> IoUringIoHandler.newFactory();
      case "epoll" -> EpollIoHandler.newFactory();
      case "nio" -> NioIoHandler.newFactory();
      default -> throw unknown(transport);
    };
  }

  private static Class<? extends ServerChannel> listenerType(String transport) {
    return switch (transport) {
      case "io_uring" -> IoUringServerSocketChannel.class;
      case "epoll" -> EpollServerSocketChannel.class;
      case "nio" -> NioServerSocketChannel.class;
      default -> throw unknown(transport);
    };
  }

  private static IllegalArgumentException unknown(String transport) {
    return new IllegalArgumentException("io_uring, epoll or nio, not " + transport);
  }
}
