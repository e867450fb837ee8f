package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;

final class ServerAcceptTest {
  /// How many handlers run and have run, and at most at the same time.
  private static final class Counts {
    int started;
    int running;
    int most;
  }

  private static ConnectionHandler echo(Counts counts) {
    return (reader, writer) -> {
      counts.started++;
      counts.most = Math.max(counts.most, ++counts.running);
      for (byte[] line : reader.lines()) {
        writer.write(line);
      }
      counts.running--;
    };
  }

  private static void ask(Connection client) throws IOException {
    client.writer().write("hello\n");
    assertThat(client.reader().readLine(US_ASCII)).isEqualTo("hello\n");
  }

  @OnEachTransport
  void aFullServerAcceptsTheNextWhenOneEnds(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Counts counts = new Counts();
          long before = Loopback.sockets();
          Server server =
              Streams.startServer(
                  echo(counts), Loopback.HOST, 0, ServerOptions.DEFAULT.withMaxConnections(2));
          List<Connection> clients = new ArrayList<>();
          for (int i = 0; i < 100; i++) { // the system's backlog takes those that have no room
            clients.add(Streams.openConnection(Loopback.HOST, server.port()));
          }
          for (int round = 0; round < 20; round++) {
            ask(clients.get(0));
            ask(clients.get(1));
          }
          assertThat(counts.started).isEqualTo(2);
          assertThat(Loopback.sockets() - before)
              .as("the listener, the clients, and the few that are accepted in a row")
              .isLessThanOrEqualTo(1 + 100 + 2 + 20);
          for (int i = 2; i < 100; i++) {
            clients.get(i - 2).close();
            ask(clients.get(i));
          }
          assertThat(counts.started).isEqualTo(100);
          assertThat(counts.most).isEqualTo(2);
          clients.forEach(Connection::close);
          server.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void aFullServerThatClosesRefusesThoseThatWait(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server server =
              Streams.startServer(
                  echo(new Counts()),
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withMaxConnections(1));
          try (Connection served = Streams.openConnection(Loopback.HOST, server.port());
              Connection waiting = Streams.openConnection(Loopback.HOST, server.port())) {
            ask(served);
            server.close();
            assertThat(answer(waiting)).isEmpty();
            ask(served);
          }
          server.waitClosed();
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void aServerCanBeStartedLater(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Counts counts = new Counts();
          Server server =
              Streams.startServer(
                  echo(counts), Loopback.HOST, 0, ServerOptions.DEFAULT.withStartServing(false));
          assertThat(server.isServing()).isFalse();
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            client.writer().write("hello\n");
            client.writer().drain();
            Asyncio.sleep(Duration.ZERO);
            assertThat(counts.started).isZero();
            server.startServing();
            server.startServing();
            assertThat(server.isServing()).isTrue();
            assertThat(client.reader().readLine(US_ASCII)).isEqualTo("hello\n");
          }
          server.shutdown(Duration.ofSeconds(5));
          assertThatThrownBy(server::startServing)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("closed");
        });
  }

  @OnEachTransport
  void serveForeverStartsServing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server =
              Streams.startServer(
                  echo(new Counts()),
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withStartServing(false));
          Task<?> serving = Asyncio.createTask(server::serveForever);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            ask(client);
          }
          serving.cancel();
          server.waitClosed();
        });
  }

  @OnEachTransport
  void noHostIsAllAddressesOfBothFamilies(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer(echo(new Counts()), null, 0);
          for (String host : List.of("127.0.0.1", "::1")) {
            try (Connection client = Streams.openConnection(host, server.port())) {
              ask(client);
            }
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void twoServersCanShareAPort(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          ServerOptions options = ServerOptions.DEFAULT.withReusePort(true);
          Counts counts = new Counts();
          Server first = Streams.startServer(echo(counts), Loopback.HOST, 0, options);
          Server second = Streams.startServer(echo(counts), Loopback.HOST, first.port(), options);
          try (Connection client = Streams.openConnection(Loopback.HOST, second.port())) {
            ask(client);
          }
          first.shutdown(Duration.ofSeconds(5));
          second.shutdown(Duration.ofSeconds(5));
        });
  }

  /// S7: a client that is gone before it is accepted. Linux does not say so; others do.
  @OnEachTransport
  void s7AnAbortedConnectionIsSkipped(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer(echo(new Counts()), Loopback.HOST, 0);
          server
              .acceptor
              .listeners
              .getFirst()
              .channel()
              .pipeline()
              .fireExceptionCaught(
                  new IOException("accept(..) failed: Software caused connection abort"));
          long start = System.nanoTime();
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            ask(client);
          }
          assertThat(System.nanoTime() - start).as("no pause").isLessThan(900_000_000);
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  /// S9.
  @OnEachTransport
  void s9OfAThousandThatAreBeingAcceptedEachIsServedOrRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          for (int iterations : new int[] {0, 1, 5, 20}) {
            long before = Loopback.sockets();
            int[] greeted = new int[1];
            Server server =
                Streams.startServer(
                    (_, writer) -> {
                      greeted[0]++;
                      writer.write("hi");
                    },
                    Loopback.HOST,
                    0,
                    ServerOptions.DEFAULT.withBacklog(1000).withStartServing(false));
            List<Connection> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
              clients.add(Streams.openConnection(Loopback.HOST, server.port()));
            }
            server.startServing();
            for (int i = 0; i < iterations; i++) {
              Asyncio.sleep(Duration.ZERO);
            }
            server.close();
            int served = 0;
            for (Connection client : clients) {
              String answer = answer(client);
              assertThat(answer).isIn("hi", "");
              served += answer.length() / 2;
              client.close();
            }
            assertThat(served).isEqualTo(greeted[0]);
            server.waitClosed();
            Loopback.awaitSockets(before);
          }
        });
  }

  private static String answer(Connection client) {
    try {
      return new String(client.reader().read(), US_ASCII);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
      return "";
    }
  }

  @Test
  void optionsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> ServerOptions.DEFAULT.withMaxConnections(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 connections");
    assertThatThrownBy(() -> ServerOptions.DEFAULT.withLoops(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 loops");
    assertThatThrownBy(() -> ServerOptions.DEFAULT.withBacklog(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
