package org.asyncio4j.bench.echo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import javax.net.ssl.SSLException;
import org.asyncio4j.bench.serving.NettyServing;
import org.jspecify.annotations.Nullable;

/// `NettyEcho io_uring|epoll|nio [CERTIFICATE KEY]`: Netty's own event loop.
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
    NettyServing.on(args[0], new Pipeline(tls));
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
