package org.asyncio4j.bench.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
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
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// `NettyEcho io_uring|epoll|nio [CERTIFICATE KEY]`: Netty's own event loop, one thread, and
/// nothing of asyncio4j.
public final class NettyEcho {
  private NettyEcho() {}

  /// Serves.
  ///
  /// @param args the transport, and for TLS the PEM files of a certificate and its key
  /// @throws InterruptedException never
  /// @throws SSLException when the certificate cannot be used
  public static void main(String[] args) throws InterruptedException, SSLException {
    SslContext tls =
        args.length < 3
            ? null
            : SslContextBuilder.forServer(new File(args[1]), new File(args[2])).build();
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, handlers(args[0])))
            .channel(listenerType(args[0]))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(new Pipeline(tls))
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

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final @Nullable SslContext tls;

    Pipeline(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel.pipeline().addLast(new Echo());
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelFuture _ = context.write(message, context.voidPromise()); // fails in exceptionCaught
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }
  }
}
