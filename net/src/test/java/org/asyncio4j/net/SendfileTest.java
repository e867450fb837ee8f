package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelDuplexHandler;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SendfileTest {
  private static final int SIZE = 5_000_000;

  private final Path path;
  private final byte[] content = new byte[SIZE];

  SendfileTest(@TempDir Path folder) {
    path = folder.resolve("file");
  }

  @BeforeEach
  void writeFile() throws IOException {
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i * 31 + i / 1000);
    }
    Files.write(path, content);
  }

  /// Has the bytes of `connection` pass another handler, as with TLS, so that the fallback is used.
  private static void forbidNative(NettyConnection connection) {
    connection.channel.pipeline().addFirst(new ChannelDuplexHandler());
  }

  @OnEachTransport
  void aFileIsSentBetweenWhatIsWritten(NettyTransport transport) {
    aFileIsSentBetweenWhatIsWritten(transport, transport == NettyTransport.IO_URING);
  }

  @OnEachTransport
  void theFallbackSendsTheSame(NettyTransport transport) {
    aFileIsSentBetweenWhatIsWritten(transport, true);
  }

  private void aFileIsSentBetweenWhatIsWritten(NettyTransport transport, boolean fallback) {
    Loopback.withPair(
        transport,
        pair -> {
          if (fallback) {
            forbidNative(pair.writer().stream());
          }
          Task<byte[]> reading = Asyncio.createTask(() -> pair.reader().read());
          try (FileChannel file = FileChannel.open(path)) {
            file.position(7);
            pair.writer().writeNowait("head ".getBytes(US_ASCII));
            assertThat(pair.writer().sendfile(file)).isEqualTo(SIZE);
            pair.writer().writeNowait(" then ".getBytes(US_ASCII));
            assertThat(pair.writer().sendfile(file, 1000, 10, fallback)).isEqualTo(10);
            assertThat(pair.writer().sendfile(file, SIZE - 5, 10, fallback)).isEqualTo(5);
            assertThat(pair.writer().sendfile(file, SIZE + 1, 10, fallback)).isZero();
            assertThat(pair.writer().sendfile(file, 0, 0, fallback)).isZero();
            assertThat(file.position()).isEqualTo(7);
            assertThat(file.isOpen()).isTrue();
          }
          pair.writer().write(" tail");
          pair.writer().writeEof();
          byte[] received = reading.await();
          assertThat(received).hasSize(5 + SIZE + 6 + 15 + 5);
          assertThat(Arrays.copyOfRange(received, 5, 5 + SIZE)).isEqualTo(content);
          assertThat(Arrays.copyOfRange(received, 11 + SIZE, 21 + SIZE))
              .isEqualTo(Arrays.copyOfRange(content, 1000, 1010));
          assertThat(Arrays.copyOfRange(received, 21 + SIZE, 26 + SIZE))
              .isEqualTo(Arrays.copyOfRange(content, SIZE - 5, SIZE));
          assertThat(new String(received, 0, 5, US_ASCII)).isEqualTo("head ");
          assertThat(new String(received, received.length - 5, 5, US_ASCII)).isEqualTo(" tail");
        });
  }

  @OnEachTransport
  void aTransportSendsFilesAndIsNotPaused(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          Task<byte[]> reading = Asyncio.createTask(() -> pair.client().reader().readExactly(SIZE));
          try (FileChannel file = FileChannel.open(path)) {
            assertThat(Protocols.sendfile(pair.transport(), file)).isEqualTo(SIZE);
          }
          assertThat(reading.await()).isEqualTo(content);
          assertThat(pair.protocol().told).containsExactly("made");
          assertThat(pair.transport().getWriteBufferSize()).isZero();
        });
  }

  @OnEachTransport
  void nothingElseIsWrittenMeanwhile(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          try (FileChannel file = FileChannel.open(path)) {
            Task<Long> sending = Asyncio.createTask(() -> pair.writer().sendfile(file));
            Asyncio.sleep(Duration.ZERO);
            assertThatThrownBy(() -> pair.writer().write("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a file is being sent");
            assertThatThrownBy(() -> pair.writer().writeEof())
                .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pair.writer().sendfile(file))
                .isInstanceOf(IllegalStateException.class);
            assertThat(pair.reader().readExactly(SIZE)).isEqualTo(content);
            sending.await();
            pair.writer().write("x");
            assertThat(pair.reader().readExactly(1)).containsExactly('x');
          }
        });
  }

  @OnEachTransport
  void badInputIsRefusedAndNothingIsSent(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          try (FileChannel file = FileChannel.open(path);
              FileChannel output = FileChannel.open(path, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> pair.writer().sendfile(file, -1, 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
            assertThatThrownBy(() -> pair.writer().sendfile(output))
                .isInstanceOf(NonReadableChannelException.class);
            assertThatThrownBy(() -> Asyncio.toThread(() -> pair.writer().sendfile(file)))
                .isInstanceOf(IllegalStateException.class);
            forbidNative(pair.writer().stream());
            assertThatThrownBy(() -> pair.writer().sendfile(file, 0, 10, false))
                .isInstanceOf(SendfileNotAvailableError.class)
                .hasMessageContaining("fallback");
            pair.writer().write("x");
            assertThat(pair.reader().readExactly(1)).containsExactly('x');
            pair.writer().close();
            assertThatThrownBy(() -> pair.writer().sendfile(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
          }
        });
  }

  @OnEachTransport
  void aCancelledSendStopsAtOnceAndTheFileCanBeClosed(NettyTransport transport) {
    aCancelledSendStopsAtOnce(transport, false);
  }

  @OnEachTransport
  void aCancelledFallbackStopsAtOnceAndTheFileCanBeClosed(NettyTransport transport) {
    aCancelledSendStopsAtOnce(transport, true);
  }

  private void aCancelledSendStopsAtOnce(NettyTransport transport, boolean fallback) {
    Loopback.withPair(
        transport,
        pair -> {
          if (fallback) {
            forbidNative(pair.writer().stream());
          }
          try (FileChannel file = FileChannel.open(path)) {
            Task<?> sending =
                Asyncio.createTask(() -> {
                  while (true) { // until the system's buffers are full
                    pair.writer().sendfile(file);
                  }
                });
            Asyncio.sleep(Duration.ofMillis(100));
            sending.cancel();
            assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
            assertThat(file.isOpen()).isTrue();
          }
          pair.writer().writeNowait("!end".getBytes(US_ASCII));
          pair.writer().writeEof();
          byte[] received = pair.reader().read();
          int length = received.length - 4;
          for (int i = 0; i < length; i++) {
            if (received[i] != content[i % SIZE]) {
              throw new AssertionError("wrong at " + i);
            }
          }
          assertThat(new String(received, length, 4, US_ASCII)).isEqualTo("!end");
        });
  }

  @OnEachTransport
  void aFileThatShrinksIsNamed(NettyTransport transport) {
    for (boolean fallback : new boolean[] {false, true}) {
      Loopback.withPair(
          transport,
          pair -> {
            if (fallback) {
              forbidNative(pair.writer().stream());
            }
            Path large = Files.createTempFile(path.getParent(), "large", "");
            try (FileChannel file =
                FileChannel.open(large, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
              file.write(ByteBuffer.wrap(new byte[] {1}), 50_000_000);
              Task<Long> sending = Asyncio.createTask(() -> pair.writer().sendfile(file));
              Asyncio.sleep(Duration.ZERO);
              file.truncate(20_000_000);
              Task<?> reading =
                  Asyncio.createTask(() -> {
                    while (pair.reader().read(100_000).length > 0) {}
                  });
              assertThatThrownBy(() -> Asyncio.await(sending, IOException.class))
                  .isInstanceOf(IOException.class)
                  .hasMessageMatching(
                      "the file has shrunk to 20000000 bytes while a file was sent:"
                          + " \\d+ of 50000001 bytes are");
              pair.writer().abort();
              reading.await();
            }
          });
    }
  }

  @OnEachTransport
  void s3AResetEndsTheSend(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          try (FileChannel file = FileChannel.open(path)) {
            Task<?> sending =
                Asyncio.createTask(() -> {
                  while (true) {
                    pair.writer().sendfile(file);
                  }
                });
            Asyncio.sleep(Duration.ofMillis(20));
            Resets.reset(pair.accepted());
            assertThatThrownBy(() -> Asyncio.await(sending, IOException.class))
                .isInstanceOf(SocketException.class)
                .hasMessageMatching(
                    "the connection was lost while a file was sent: \\d+ of 5000000 bytes are|the connection is lost");
            assertThat(file.isOpen()).isTrue();
            assertThatThrownBy(() -> pair.writer().sendfile(file))
                .isInstanceOf(SocketException.class);
          }
        });
  }

  @OnEachTransport
  void closeEndsTheSendAfterThePieceThatIsUnderWay(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          try (FileChannel file = FileChannel.open(path)) {
            Task<Long> sending = Asyncio.createTask(() -> pair.writer().sendfile(file));
            Asyncio.sleep(Duration.ZERO);
            pair.writer().close();
            byte[] received = pair.reader().read();
            assertThat(received.length).isBetween(0, SIZE - 1);
            assertThat(received).isEqualTo(Arrays.copyOf(content, received.length));
            assertThatThrownBy(() -> Asyncio.await(sending, IOException.class))
                .isInstanceOf(SocketException.class)
                .hasMessage(
                    "the connection was closed while a file was sent: "
                        + received.length
                        + " of 5000000 bytes are");
          }
        });
  }
}
