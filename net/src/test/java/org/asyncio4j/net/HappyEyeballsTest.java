package org.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HappyEyeballsTest {
  private static final String SECOND = "127.0.0.2"; // loopback too

  private static ConnectOptions to(String... addresses) {
    return ConnectOptions.DEFAULT.withResolver(
        _ -> Stream.of(addresses).map(InetAddress::ofLiteral).toList());
  }

  private static ConnectOptions staggered(@Nullable Duration delay, String... addresses) {
    return to(addresses).withHappyEyeballsDelay(delay);
  }

  private static Server serve(String host, int port) throws IOException {
    return Streams.startServer((reader, _) -> reader.read(), host, port);
  }

  private static String hostOf(Connection connection) {
    return ((InetSocketAddress) connection.writer().peerAddress()).getAddress().getHostAddress();
  }

  @Test
  void theFamiliesTakeTurnsFromTheFirstOn() {
    assertThat(mixed("::1", "::2", "::3", "127.0.0.1"))
        .containsExactly("::1", "127.0.0.1", "::2", "::3");
    assertThat(mixed("127.0.0.1", "127.0.0.2", "::1", "::2", "::3"))
        .containsExactly("127.0.0.1", "::1", "127.0.0.2", "::2", "::3");
    assertThat(mixed("::1", "::2")).containsExactly("::1", "::2");
  }

  private static List<String> mixed(String... addresses) {
    List<InetSocketAddress> given =
        Stream.of(addresses).map(a -> new InetSocketAddress(InetAddress.ofLiteral(a), 1)).toList();
    return Connector.interleaved(given).stream()
        .map(a -> a.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:", "::"))
        .toList();
  }

  /// S8.
  @OnEachTransport
  void s8ABlackHoledAddressHoldsTheNextUpForTheDelayOnly(NettyTransport transport)
      throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            Server server = serve(SECOND, hole.port());
            long start = System.nanoTime();
            Duration delay = Duration.ofMillis(50);
            try (Connection client =
                Streams.openConnection(
                    "two", hole.port(), staggered(delay, Loopback.HOST, SECOND))) {
              assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
              assertThat(hostOf(client)).isEqualTo(SECOND);
              Loopback.awaitSockets(before + 3); // the listener, and both ends
            }
            server.shutdown(Duration.ofSeconds(5));
            Loopback.awaitSockets(before);
          });
    }
  }

  @OnEachTransport
  void anAddressThatFailsIsFollowedByTheNextAtOnce(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = serve(SECOND, 0);
          ConnectOptions options = staggered(Duration.ofDays(1), Loopback.HOST, SECOND);
          try (Connection client = Streams.openConnection("two", server.port(), options)) {
            assertThat(hostOf(client)).isEqualTo(SECOND);
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  /// S8.
  @OnEachTransport
  void s8CancellingClosesAllThatWereTried(NettyTransport transport) throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            ConnectOptions options =
                staggered(Duration.ZERO, Loopback.HOST, Loopback.HOST, Loopback.HOST);
            Task<Connection> connecting =
                Asyncio.createTask(() -> Streams.openConnection("three", hole.port(), options));
            while (Loopback.sockets() < before + 3) {
              Asyncio.sleep(Duration.ZERO);
            }
            connecting.cancel();
            assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
            Loopback.awaitSockets(before);
          });
    }
  }

  @OnEachTransport
  void s8ATimeLimitEndsTheRace(NettyTransport transport) throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            ConnectOptions options = staggered(Duration.ofMillis(10), Loopback.HOST, Loopback.HOST);
            assertThatThrownBy(() ->
                    Asyncio.timeout(
                        Duration.ofMillis(50),
                        () -> Streams.openConnection("two", hole.port(), options)))
                .isInstanceOf(TimeoutException.class);
            Loopback.awaitSockets(before);
          });
    }
  }

  @OnEachTransport
  void ofSeveralThatAnswerTogetherOneIsKept(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server first = serve(Loopback.HOST, 0);
          Server second = serve(SECOND, first.port());
          ConnectOptions options = staggered(Duration.ZERO, Loopback.HOST, SECOND);
          for (int round = 0; round < 20; round++) {
            Connection kept = Streams.openConnection("two", first.port(), options);
            Loopback.awaitSockets(before + 4); // two listeners, and both ends of one connection
            kept.close();
            kept.writer().waitClosed();
            Loopback.awaitSockets(before + 2);
          }
          first.shutdown(Duration.ofSeconds(5));
          second.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void aRaceThatIsCancelledAtAnyMomentLeavesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server first = serve(Loopback.HOST, 0);
          Server second = serve(SECOND, first.port());
          long before = Loopback.sockets();
          ConnectOptions options = staggered(Duration.ZERO, Loopback.HOST, SECOND);
          for (int round = 0; round < 80; round++) {
            Task<Connection> connecting =
                Asyncio.createTask(() -> Streams.openConnection("two", first.port(), options));
            for (int step = 0; step < round % 10; step++) {
              Asyncio.sleep(Duration.ZERO);
            }
            connecting.cancel();
            try {
              connecting.await().close();
            } catch (CancelledError e) {
              assertThat(connecting.cancelled()).isTrue();
            }
          }
          Loopback.awaitSockets(before);
          first.shutdown(Duration.ofSeconds(5));
          second.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void withoutADelayAddressesAreTriedOneAfterAnother(NettyTransport transport) throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            Server server = serve(SECOND, hole.port());
            assertThatThrownBy(() ->
                    Asyncio.timeout(
                        Duration.ofMillis(100),
                        () ->
                            Streams.openConnection(
                                "two", hole.port(), staggered(null, Loopback.HOST, SECOND))))
                .isInstanceOf(TimeoutException.class);
            server.shutdown(Duration.ofSeconds(5));
          });
    }
  }

  @OnEachTransport
  void oneAddressIsConnectedToInTheCurrentTask(NettyTransport transport) throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            Task<Connection> connecting =
                Asyncio.createTask(
                    () -> Streams.openConnection("one", hole.port(), to(Loopback.HOST)));
            while (Loopback.sockets() == before) {
              Asyncio.sleep(Duration.ZERO);
            }
            assertThat(Asyncio.allTasks())
                .containsExactlyInAnyOrder(Asyncio.currentTask(), connecting);
            connecting.cancel();
            assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
          });
    }
  }

  @OnEachTransport
  void whenAllFailEachReasonIsNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          int port = Loopback.closedPort();
          for (Duration delay : new @Nullable Duration[] {null, Duration.ZERO}) {
            ConnectException all =
                catchThrowableOfType(
                    ConnectException.class,
                    () ->
                        Streams.openConnection(
                            "two", port, staggered(delay, Loopback.HOST, SECOND)));
            assertThat(all)
                .hasMessageContainingAll("two:" + port, Loopback.HOST, SECOND, "refused");
            assertThat(all).hasCauseInstanceOf(ConnectException.class);
            assertThat(all.getSuppressed()).hasSize(1);
          }
        });
  }

  @OnEachTransport
  void aReasonThatAllShareIsNamedOnce(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          int port = Loopback.closedPort();
          ConnectOptions options = to(Loopback.HOST, Loopback.HOST);
          assertThatThrownBy(() -> Streams.openConnection("twice", port, options))
              .hasMessageContainingAll("twice:" + port, "refused")
              .message()
              .containsOnlyOnce("refused");
        });
  }

  /// S8: IPv6 off.
  @OnEachTransport
  void s8OneFamilyAloneCanBeAskedFor(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = serve(Loopback.HOST, 0);
          ConnectOptions both = to("::1", Loopback.HOST);
          ConnectOptions four = both.withFamily(StandardProtocolFamily.INET);
          try (Connection client = Streams.openConnection("both", server.port(), four)) {
            assertThat(hostOf(client)).isEqualTo(Loopback.HOST);
          }
          assertThatThrownBy(() ->
                  Streams.openConnection(
                      "four",
                      server.port(),
                      to(Loopback.HOST).withFamily(StandardProtocolFamily.INET6)))
              .isInstanceOf(UnknownHostException.class)
              .hasMessageContaining("four has no address of the family INET6");
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @Test
  void optionsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> ConnectOptions.DEFAULT.withFamily(StandardProtocolFamily.UNIX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UNIX");
    assertThatThrownBy(() -> ConnectOptions.DEFAULT.withHappyEyeballsDelay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }
}
