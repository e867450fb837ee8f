package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Blocking;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.Task;

/// Connections while a task is in a blocking call that is not this library's.
final class BlockingYieldTest {
  @OnEachTransport
  void connectionsGoOnWhileATaskIsInAForeignCall(NettyTransport transport) {
    assumeThat(System.getProperty("asyncio.engine"))
        .as("blocking=yield needs the confined engine")
        .isNotEqualTo("baton");
    LoopOptions options = Loopback.options(transport).withBlocking(Blocking.YIELD);
    Asyncio.run(
        options,
        () -> {
          CountDownLatch foreign = new CountDownLatch(1);
          Task<?> blocked = Asyncio.createTask(() -> foreign.await());
          Server server =
              Streams.startServer(
                  (reader, writer) -> {
                    for (byte[] line : reader.lines()) {
                      writer.write(line);
                    }
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            for (int i = 0; i < 100; i++) {
              client.writer().write(i + "\n");
              assertThat(client.reader().readLine(US_ASCII)).isEqualTo(i + "\n");
            }
          }
          assertThat(blocked.done()).isFalse();
          foreign.countDown();
          blocked.await();
          server.shutdown(Duration.ofSeconds(5));
        });
  }
}
