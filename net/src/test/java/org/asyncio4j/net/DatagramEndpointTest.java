package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

final class DatagramEndpointTest {
  private static final InetSocketAddress ANY = Loopback.address(0);
  private static final InetSocketAddress ANY_IPV6 =
      new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String text(Datagram datagram) {
    return new String(datagram.data(), US_ASCII);
  }

  private static void closeAll(DatagramEndpoint... endpoints) {
    for (DatagramEndpoint endpoint : endpoints) {
      endpoint.close();
      endpoint.waitClosed();
    }
  }

  // --- there and back ---

  @OnEachTransport
  void datagramsGoBothWays(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          for (InetSocketAddress local : List.of(ANY, ANY_IPV6)) {
            DatagramEndpoint one = Datagrams.open(local, null);
            DatagramEndpoint other = Datagrams.open(local, null);
            one.sendTo(bytes("ping"), other.localAddress());
            Datagram ping = other.receive();
            assertThat(text(ping)).isEqualTo("ping");
            assertThat(ping.sender()).isEqualTo(one.localAddress());
            assertThat(ping.truncated()).isFalse();
            other.sendTo(ByteBuffer.wrap(bytes("pong")), ping.sender());
            assertThat(text(one.receive())).isEqualTo("pong");
            closeAll(one, other);
          }
        });
  }

  @OnEachTransport
  void aConnectedEndpointHasOnePeer(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          for (InetSocketAddress local : List.of(ANY, ANY_IPV6)) {
            DatagramEndpoint server = Datagrams.open(local, null);
            DatagramEndpoint stranger = Datagrams.open(local, null);
            DatagramEndpoint client = Datagrams.open(null, server.localAddress());
            assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
            assertThat(client.localAddress().getAddress()).isEqualTo(local.getAddress());
            assertThat(client.getExtraInfo("peername")).isEqualTo(server.localAddress());
            assertThat(client.getExtraInfo("sockname")).isEqualTo(client.localAddress());
            assertThat(client.getExtraInfo("cipher")).isNull();

            client.send(bytes("a"));
            client.sendTo(bytes("b"), server.localAddress());
            assertThat(text(server.receive())).isEqualTo("a");
            Datagram second = server.receive();
            assertThat(text(second)).isEqualTo("b");
            assertThat(second.sender()).isEqualTo(client.localAddress());
            stranger.sendTo(bytes("not heard"), client.localAddress());
            server.sendTo(bytes("heard"), second.sender());
            assertThat(text(client.receive())).isEqualTo("heard");

            assertThatThrownBy(() -> client.sendTo(bytes("x"), stranger.localAddress()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(server.localAddress().toString());
            assertThatThrownBy(() -> server.send(bytes("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connected to nobody");
            closeAll(server, stranger, client);
          }
        });
  }

  @OnEachTransport
  void s10EmptyDatagramsAreSentAndReceived(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          sendEmpty(client, transport);
          client.send(bytes("between"));
          sendEmpty(client, transport);
          if (transport == NettyTransport.NIO) {
            assertThat(text(server.receive())).isEqualTo("between");
            assertEmptyOnesReach(client, server);
            closeAll(server, client);
            return;
          }
          Datagram empty = server.receive();
          assertThat(empty.data()).isEmpty();
          assertThat(empty.sender()).isEqualTo(client.localAddress());
          assertThat(text(server.receive())).isEqualTo("between");
          assertThat(server.receive().data()).isEmpty();
          assertEmptyOnesReach(client, server);
          closeAll(server, client);
        });
  }

  /// The JDK cannot, on a socket that is connected.
  private static void sendEmpty(DatagramEndpoint client, NettyTransport transport)
      throws IOException {
    if (transport == NettyTransport.NIO) {
      assertThatThrownBy(() -> client.send(new byte[0]))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("empty");
    } else {
      client.send(new byte[0]);
    }
  }

  private static void assertEmptyOnesReach(DatagramEndpoint connected, DatagramEndpoint sender)
      throws IOException {
    sender.sendTo(new byte[0], connected.localAddress());
    sender.sendTo(bytes("last"), connected.localAddress());
    assertThat(connected.receive().data()).isEmpty();
    assertThat(text(connected.receive())).isEqualTo("last");
  }

  @OnEachTransport
  void s10ADatagramThatIsTooLongIsRefusedWithTheSizes(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          for (InetSocketAddress local : List.of(ANY, ANY_IPV6)) {
            int most = local == ANY ? 65_507 : 65_527;
            DatagramEndpoint server = Datagrams.open(local, null);
            DatagramEndpoint client = Datagrams.open(null, server.localAddress());
            assertThatThrownBy(() -> client.send(new byte[most + 1]))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("too long")
                .hasMessageContaining(most + 1 + " bytes")
                .hasMessageContaining(most + " at the most");
            assertThatThrownBy(() -> server.sendTo(new byte[most + 1], client.localAddress()))
                .isInstanceOf(SocketException.class);
            byte[] longest = new byte[most];
            longest[most - 1] = 1;
            client.send(longest);
            Datagram received = server.receive();
            assertThat(received.data()).isEqualTo(longest);
            assertThat(received.truncated()).isFalse();
            closeAll(server, client);
          }
        });
  }

  @OnEachTransport
  void s10ATruncatedDatagramIsFlagged(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server =
              Datagrams.open(ANY, null, DatagramOptions.DEFAULT.withMaxSize(4));
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          client.send(bytes("four"));
          client.send(bytes("fiver"));
          assertThat(server.receive().truncated()).isFalse();
          Datagram cut = server.receive();
          assertThat(cut.truncated()).isTrue();
          assertThat(text(cut)).isEqualTo("five");
          closeAll(server, client);
        });
  }

  @OnEachTransport
  void aThousandAreEchoed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          Task<?> echo =
              Asyncio.createTask(() -> {
                for (Datagram datagram : server.datagrams()) {
                  server.sendTo(datagram.data(), datagram.sender());
                }
              });
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          for (int i = 0; i < 1000; i++) {
            client.send(bytes("" + i));
            assertThat(text(client.receive())).isEqualTo("" + i);
          }
          closeAll(client, server);
          echo.await(); // a closed endpoint ends its loop
        });
  }

  // --- nobody there ---

  @OnEachTransport
  void s10RefusedIsToldOnceByAReceiveAndEndsNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          InetSocketAddress nobody = closedPort();
          DatagramEndpoint client = Datagrams.open(ANY, nobody);
          client.send(bytes("x"));
          assertThatThrownBy(() -> client.receive())
              .isInstanceOf(PortUnreachableException.class)
              .hasMessageContaining(nobody.toString());
          assertThat(client.tryReceive()).isNull();

          DatagramEndpoint server = Datagrams.open(nobody, null);
          client.send(bytes("now"));
          assertThat(text(server.receive())).isEqualTo("now");
          server.sendTo(bytes("yes"), client.localAddress());
          assertThat(text(client.receive())).isEqualTo("yes");
          closeAll(client, server);
        });
  }

  @OnEachTransport
  void s10RefusedIsToldOnceByASend(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          InetSocketAddress nobody = closedPort();
          DatagramEndpoint client = Datagrams.open(ANY, nobody);
          client.send(bytes("x"));
          Asyncio.sleep(Duration.ofMillis(5)); // the loop hears of it
          DatagramEndpoint server = Datagrams.open(nobody, null);
          assertThatThrownBy(() -> client.send(bytes("not sent")))
              .isInstanceOf(PortUnreachableException.class);
          client.send(bytes("sent"));
          assertThat(text(server.receive())).isEqualTo("sent");
          closeAll(client, server);
        });
  }

  private static InetSocketAddress closedPort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(ANY)) {
      return new InetSocketAddress(InetAddress.ofLiteral(Loopback.HOST), socket.getLocalPort());
    }
  }

  // --- the queue ---

  @OnEachTransport
  void whatComesToAFullQueueIsDroppedAndCounted(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint byCount =
              Datagrams.open(ANY, null, DatagramOptions.DEFAULT.withMaxQueued(3));
          DatagramEndpoint byBytes =
              Datagrams.open(ANY, null, DatagramOptions.DEFAULT.withMaxQueuedBytes(10));
          DatagramEndpoint client = Datagrams.open(ANY, null);
          for (int i = 0; i < 5; i++) {
            client.sendTo(bytes("" + i), byCount.localAddress());
          }
          while (byCount.dropped() < 2) {
            Asyncio.sleep(Duration.ZERO);
          }
          for (int i = 0; i < 3; i++) {
            assertThat(text(byCount.receive())).isEqualTo("" + i);
          }
          assertThat(byCount.tryReceive()).isNull();

          client.sendTo(new byte[11], byBytes.localAddress()); // kept, being alone
          client.sendTo(new byte[1], byBytes.localAddress());
          while (byBytes.dropped() < 1) {
            Asyncio.sleep(Duration.ZERO);
          }
          assertThat(byBytes.receive().data()).hasSize(11);
          client.sendTo(new byte[5], byBytes.localAddress());
          client.sendTo(new byte[5], byBytes.localAddress());
          client.sendTo(new byte[1], byBytes.localAddress());
          while (byBytes.dropped() < 2) {
            Asyncio.sleep(Duration.ZERO);
          }
          assertThat(byBytes.receive().data()).hasSize(5);
          assertThat(byBytes.receive().data()).hasSize(5);
          closeAll(byCount, byBytes, client);
        });
  }

  @OnEachTransport
  void whoWaitsFirstGetsTheFirst(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          Task<Datagram> first = Asyncio.createTask(() -> server.receive());
          Task<Datagram> second = Asyncio.createTask(() -> server.receive());
          Asyncio.sleep(Duration.ZERO);
          client.send(bytes("1"));
          client.send(bytes("2"));
          assertThat(text(second.await())).isEqualTo("2");
          assertThat(text(first.await())).isEqualTo("1");
          closeAll(server, client);
        });
  }

  @OnEachTransport
  void cancellingAReceiverAtAnyMomentLosesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          List<String> received = new ArrayList<>();
          Task<?> other = // has to go on when the one that was woken is cancelled
              Asyncio.createTask(() -> {
                for (Datagram datagram : server.datagrams()) {
                  received.add(text(datagram));
                }
              });
          int rounds = 60;
          for (int round = 0; round < rounds; round++) {
            Task<Datagram> receiving = Asyncio.createTask(() -> server.receive());
            Asyncio.sleep(Duration.ZERO);
            client.send(bytes("" + round));
            for (int step = 0; step < round % 6; step++) {
              Asyncio.sleep(Duration.ZERO);
            }
            receiving.cancel();
            try {
              received.add(text(receiving.await()));
            } catch (CancelledError e) {
              assertThat(receiving.cancelled()).isTrue();
            }
          }
          while (received.size() < rounds) {
            Asyncio.sleep(Duration.ofMillis(1));
          }
          assertThat(received).doesNotHaveDuplicates().hasSize(rounds);
          closeAll(server, client);
          other.await();
        });
  }

  // --- sending ---

  @OnEachTransport
  void sendSuspendsUntilTheSystemHasRoom(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          client.socket().setLimits(100, 20);
          HeldFlush held = HeldFlush.on(client.socket());
          List<Task<?>> sending = new ArrayList<>();
          for (String text : List.of("a", "b", "c", "d")) {
            sending.add(Asyncio.createTask(() -> client.send(bytes(text.repeat(60)))));
          }
          Asyncio.sleep(Duration.ofMillis(5));
          assertThat(client.socket().unsent()).isEqualTo(2 * 68); // the others wait for room
          assertThat(sending).noneMatch(Task::done);
          sending.get(2).cancel();
          Asyncio.sleep(Duration.ZERO);
          held.release();
          for (String text : List.of("a", "b", "d")) {
            assertThat(text(server.receive())).isEqualTo(text.repeat(60));
          }
          assertThatThrownBy(sending.get(2)::await).isInstanceOf(CancelledError.class);
          sending.get(3).await();
          assertThat(client.socket().unsent()).isZero();
          assertThat(server.tryReceive()).isNull();
          closeAll(server, client);
        });
  }

  @OnEachTransport
  void closeSendsWhatWaits(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server = Datagrams.open(ANY, null);
          DatagramEndpoint client = Datagrams.open(ANY, null);
          HeldFlush held = HeldFlush.on(client.socket());
          Task<?> full =
              Asyncio.createTask(() -> client.sendTo(bytes("full"), server.localAddress()));
          Task<?> empty =
              Asyncio.createTask(() -> client.sendTo(new byte[0], server.localAddress()));
          Asyncio.sleep(Duration.ofMillis(5));
          client.close();
          assertThat(client.isClosing()).isTrue();
          held.release();
          full.await();
          empty.await();
          client.waitClosed();
          assertThat(text(server.receive())).isEqualTo("full");
          assertThat(server.receive().data()).isEmpty();
          closeAll(server);
        });
  }

  // --- opening and closing ---

  @OnEachTransport
  void aPortInUseIsNamedUnlessItIsShared(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          DatagramEndpoint first = Datagrams.open(ANY, null);
          assertThatThrownBy(() -> Datagrams.open(first.localAddress(), null))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("127.0.0.1 port " + first.localAddress().getPort())
              .hasMessageContaining("in use");
          closeAll(first);
          DatagramOptions shared = DatagramOptions.DEFAULT.withReusePort(true);
          DatagramEndpoint second = Datagrams.open(ANY, null, shared);
          DatagramEndpoint third = Datagrams.open(second.localAddress(), null, shared);
          assertThat(third.localAddress()).isEqualTo(second.localAddress());
          closeAll(second, third);
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void broadcastIsAnOption(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint without = Datagrams.open(ANY, null);
          DatagramEndpoint with =
              Datagrams.open(ANY, null, DatagramOptions.DEFAULT.withBroadcast(true));
          assertThat(isBroadcast(without)).isFalse();
          assertThat(isBroadcast(with)).isTrue();
          closeAll(without, with);
        });
  }

  private static boolean isBroadcast(DatagramEndpoint endpoint) {
    return endpoint.socket().udp().channel.config().getOption(ChannelOption.SO_BROADCAST);
  }

  @OnEachTransport
  void badArgumentsAreRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          assertThatThrownBy(() -> Datagrams.open(null, null))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("new InetSocketAddress(0)");
          assertThatThrownBy(
                  () -> Datagrams.open(ANY, new InetSocketAddress(InetAddress.ofLiteral("::1"), 9)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("IPv6");
          assertThatThrownBy(() -> DatagramOptions.DEFAULT.withMaxQueued(0))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("0");
          DatagramEndpoint endpoint = Datagrams.open(ANY, null);
          InetSocketAddress unresolved = InetSocketAddress.createUnresolved("localhost", 9);
          assertThatThrownBy(() -> endpoint.sendTo(bytes("x"), unresolved))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("not resolved");
          closeAll(endpoint);
        });
  }

  @OnEachTransport
  void namesAreLookedUp(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint server =
              Datagrams.open(InetSocketAddress.createUnresolved("localhost", 0), null);
          DatagramEndpoint client = Datagrams.open(null, server.localAddress());
          client.send(bytes("x"));
          assertThat(text(server.receive())).isEqualTo("x");
          closeAll(server, client);
        });
  }

  @OnEachTransport
  void closeEndsWhoWaits(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint endpoint = Datagrams.open(ANY, null);
          Task<Datagram> receiving = Asyncio.createTask(() -> endpoint.receive());
          Task<?> looping =
              Asyncio.createTask(() -> {
                for (Datagram datagram : endpoint.datagrams()) {
                  throw new AssertionError(datagram);
                }
              });
          Asyncio.sleep(Duration.ZERO);
          endpoint.close();
          endpoint.close();
          assertThatThrownBy(() -> Asyncio.await(receiving, IOException.class))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("closed");
          looping.await();
          endpoint.waitClosed();
          assertThatThrownBy(() -> endpoint.sendTo(bytes("x"), ANY))
              .isInstanceOf(SocketException.class);
          assertThatThrownBy(() -> endpoint.receive()).isInstanceOf(SocketException.class);
        });
  }

  @OnEachTransport
  void endpointsAreGivenBack(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          for (int round = 0; round < 60; round++) {
            Task<DatagramEndpoint> opening =
                Asyncio.createTask(() -> Datagrams.open(ANY, Loopback.address(9)));
            for (int step = 0; step < round % 6; step++) {
              Asyncio.sleep(Duration.ZERO);
            }
            opening.cancel();
            try {
              opening.await().close();
            } catch (CancelledError e) {
              assertThat(opening.cancelled()).isTrue();
            }
          }
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void theEndOfTheLoopClosesEndpoints(NettyTransport transport) {
    long before = Loopback.sockets();
    Loopback.run(transport, () -> Datagrams.open(ANY, null));
    Loopback.run(transport, () -> Loopback.awaitSockets(before));
  }

  @OnEachTransport
  void anotherThreadIsRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          DatagramEndpoint endpoint = Datagrams.open(ANY, null);
          assertThatThrownBy(() -> Asyncio.toThread(() -> endpoint.tryReceive()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("callSoonThreadsafe");
          closeAll(endpoint);
        });
  }
}
