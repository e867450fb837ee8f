package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Race;
import org.jspecify.annotations.Nullable;

/// Makes connections: looks a host up, and tries its addresses, with a head start for each before
/// the next (Happy Eyeballs, RFC 8305).
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

  /// Suspends until one address of `host` is connected to, and has shaken hands if TLS is wanted.
  /// Cancelling leaves nothing behind.
  C connect(String host, int port) throws IOException {
    TlsContext tls = options.tls();
    String name = options.serverHostname();
    if (tls == null) {
      if (name != null) {
        throw new IllegalArgumentException(
            "a server hostname is for TLS only: use withTls(...) too");
      }
      return connectToAny(host, port);
    }
    String verified = CertificateNames.normalize(name == null ? host : name);
    String peer = TlsHandshake.peer(host, verified, port);
    tls.prepare(reactor.loop);
    Function<Channel, C> encrypted =
        channel -> {
          C made = prepare.apply(channel);
          TlsLayer.add(
              made,
              tls,
              verified,
              port,
              peer,
              failure -> {
                if (failure == null) {
                  made.connected();
                }
              });
          return made;
        };
    C connection = new Connector<>(reactor, options, encrypted).connectToAny(host, port);
    connection.awaitTls();
    return connection;
  }

  private C connectToAny(String host, int port) throws IOException {
    List<InetSocketAddress> addresses =
        Hosts.resolve(options.resolver(), options.family(), host, port);
    Duration delay = options.happyEyeballsDelay();
    boolean inTurn = delay == null || addresses.size() == 1;
    List<InetSocketAddress> order = inTurn ? addresses : interleaved(addresses);
    List<IOException> failures = new ArrayList<>();
    C connection =
        delay == null || inTurn ? tryInTurn(order, failures) : race(order, delay, failures);
    if (connection == null) {
      throw failure(host, port, order, failures);
    }
    connection.connectedTo(host);
    return connection;
  }

  /// One that says why each address failed, each reason once; the reasons are its cause and its
  /// suppressed exceptions.
  private static ConnectException failure(
      String host, int port, List<InetSocketAddress> addresses, List<IOException> failures) {
    Set<String> reasons = new LinkedHashSet<>();
    for (int i = 0; i < failures.size(); i++) {
      String address = addresses.get(i).getAddress().getHostAddress();
      String reason = String.valueOf(failures.get(i).getMessage());
      reasons.add(reason.contains(address) ? reason : address + ": " + reason); // as transports do
    }
    ConnectException all =
        new ConnectException(
            "cannot connect to " + host + ":" + port + ": " + String.join("; ", reasons));
    all.initCause(failures.getFirst());
    failures.stream().skip(1).forEach(all::addSuppressed);
    return all;
  }

  private @Nullable C tryInTurn(List<InetSocketAddress> addresses, List<IOException> failures) {
    for (InetSocketAddress address : addresses) {
      try {
        return connect(address);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    return null;
  }

  // --- Happy Eyeballs ---

  /// The families in turn, beginning with that of the first.
  static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
    ProtocolFamily family = Hosts.family(addresses.getFirst().getAddress());
    ArrayDeque<InetSocketAddress> turn = new ArrayDeque<>();
    ArrayDeque<InetSocketAddress> other = new ArrayDeque<>();
    for (InetSocketAddress address : addresses) {
      (Hosts.family(address.getAddress()) == family ? turn : other).add(address);
    }
    List<InetSocketAddress> mixed = new ArrayList<>();
    while (!turn.isEmpty()) {
      mixed.add(turn.remove());
      if (!other.isEmpty()) {
        ArrayDeque<InetSocketAddress> next = other;
        other = turn;
        turn = next;
      }
    }
    return mixed;
  }

  private @Nullable C race(
      List<InetSocketAddress> addresses, Duration delay, List<IOException> failures) {
    List<C> connected = new ArrayList<>(); // several, if they answer in the same iteration
    List<Awaitable<C>> attempts = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      attempts.add(() -> {
        C connection = connect(address);
        connected.add(connection);
        return connection;
      });
    }
    C winner = null;
    try {
      Race<C> race = Asyncio.staggeredRace(attempts, delay);
      winner = race.value();
      if (winner == null) {
        race.exceptions().forEach(failure -> failures.add(expected(failure)));
      }
      return winner;
    } finally {
      for (C connection : connected) {
        if (connection != winner) {
          connection.closeNow();
        }
      }
    }
  }

  private static IOException expected(@Nullable Throwable failure) {
    return switch (failure) {
      case IOException io -> io;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new IOException(failure);
    };
  }

  // --- one address ---

  private C connect(InetSocketAddress address) throws IOException {
    Channel channel = reactor.transport().newSocket();
    boolean connected = false;
    try {
      C connection = prepare.apply(channel);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, options.keepAlive());
      reactor.register(channel);
      reactor.await(connect(channel, address));
      connected = true;
      return connection;
    } finally {
      if (!connected) { // refused, or this task was cancelled
        channel.close();
      }
    }
  }

  private ChannelFuture connect(Channel channel, InetSocketAddress address) throws IOException {
    InetSocketAddress local = options.localAddress();
    if (local == null) {
      return channel.connect(address);
    }
    if (!local.getAddress().isAnyLocalAddress()
        && Hosts.family(local.getAddress()) != Hosts.family(address.getAddress())) {
      throw new ConnectException(
          "the local address " + local + " is of another family than " + address);
    }
    return channel.connect(address, local);
  }
}
