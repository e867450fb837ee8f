package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Task;

/// What the other side and the network do to a connection. More of it is in [StreamReaderTest] and
/// [StreamWriterTest]; the numbers are those of the list of faults.
final class StreamFaultsTest {
  private static final byte[] SCRIPT =
      "first line\n12345key|value|\r\nexactly ten;rest of it, to the end".getBytes(US_ASCII);

  private static List<String> read(StreamReader reader) throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add(reader.readLine(US_ASCII));
    parts.add(new String(reader.readExactly(5), US_ASCII));
    parts.add(new String(reader.readUntil("|"), US_ASCII));
    parts.add(
        new String(reader.readUntil("\r\n".getBytes(US_ASCII), "!".getBytes(US_ASCII)), US_ASCII));
    parts.add(new String(reader.readExactly(11), US_ASCII));
    parts.add(new String(reader.readUntil(";"), US_ASCII));
    parts.add(new String(reader.read(), US_ASCII));
    return parts;
  }

  /// S2.
  @OnEachTransport
  void s2ByteByByteReadsAreTheSame(NettyTransport transport) {
    List<List<String>> results = new ArrayList<>();
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write(SCRIPT);
          pair.writer().writeEof();
          results.add(read(pair.reader()));
        });
    Loopback.withPair(
        transport,
        pair -> {
          Task<List<String>> reading = Asyncio.createTask(() -> read(pair.reader()));
          for (byte one : SCRIPT) {
            pair.writer().write(new byte[] {one});
            for (int latency = ThreadLocalRandom.current().nextInt(4); latency > 0; latency--) {
              Asyncio.sleep(Duration.ZERO); // so that most go out, and come, by themselves
            }
          }
          pair.writer().writeEof();
          results.add(reading.await());
        });
    assertThat(results.getFirst()).hasSize(7).contains("value|\r\n", "rest of it, to the end");
    assertThat(results.getLast()).isEqualTo(results.getFirst());
  }

  /// S2.
  @OnEachTransport
  void s2ReadingByteByByteGivesAllOfThem(NettyTransport transport) {
    Loopback.withPair(
        transport,
        1,
        pair -> {
          pair.writer().write(SCRIPT);
          pair.writer().writeEof();
          List<Byte> all = new ArrayList<>();
          for (byte[] one = pair.reader().read(1); one.length > 0; one = pair.reader().read(1)) {
            all.add(one[0]);
          }
          assertThat(all).hasSize(SCRIPT.length);
          for (int i = 0; i < SCRIPT.length; i++) {
            assertThat(all.get(i)).isEqualTo(SCRIPT[i]);
          }
        });
  }

  /// S3.
  @OnEachTransport
  void s3AResetFailsEveryPendingCall(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Connection here = pair.accepted();
          here.writer().writeNowait(new byte[10_000_000]);
          List<Task<?>> pending =
              List.of(
                  Asyncio.createTask(() -> here.writer().drain()),
                  Asyncio.createTask(() -> here.writer().drain()),
                  Asyncio.createTask(() -> here.writer().write("more")),
                  Asyncio.createTask((Awaitable<byte[]>) () -> here.reader().readExactly(10)),
                  Asyncio.createTask(() -> here.writer().waitClosed()));
          Loopback.awaitStalled(here.writer());
          assertThat(pending).noneMatch(Task::done);
          Resets.reset(pair.client());
          for (Task<?> call : pending) {
            assertThatThrownBy(() -> Asyncio.await(call, IOException.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
          }
        });
  }

  /// S3.
  @OnEachTransport
  void s3AResetWhileClosingEndsTheConnection(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          StreamWriter writer = pair.accepted().writer();
          writer.writeNowait(new byte[10_000_000]);
          Loopback.awaitStalled(writer);
          writer.close();
          Task<?> closed = Asyncio.createTask(() -> writer.waitClosed());
          Asyncio.sleep(Duration.ZERO);
          assertThat(closed.done()).isFalse();
          Resets.reset(pair.client());
          assertThatThrownBy(() -> Asyncio.await(closed, IOException.class))
              .as("what was written is not sent")
              .isInstanceOf(IOException.class);
        });
  }

  /// S5, and a slow reader. `-Dasyncio.test.stall=1073741824` sends the whole GiB.
  @OnEachTransport
  void s5AStalledReaderHoldsTheWritersMemoryDown(NettyTransport transport) {
    long all = Long.getLong("asyncio.test.stall", 64 * 1024 * 1024L);
    Loopback.withPair(
        transport,
        pair -> {
          byte[] block = new byte[32 * 1024];
          Channel channel = pair.writer().stream().channel;
          ByteBufAllocatorMetric memory =
              ((ByteBufAllocatorMetricProvider) channel.alloc()).metric();
          long before = memory.usedDirectMemory() + memory.usedHeapMemory();
          long[] most = new long[3];
          Task<?> writing =
              Asyncio.createTask(() -> {
                for (long left = all; left > 0; left -= block.length) {
                  pair.writer().writeNowait(block);
                  pair.writer().drain();
                  most[0] = Math.max(most[0], pair.writer().stream().output.size());
                  most[1] =
                      Math.max(
                          most[1], memory.usedDirectMemory() + memory.usedHeapMemory() - before);
                }
              });
          Loopback.awaitStalled(pair.writer());
          assertThat(writing.done()).isFalse();
          assertThat(pair.writer().stream().output.size())
              .isLessThanOrEqualTo(2L * WriteBuffer.HIGH_WATER);
          for (long left = all; left > 0; ) {
            left -= pair.reader().read(50_000).length;
            most[2] = Math.max(most[2], pair.reader().buffered());
          }
          writing.await();
          assertThat(most[0]).as("unsent").isLessThanOrEqualTo(2L * WriteBuffer.HIGH_WATER);
          assertThat(most[1]).as("in Netty's buffers").isLessThanOrEqualTo(8 * 1024 * 1024L);
          assertThat(most[2])
              .as("unread")
              .isLessThanOrEqualTo(2 * StreamReader.DEFAULT_LIMIT + 64 * 1024L);
        });
  }

  /// A ring tells of a reset once, also to a channel that does not read at that moment.
  @OnEachTransport
  void s3AResetWhileReadingIsPausedIsFoundByALaterRead(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Server server =
              Streams.startServer(
                  (_, writer) -> {
                    writer.writeNowait(new byte[3_000_000]);
                    writer.drain();
                  },
                  Loopback.HOST,
                  0);
          try (Connection client = Streams.openConnection(Loopback.HOST, server.port())) {
            client.writer().writeNowait(new byte[1_000_000]); // never read: the close resets
            Loopback.awaitStalled(client.reader());
            server.shutdown(Duration.ZERO);
            assertThatThrownBy(() -> client.reader().read()).isInstanceOf(IOException.class);
          }
        });
  }
}
