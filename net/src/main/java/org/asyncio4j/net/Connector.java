package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Makes connections: looks a host up, and tries its addresses.
///
/// @param <C> what is made of the channel
final class Connector<C extends NettyConnection> {
  private final NettyReactor reactor;
  private final ConnectOptions options;
  private final Function<Channel, C> prepare;

  Connector(NettyReactor reactor, ConnectOptions options, Function<Channel, C> prepare) {
    this.reactor = reactor;
    this.options = options;
    this.prepare = prepare;
  }

  /// Suspends until one address of `host` is connected to. Cancelling leaves nothing behind.
  C connect(String host, int port) throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (InetSocketAddress address : Hosts.resolve(reactor.loop, host, port)) {
      try {
        return connect(address);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    ConnectException all =
        new ConnectException(
            "cannot connect to " + host + ":" + port + ": " + failures.getFirst().getMessage());
    all.initCause(failures.removeFirst());
    failures.forEach(all::addSuppressed);
    throw all;
  }

  private C connect(InetSocketAddress address) throws IOException {
    Channel channel = reactor.transport().newSocket();
    boolean connected = false;
    try {
      C connection = prepare.apply(channel);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
      reactor.register(channel);
      reactor.await(
          options.localAddress() == null
              ? channel.connect(address)
              : channel.connect(address, options.localAddress()));
      connected = true;
      return connection;
    } finally {
      if (!connected) { // refused, or this task was cancelled
        channel.close();
      }
    }
  }
}
