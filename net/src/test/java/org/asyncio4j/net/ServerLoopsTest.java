package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ContextVar;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;

/// Servers on several loops: see [ServerOptions#withLoops].
final class ServerLoopsTest {
  private static final ServerOptions THREE = ServerOptions.DEFAULT.withLoops(3);

  /// The loops of handlers that have begun.
  private final Set<EventLoop> loops = ConcurrentHashMap.newKeySet();

  private void greetAndEcho(StreamReader reader, StreamWriter writer) throws IOException {
    loops.add(Asyncio.getRunningLoop());
    writer.write("hi\n");
    for (byte[] line : reader.lines()) {
      writer.write(line);
    }
  }

  /// Connects until `count` loops serve. {@return the connections, each of them greeted}
  private List<Connection> connectUntilLoopsServe(int count, int port) throws IOException {
    List<Connection> clients = new ArrayList<>();
    while (loops.size() < count) { // the system deals them out at random
      Connection client = Streams.openConnection(Loopback.HOST, port);
      clients.add(client);
      assertThat(client.reader().readLine(US_ASCII)).isEqualTo("hi\n");
    }
    return clients;
  }

  /// No thread of a further loop is left. Waits, within the limit of the test.
  @AfterEach
  void theLoopsEnd() {
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("asyncio-server-"))) {
      Thread.onSpinWait();
    }
  }

  @OnEachTransport
  void eachLoopServesConnectionsOfOnePort(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          ContextVar<String> name = ContextVar.create("name");
          name.set("of the creator");
          List<String> wrong = new ArrayList<>();
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    if (NettyTransport.current() != transport
                        || !"of the creator".equals(name.get())) {
                      wrong.add(NettyTransport.current() + " " + name.get());
                    }
                    greetAndEcho(reader, writer);
                  },
                  Loopback.HOST,
                  0,
                  THREE);
          assertThat(server.sockets()).hasSize(1);
          List<Connection> clients = connectUntilLoopsServe(3, server.port());
          assertThat(loops).contains(server.getLoop());
          clients.forEach(Connection::close);
          server.shutdown(Duration.ofSeconds(20));
          assertThat(loops).filteredOn(EventLoop::isClosed).hasSize(2);
          assertThat(wrong).isEmpty();
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTransport
  void shutdownCancelsHandlersOnEachLoop(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          AtomicInteger cancelled = new AtomicInteger();
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    try {
                      greetAndEcho(reader, writer);
                    } catch (CancelledError e) {
                      cancelled.incrementAndGet();
                      throw e;
                    }
                  },
                  Loopback.HOST,
                  0,
                  THREE);
          List<Connection> clients = connectUntilLoopsServe(3, server.port());
          server.shutdown(Duration.ofMillis(20));
          assertThat(cancelled).hasValue(clients.size());
          clients.forEach(Connection::close);
        });
  }

  @OnEachTransport
  void closingLeavesConnectionsAndCloseClientsEndsThem(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer(this::greetAndEcho, Loopback.HOST, 0, THREE);
          List<Connection> clients = connectUntilLoopsServe(3, server.port());
          server.close();
          assertThat(server.sockets()).isEmpty();
          Task<?> closed = Asyncio.createTask(server::waitClosed);
          Connection last = clients.getLast();
          last.writer().write("on\n");
          assertThat(last.reader().readLine(US_ASCII)).isEqualTo("on\n");
          assertThat(closed.done()).isFalse();
          server.closeClients();
          for (Connection client : clients) {
            assertThat(client.reader().read()).isEmpty();
          }
          closed.await();
        });
  }

  @OnEachTransport
  void abortClientsReachesEachLoop(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer(this::greetAndEcho, Loopback.HOST, 0, THREE);
          List<Connection> clients = connectUntilLoopsServe(3, server.port());
          server.abortClients();
          for (Connection client : clients) {
            assertThat(client.reader().read()).isEmpty();
          }
          server.close();
          server.waitClosed();
        });
  }

  @OnEachTransport
  void nothingIsServedBeforeItIsStarted(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server =
              Streams.startServer(
                  this::greetAndEcho, Loopback.HOST, 0, THREE.withStartServing(false));
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            Asyncio.sleep(Duration.ZERO);
            assertThat(loops).isEmpty();
            server.startServing();
            assertThat(client.reader().readLine(US_ASCII)).isEqualTo("hi\n");
          }
          server.shutdown(Duration.ofSeconds(20));
        });
  }

  @OnEachTransport
  void failuresOnEachLoopAreReportedOnTheMainOne(NettyTransport transport) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          EventLoop main = Asyncio.getRunningLoop();
          main.setExceptionHandler((loop, report) -> {
            assertThat(loop).isSameAs(main);
            reports.add(report);
          });
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    greetAndEcho(reader, writer);
                    throw new IOException("broken");
                  },
                  Loopback.HOST,
                  0,
                  THREE);
          List<Connection> clients = connectUntilLoopsServe(3, server.port());
          clients.forEach(Connection::close);
          server.shutdown(Duration.ofSeconds(20));
          assertThat(reports)
              .hasSize(clients.size())
              .allSatisfy(report -> assertThat(report.exception()).hasMessage("broken"))
              .allSatisfy(report -> assertThat(report.message()).contains("client_connected_cb"));
        });
  }

  @OnEachTransport
  void theServerBelongsToTheLoopThatMadeIt(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          AtomicReference<Server> server = new AtomicReference<>();
          List<String> refusals = new ArrayList<>(); // of one further loop
          server.set(
              Streams.startServer(
                  (reader, writer) -> {
                    if (Asyncio.getRunningLoop() != server.get().getLoop()) {
                      try {
                        server.get().close();
                      } catch (IllegalStateException e) {
                        refusals.add(String.valueOf(e.getMessage()));
                      }
                    }
                    greetAndEcho(reader, writer);
                  },
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withLoops(2)));
          List<Connection> clients = connectUntilLoopsServe(2, server.get().port());
          clients.forEach(Connection::close);
          server.get().shutdown(Duration.ofSeconds(20));
          assertThat(refusals).isNotEmpty().allMatch(text -> text.contains("callSoonThreadsafe"));
        });
  }

  @OnEachTransport
  void aServerThatIsLeftOpenEndsWithItsLoop(NettyTransport transport) {
    AtomicReference<List<Connection>> clients = new AtomicReference<>(List.of());
    long before = Loopback.sockets();
    Loopback.run(
        transport,
        () -> {
          Server server = Streams.startServer(this::greetAndEcho, Loopback.HOST, 0, THREE);
          clients.set(connectUntilLoopsServe(3, server.port()));
        });
    theLoopsEnd();
    while (Loopback.sockets() > before) {
      Thread.onSpinWait();
    }
    assertThat(loops).allMatch(EventLoop::isClosed);
  }

  @OnEachTransport
  void aStartThatIsCancelledAtAnyMomentLeavesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          for (int steps = 0; steps < 12; steps++) {
            Task<Server> starting =
                Asyncio.createTask(
                    () -> Streams.startServer(this::greetAndEcho, Loopback.HOST, 0, THREE));
            for (int step = 0; step < steps; step++) {
              Asyncio.sleep(Duration.ZERO);
            }
            starting.cancel();
            try {
              starting.await().shutdown(Duration.ZERO);
            } catch (CancelledError e) {
              assertThat(starting.cancelled()).isTrue();
            }
          }
          Loopback.awaitSockets(before);
        });
  }
}
