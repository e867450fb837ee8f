package org.asyncio4j.net;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// Where channels with Netty's codecs come from: the SPI of modules that build a protocol on them
/// (see [ChannelProtocol]). Addresses, TLS, limits and the end are those of [Streams].
public final class NettyChannels {
  private NettyChannels() {}

  /// Suspends until a connection is made, as [Streams#openConnection(String, int, ConnectOptions)].
  /// When several addresses are tried, each attempt has a protocol of its own, and one wins.
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol of a connection that is tried
  /// @param host a name or an address
  /// @param port the port there
  /// @param options how the connection is made
  /// @return the protocol of the connection that was made; it has begun
  /// @throws IOException when the host is unknown or no address of it can be reached
  @SuppressWarnings("unchecked") // the factory has made it
  public static <P extends ChannelProtocol> P open(
      Supplier<P> factory, String host, int port, ConnectOptions options) throws IOException {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(factory, "factory");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    ChannelConnection.Pipe pipe =
        new Connector<>(
                reactor, options, channel -> new ChannelConnection.Pipe(reactor, channel, factory))
            .connect(host, port);
    return (P) pipe.protocol;
  }

  /// Suspends until a server listens, as [Streams#startServer(ConnectionHandler, String, int,
  /// ServerOptions)].
  ///
  /// @param factory makes the protocol of each connection; on several loops it is called on each of
  ///   them
  /// @param host the name or address to listen on; null or empty for all addresses of this machine
  /// @param port the port; 0 for any that is free
  /// @param options how the server is made
  /// @return the server, which the caller closes
  /// @throws IOException when the port is taken or the address is not of this machine
  public static Server startServer(
      Supplier<? extends ChannelProtocol> factory,
      @Nullable String host,
      int port,
      ServerOptions options)
      throws IOException {
    Objects.requireNonNull(factory, "factory");
    return Server.listen(
        NettyReactor.of(Asyncio.getRunningLoop()),
        Hosts.resolve(host, port),
        options,
        (accepting, channel) -> new ChannelConnection.Pipe(accepting, channel, factory));
  }
}
