package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;

final class ConnectTest {
  @OnEachTransport
  void aClosedPortIsRefusedAndNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          int port = Loopback.closedPort();
          assertThatThrownBy(() -> Streams.openConnection(Loopback.HOST, port))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("127.0.0.1:" + port)
              .hasMessageContaining("refused");
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void namesAreLookedUp(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((_, writer) -> writer.write("hi"), Loopback.HOST, 0);
          try (Connection client = Streams.openConnection("localhost", server.port())) {
            assertThat(new String(client.reader().read(), US_ASCII)).isEqualTo("hi");
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  /// S6: cancelled in connect.
  @OnEachTransport
  void s6AConnectThatIsNotAnsweredIsCancelledAndLeavesNothing(NettyTransport transport)
      throws IOException {
    try (BlackHole hole = new BlackHole(Loopback.HOST)) {
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            assertThatThrownBy(() ->
                    Asyncio.timeout(
                        Duration.ofMillis(50),
                        () -> Streams.openConnection(Loopback.HOST, hole.port())))
                .isInstanceOf(TimeoutException.class);
            Loopback.awaitSockets(before);
          });
    }
  }

  /// S6: cancelled in connect.
  @OnEachTransport
  void s6ConnectsThatAreCancelledAtAnyMomentLeaveNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
          long before = Loopback.sockets();
          for (int round = 0; round < 60; round++) {
            Task<Connection> connecting =
                Asyncio.createTask(() -> Streams.openConnection(Loopback.HOST, server.port()));
            for (int step = 0; step < round % 6; step++) {
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
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void aPortInUseIsNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((_, _) -> {}, Loopback.HOST, 0);
          long before = Loopback.sockets();
          int port = server.port();
          assertThatThrownBy(() -> Streams.startServer((_, _) -> {}, Loopback.HOST, port))
              .isInstanceOf(BindException.class)
              .hasMessageContaining("127.0.0.1 port " + port)
              .hasMessageContaining("in use");
          Loopback.awaitSockets(before);
          assertThat(server.sockets()).containsExactly(Loopback.address(port));
          server.close();
          assertThat(server.sockets()).isEmpty();
          server.waitClosed();
          Server again = Streams.startServer((_, _) -> {}, Loopback.HOST, port);
          again.close();
        });
  }

  @OnEachTransport
  void aLocalAddressIsConnectedFrom(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
          ConnectOptions from =
              ConnectOptions.DEFAULT.withLocalAddress(
                  new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 0));
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port(), from)) {
            InetSocketAddress local = (InetSocketAddress) client.writer().localAddress();
            assertThat(local.getAddress().getHostAddress()).isEqualTo("127.0.0.3");
            assertThat(local.getPort()).isPositive();
          }
          ConnectOptions other =
              ConnectOptions.DEFAULT.withLocalAddress(
                  new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
          assertThatThrownBy(() -> Streams.openConnection(Loopback.HOST, server.port(), other))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("of another family");
          assertThatThrownBy(() ->
                  ConnectOptions.DEFAULT.withLocalAddress(
                      InetSocketAddress.createUnresolved("localhost", 0)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("localhost");
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void keepAliveIsSetAtBothEnds(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          for (boolean on : new boolean[] {true, false}) {
            Future<Connection> accepted = Asyncio.getRunningLoop().createFuture();
            Server server =
                Streams.startServer(
                    (reader, writer) -> {
                      accepted.setResult(new Connection(reader, writer));
                      reader.read();
                    },
                    Loopback.HOST,
                    0,
                    ServerOptions.DEFAULT.withKeepAlive(on));
            ConnectOptions options = ConnectOptions.DEFAULT.withKeepAlive(on);
            try (Connection client =
                Streams.openConnection(Loopback.HOST, server.port(), options)) {
              assertThat(keepsAlive(client)).isEqualTo(on);
              assertThat(keepsAlive(accepted.await())).isEqualTo(on);
            }
            server.shutdown(Duration.ofSeconds(5));
          }
        });
  }

  /// What the system says, not what was asked for.
  private static boolean keepsAlive(Connection connection) {
    return connection.writer().stream().channel.config().getOption(ChannelOption.SO_KEEPALIVE);
  }
}
