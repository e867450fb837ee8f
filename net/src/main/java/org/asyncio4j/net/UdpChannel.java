package org.asyncio4j.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A transport's channel for datagrams, and what it does not do by itself. On the loop.
///
/// Netty 4.2.18 drops empty datagrams on NIO and epoll when they are written, and on epoll when
/// they come to a socket that is connected. So there they are sent past the channel; and epoll's
/// socket is connected without the channel's knowledge, which then reads as if it were not.
abstract sealed class UdpChannel {
  final DatagramChannel channel;

  private UdpChannel(DatagramChannel channel) {
    this.channel = channel;
  }

  static UdpChannel open(NettyTransport transport, boolean ipv6) throws IOException {
    SocketProtocolFamily family = ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    return switch (transport) {
      case NIO ->
          new Nio(
              java.nio.channels.DatagramChannel.open(
                  ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET));
      case EPOLL -> new Native(new EpollDatagramChannel(family), false);
      case IO_URING -> new Native(new IoUringDatagramChannel(family), true);
      case AUTO -> throw new AssertionError(transport);
    };
  }

  /// Once bound. {@return when it is done}
  abstract ChannelFuture connect(InetSocketAddress remote);

  abstract InetSocketAddress localAddress();

  /// Whether empty datagrams are for [#sendEmpty].
  abstract boolean dropsEmpty();

  /// Sends an empty datagram, if the socket has room for it.
  ///
  /// @param to null where the socket is connected to
  abstract void sendEmpty(@Nullable InetSocketAddress to) throws IOException;

  private static final class Nio extends UdpChannel {
    private final java.nio.channels.DatagramChannel socket;

    Nio(java.nio.channels.DatagramChannel socket) {
      super(new NioDatagramChannel(socket));
      this.socket = socket;
    }

    @Override
    ChannelFuture connect(InetSocketAddress remote) {
      return channel.connect(remote);
    }

    @Override
    InetSocketAddress localAddress() {
      return channel.localAddress();
    }

    @Override
    boolean dropsEmpty() {
      return true;
    }

    @Override
    void sendEmpty(@Nullable InetSocketAddress to) throws IOException {
      if (to == null) { // it would return 0, and do nothing
        throw new SocketException(
            "the JDK cannot send an empty datagram on a socket that is connected: use"
                + " asyncio.transport=epoll, or an endpoint without a remote address");
      }
      socket.send(ByteBuffer.allocate(0), to);
    }
  }

  private static final class Native extends UdpChannel {
    private final Socket socket;
    private final boolean isRing;

    Native(DatagramChannel channel, boolean isRing) {
      super(channel);
      this.isRing = isRing;
      socket = (Socket) ((UnixChannel) channel).fd();
    }

    @Override
    ChannelFuture connect(InetSocketAddress remote) {
      if (isRing) {
        return channel.connect(remote);
      }
      try {
        socket.connect(remote); // it never waits
        return channel.newSucceededFuture();
      } catch (IOException e) {
        return channel.newFailedFuture(e);
      }
    }

    @Override
    InetSocketAddress localAddress() {
      return socket.localAddress();
    }

    @Override
    boolean dropsEmpty() {
      return !isRing;
    }

    @Override
    void sendEmpty(@Nullable InetSocketAddress to) throws IOException {
      ByteBuffer nothing = Unpooled.EMPTY_BUFFER.nioBuffer(); // a direct one
      if (to == null) {
        socket.send(nothing, 0, 0);
      } else {
        socket.sendTo(nothing, 0, 0, to.getAddress(), to.getPort());
      }
    }
  }
}
