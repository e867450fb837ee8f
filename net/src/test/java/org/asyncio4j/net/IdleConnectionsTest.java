package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ten thousand connections that say nothing, each end of them in a process of its own.
final class IdleConnectionsTest {
  private static final int CONNECTIONS = 10_000;
  private static final int DESCRIPTORS = CONNECTIONS + 500;

  /// Echoes lines; prints how much memory its connections need.
  static final class Echo {
    public static void main(String[] args) {
      Asyncio.run(() -> {
        Server server =
            Streams.startServer(
                (reader, writer) -> {
                  for (byte[] line : reader.lines()) {
                    writer.write(line);
                  }
                },
                Loopback.HOST,
                0,
                ServerOptions.DEFAULT.withBacklog(1000));
        long before = memory();
        System.out.println("port " + server.port());
        Asyncio.toThread(() -> System.in.read());
        System.out.println("memory " + (memory() - before) / CONNECTIONS);
        Asyncio.toThread(() -> System.in.readAllBytes());
        server.shutdown(Duration.ofSeconds(10));
        System.out.println("left " + Loopback.sockets());
      });
    }

    private static long memory() {
      System.gc();
      ByteBufAllocatorMetric buffers =
          ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
      Runtime runtime = Runtime.getRuntime();
      return runtime.totalMemory() - runtime.freeMemory() + buffers.usedDirectMemory();
    }
  }

  @Test
  @Timeout(120)
  void tenThousandAreHeldForAFewKilobytesEach() throws Exception {
    assumeThat(ChildServer.mostDescriptors())
        .as("descriptors that a process may have")
        .isGreaterThan(DESCRIPTORS);
    try (ChildServer child = new ChildServer(Echo.class, DESCRIPTORS, NettyTransport.AUTO)) {
      int port = Integer.parseInt(child.await("port "));
      Loopback.run(
          NettyTransport.AUTO,
          () -> {
            long before = Loopback.sockets();
            List<Connection> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
              Connection client = Streams.openConnection(Loopback.HOST, port);
              clients.add(client);
            }
            for (Connection client : clients) { // each has its handler
              client.writer().write("hello\n");
            }
            for (Connection client : clients) {
              assertThat(client.reader().readLine(US_ASCII)).isEqualTo("hello\n");
            }
            child.next();
            long each = Long.parseLong(child.await("memory "));
            System.out.println("an idle connection of a server needs " + each + " bytes");
            assertThat(each).isLessThan(16 * 1024);
            clients.forEach(Connection::close);
            Loopback.awaitSockets(before);
          });
      assertThat(child.end(Duration.ofSeconds(30))).isZero();
    }
  }
}
