package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;

final class ServerTest {
  private static void hang(StreamReader reader, StreamWriter writer) {
    Asyncio.sleep(Duration.ofDays(1));
  }

  @OnEachTransport
  void aHandlersErrorIsReportedAndItsConnectionClosed(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
          Server server =
              Streams.startServer(
                  (_, _) -> {
                    throw new IOException("broken");
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            assertThat(client.reader().read()).isEmpty();
          }
          server.shutdown(Duration.ofSeconds(5));
        });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().message()).contains("client_connected_cb");
    assertThat(reports.getFirst().exception()).hasMessage("broken");
  }

  @OnEachTransport
  void aCancelledHandlerClosesQuietly(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          List<Task<?>> handlers = new ArrayList<>();
          Server server =
              Streams.startServer(
                  (reader, _) -> {
                    handlers.add(Asyncio.currentTask());
                    reader.read();
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            while (handlers.isEmpty()) {
              Asyncio.sleep(Duration.ZERO);
            }
            handlers.getFirst().cancel();
            assertThat(client.reader().read()).isEmpty();
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void closeStopsListeningAndConnectionsGoOn(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          int port = pair.server().port();
          assertThat(pair.server().isServing()).isTrue();
          pair.server().close();
          pair.server().close();
          assertThat(pair.server().isServing()).isFalse();
          assertThatThrownBy(() -> pair.server().port()).isInstanceOf(IllegalStateException.class);
          while (accepts(port)) { // the system does for a moment
            Asyncio.sleep(Duration.ZERO);
          }
          pair.writer().write("on\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("on\n");
          Task<?> closed = Asyncio.createTask(() -> pair.server().waitClosed());
          Asyncio.sleep(Duration.ZERO);
          assertThat(closed.done()).isFalse();
          pair.server().closeClients();
          assertThat(pair.client().reader().read()).isEmpty();
          closed.await();
          pair.server().waitClosed();
        });
  }

  private static boolean accepts(int port) {
    try (Connection connection = Streams.openConnection(Loopback.HOST, port)) {
      return !connection.writer().isClosing();
    } catch (IOException e) {
      return false;
    }
  }

  @OnEachTransport
  void shutdownEndsClientsThatHang(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server server = Streams.startServer(ServerTest::hang, Loopback.HOST, 0);
          List<Connection> clients = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            clients.add(Streams.openConnection(Loopback.HOST, server.port()));
          }
          Connection finishing = clients.getFirst();
          server.shutdown(Duration.ofMillis(20));
          for (Connection client : clients) {
            client.writer().abort();
          }
          assertThat(finishing.writer().isClosing()).isTrue();
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void shutdownLetsHandlersFinish(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    writer.write("ready\n");
                    reader.readLine();
                    writer.write("done\n");
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            client.reader().readLine();
            Task<?> end = Asyncio.createTask(() -> server.shutdown(Duration.ofSeconds(20)));
            client.writer().write("bye\n");
            assertThat(client.reader().readLine(US_ASCII)).isEqualTo("done\n");
            end.await();
          }
        });
  }

  @OnEachTransport
  void cancellingServeForeverClosesEverything(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer((reader, _) -> reader.read(), Loopback.HOST, 0);
          Task<?> serving = Asyncio.createTask(() -> server.serveForever());
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            assertThatThrownBy(() -> server.serveForever())
                .isInstanceOf(IllegalStateException.class);
            serving.cancel();
            assertThat(client.reader().read()).isEmpty();
            assertThatThrownBy(serving::await).isInstanceOf(CancelledError.class);
          }
          server.waitClosed();
          assertThatThrownBy(() -> server.serveForever()).isInstanceOf(IllegalStateException.class);
        });
  }

  @OnEachTransport
  void handlersSeeTheContextOfTheServersCreation(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          ContextVar<String> name = ContextVar.create("name");
          name.set("outer");
          Server server =
              Streams.startServer(
                  (_, writer) -> {
                    writer.write(String.valueOf(name.get()));
                    name.set("changed");
                  },
                  Loopback.HOST,
                  0);
          name.set("later");
          for (int i = 0; i < 2; i++) {
            try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
              assertThat(new String(client.reader().read(), US_ASCII)).isEqualTo("outer");
            }
          }
          server.shutdown(Duration.ofSeconds(5));
        });
  }

  @OnEachTransport
  void aThousandIdleConnectionsAreHeldAndGivenBack(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    for (byte[] line : reader.lines()) {
                      writer.write(line);
                    }
                  },
                  Loopback.HOST,
                  0);
          List<Connection> clients = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            clients.add(Streams.openConnection(Loopback.HOST, server.port()));
          }
          List<Awaitable<String>> answers = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            Connection client = clients.get(i);
            client.writer().write(i + "\n");
            answers.add(() -> client.reader().readLine(US_ASCII));
          }
          int i = 0;
          for (Awaitable<String> answer : answers) {
            assertThat(answer.await()).isEqualTo(i++ + "\n");
          }
          clients.forEach(Connection::close);
          server.shutdown(Duration.ofSeconds(20));
          Loopback.awaitSockets(before);
        });
  }
}
