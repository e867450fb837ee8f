package org.asyncio4j.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Context;
import org.jspecify.annotations.Nullable;

/// Where UDP sockets come from: for tasks that wait for datagrams, or for a protocol that is told
/// of them (asyncio's `loop.create_datagram_endpoint`). Multicast is not here.
public final class Datagrams {
  private Datagrams() {}

  /// Suspends until a UDP socket is there, with which tasks send and receive.
  ///
  /// One of the addresses is needed. Host names in them are looked up; of several addresses the
  /// first is taken. Cancelling leaves nothing behind.
  ///
  /// @param local the address and port to receive at, port 0 for any that is free; null for any
  ///   address and port of this machine
  /// @param remote the only address to send to and to receive from; null for all
  /// @return the endpoint, which the caller closes
  /// @throws IOException when the port is taken, or the address is not of this machine; the message
  ///   names it
  public static DatagramEndpoint open(
      @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) throws IOException {
    return open(local, remote, DatagramOptions.DEFAULT);
  }

  /// As [#open(InetSocketAddress, InetSocketAddress)], in another way.
  ///
  /// @param local the address and port to receive at; null for any of this machine
  /// @param remote the only address to send to and to receive from; null for all
  /// @param options how the socket is made, and how much is kept
  /// @return the endpoint, which the caller closes
  /// @throws IOException when the port is taken, or the address is not of this machine
  public static DatagramEndpoint open(
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote,
      DatagramOptions options)
      throws IOException {
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Addresses addresses = Addresses.of(local, remote);
    DatagramEndpoint endpoint =
        new DatagramEndpoint(reactor, addresses.newChannel(reactor), addresses.remote(), options);
    endpoint.socket().open(addresses.local());
    return endpoint;
  }

  /// Suspends until a UDP socket is there, and its protocol was told so. The factory and all
  /// callbacks run in a copy of the context that is current here.
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol, when the socket is there
  /// @param local as in [#open(InetSocketAddress, InetSocketAddress)]
  /// @param remote as there
  /// @return the transport, which the caller or the protocol closes, and the protocol
  /// @throws IOException when the port is taken, or the address is not of this machine
  public static <P extends DatagramProtocol> DatagramConnection<P> createDatagramEndpoint(
      Supplier<? extends P> factory,
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote)
      throws IOException {
    return createDatagramEndpoint(factory, local, remote, DatagramOptions.DEFAULT);
  }

  /// As [#createDatagramEndpoint(Supplier, InetSocketAddress, InetSocketAddress)], in another way.
  ///
  /// @param <P> the protocol's type
  /// @param factory makes the protocol, when the socket is there
  /// @param local as in [#open(InetSocketAddress, InetSocketAddress)]
  /// @param remote as there
  /// @param options how the socket is made, and how much is kept until the protocol is told
  /// @return the transport, which the caller or the protocol closes, and the protocol
  /// @throws IOException when the port is taken, or the address is not of this machine
  public static <P extends DatagramProtocol> DatagramConnection<P> createDatagramEndpoint(
      Supplier<? extends P> factory,
      @Nullable InetSocketAddress local,
      @Nullable InetSocketAddress remote,
      DatagramOptions options)
      throws IOException {
    Objects.requireNonNull(factory, "factory");
    NettyReactor reactor = NettyReactor.of(Asyncio.getRunningLoop());
    Context context = Context.copyOfCurrent();
    Addresses addresses = Addresses.of(local, remote);
    DatagramProtocolSocket socket =
        new DatagramProtocolSocket(
            reactor, addresses.newChannel(reactor), addresses.remote(), options, context);
    socket.open(addresses.local());
    boolean begun = false;
    try {
      P protocol = Objects.requireNonNull(factory.get(), "the factory of protocols made null");
      socket.begin(protocol);
      begun = true;
      return new DatagramConnection<>(socket.transport, protocol);
    } finally {
      if (!begun) {
        socket.abort();
      }
    }
  }

  /// Where a socket is bound and what it is connected to, of the same family.
  private record Addresses(InetSocketAddress local, @Nullable InetSocketAddress remote) {
    /// Suspends while names are looked up.
    static Addresses of(@Nullable InetSocketAddress local, @Nullable InetSocketAddress remote)
        throws IOException {
      if (local == null && remote == null) {
        throw new IllegalArgumentException(
            "a datagram endpoint needs an address: give new InetSocketAddress(0) for any of this"
                + " machine");
      }
      InetSocketAddress to = remote == null ? null : resolved(remote);
      InetSocketAddress at = local == null ? anyFor(to) : resolved(local);
      if (to != null && isIpv6(at) != isIpv6(to)) {
        throw new IllegalArgumentException(
            "one of " + at + " and " + to + " is IPv6 and the other is not");
      }
      return new Addresses(at, to);
    }

    private static InetSocketAddress resolved(InetSocketAddress address) throws IOException {
      return address.isUnresolved()
          ? Hosts.resolve(address.getHostString(), address.getPort()).getFirst()
          : address;
    }

    private static InetSocketAddress anyFor(@Nullable InetSocketAddress remote)
        throws UnknownHostException {
      boolean ipv6 = remote != null && isIpv6(remote);
      return new InetSocketAddress(InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]), 0);
    }

    private static boolean isIpv6(InetSocketAddress address) {
      return address.getAddress() instanceof Inet6Address;
    }

    UdpChannel newChannel(NettyReactor reactor) throws IOException {
      return UdpChannel.open(reactor.transport(), isIpv6(local));
    }
  }
}
