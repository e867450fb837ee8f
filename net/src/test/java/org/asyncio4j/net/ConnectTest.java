package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

final class ConnectTest {
  @OnEachTransport
  void aClosedPortIsRefusedAndNamed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          int port = closedPort();
          assertThatThrownBy(() -> Streams.openConnection(Loopback.HOST, port))
              .isInstanceOf(ConnectException.class)
              .hasMessageContaining("127.0.0.1:" + port)
              .hasMessageContaining("refused");
          Loopback.awaitSockets(before);
        });
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(Loopback.HOST))) {
      return socket.getLocalPort();
    }
  }

  @OnEachTransport
  void namesAreLookedUpOffTheLoop(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((_, writer) -> writer.write("hi"), Loopback.HOST, 0);
          try (Connection client = Streams.openConnection("localhost", server.port())) {
            assertThat(new String(client.reader().read(), US_ASCII)).isEqualTo("hi");
          }
          server.shutdown(Duration.ofSeconds(5));
          assertThatThrownBy(() -> Streams.openConnection("no-such-host.invalid", 1))
              .isInstanceOf(UnknownHostException.class);
          assertThatThrownBy(() -> Streams.openConnection(Loopback.HOST, 65_536))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("65536");
        });
  }

  /// A listener with a full backlog lets a connect wait: the system repeats its SYN for minutes.
  @OnEachTransport
  void aConnectThatIsNotAnsweredIsCancelledAndLeavesNothing(NettyTransport transport)
      throws IOException {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral(Loopback.HOST))) {
      for (int i = 0; i < 2; i++) {
        filling.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
      }
      Loopback.run(
          transport,
          () -> {
            long before = Loopback.sockets();
            assertThatThrownBy(() ->
                    Asyncio.timeout(
                        Duration.ofMillis(50),
                        () -> Streams.openConnection(Loopback.HOST, listener.getLocalPort())))
                .isInstanceOf(TimeoutException.class);
            Loopback.awaitSockets(before);
          });
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @OnEachTransport
  void connectsThatAreCancelledAtAnyMomentLeaveNothing(NettyTransport transport) {
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
          InetSocketAddress address = server.sockets().getFirst();
          assertThat(address.getPort()).isEqualTo(port);
          server.close();
          assertThat(server.sockets()).isEmpty();
          server.waitClosed();
          Server again = Streams.startServer((_, _) -> {}, Loopback.HOST, port);
          again.close();
        });
  }
}
