package org.asyncio4j.net;

import static java.util.stream.Collectors.joining;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.Locale;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Engine;
import org.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/// How a loop hears from the operating system. Programs behave the same on each; the speed differs.
public enum NettyTransport {
  /// The best that this machine allows: `IO_URING` if the loop's engine is the confined one, then
  /// `EPOLL`, then `NIO`.
  AUTO,

  /// Linux's `io_uring`. A loop that has opened a connection over it keeps its thread until it is
  /// closed; on the baton engine every look at the connections goes through that thread, which is
  /// slow. Many containers forbid it.
  IO_URING,

  /// Linux's `epoll`.
  EPOLL,

  /// The JDK's selectors: everywhere.
  NIO;

  /// How many completions a ring holds: thousands of connections that end at once do not overflow
  /// it. 16 bytes each.
  private static final int COMPLETIONS = 16 * 1024;

  /// {@return the transport of the running loop: never `AUTO`}
  ///
  /// @throws IllegalStateException off a loop, and on one that waits on another reactor
  public static NettyTransport current() {
    return NettyReactor.of(Asyncio.getRunningLoop()).transport();
  }

  /// {@return whether this machine allows it}
  public boolean isAvailable() {
    return whyNot() == null;
  }

  static NettyTransport fromProperty() {
    return of(System.getProperty("asyncio.transport", "auto"));
  }

  static NettyTransport of(String text) {
    for (NettyTransport transport : values()) {
      if (transport.name().equals(text.toUpperCase(Locale.ROOT))) {
        return transport;
      }
    }
    String known = Arrays.stream(values()).map(NettyTransport::text).collect(joining(", "));
    throw new IllegalArgumentException("asyncio.transport is '" + text + "': use one of " + known);
  }

  /// As the system property spells it.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What `AUTO` means for `loop`; anything else must be possible.
  NettyTransport choose(EventLoop loop) {
    if (this == AUTO) {
      if (loop.engine() == Engine.CONFINED && IO_URING.isAvailable()) {
        return IO_URING;
      }
      return EPOLL.isAvailable() ? EPOLL : NIO;
    }
    Throwable whyNot = whyNot();
    if (whyNot != null) {
      throw notPossible(whyNot);
    }
    return this;
  }

  IllegalArgumentException notPossible(Throwable whyNot) {
    return new IllegalArgumentException(
        "asyncio.transport="
            + text()
            + " is not possible here: "
            + whyNot.getMessage()
            + ". Use auto, which takes the best that is",
        whyNot);
  }

  private @Nullable Throwable whyNot() {
    return switch (this) {
      case AUTO, NIO -> null;
      case EPOLL -> Epoll.unavailabilityCause();
      case IO_URING -> IoUring.unavailabilityCause();
    };
  }

  IoHandlerFactory handlers() {
    return switch (this) {
      case NIO -> NioIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING ->
          IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setCqSize(COMPLETIONS));
      case AUTO -> throw new AssertionError(this);
    };
  }

  Channel newSocket() {
    return switch (this) {
      case NIO -> new NioSocketChannel();
      case EPOLL -> new EpollSocketChannel();
      case IO_URING -> new IoUringSocketChannel();
      case AUTO -> throw new AssertionError(this);
    };
  }

  ServerChannel newServerSocket() {
    return switch (this) {
      case NIO -> new NioServerSocketChannel();
      case EPOLL -> new EpollServerSocketChannel();
      case IO_URING -> new IoUringServerSocketChannel();
      case AUTO -> throw new AssertionError(this);
    };
  }

  /// The option with which several sockets listen on one port.
  ChannelOption<Boolean> reusePort() {
    return switch (this) {
      case NIO -> NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
      case EPOLL, IO_URING -> UnixChannelOption.SO_REUSEPORT;
      case AUTO -> throw new AssertionError(this);
    };
  }

  Channel newUnixSocket() {
    return switch (this) {
      case NIO -> new NioDomainSocketChannel();
      case EPOLL -> new EpollDomainSocketChannel();
      case IO_URING -> new IoUringDomainSocketChannel();
      case AUTO -> throw new AssertionError(this);
    };
  }

  ServerChannel newUnixServerSocket() throws IOException {
    return switch (this) {
      case NIO -> newNioUnixServerSocket();
      case EPOLL -> new EpollServerDomainSocketChannel();
      case IO_URING -> new IoUringServerDomainSocketChannel();
      case AUTO -> throw new AssertionError(this);
    };
  }

  /// One that does not unlink its path when it is closed: it asks for the path then, and a closed
  /// socket has none.
  private static ServerChannel newNioUnixServerSocket() throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    ServerChannel channel = new NioServerDomainSocketChannel(socket);
    channel
        .pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void close(ChannelHandlerContext context, ChannelPromise promise)
                  throws Exception {
                socket.close();
                context.close(promise);
              }
            });
    return channel;
  }
}
