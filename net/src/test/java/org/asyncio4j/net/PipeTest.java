package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.io.TempDir;

final class PipeTest {
  @TempDir Path folder;

  // --- reading ---

  @OnEachTransport
  void aPipeIsReadAsASocketIs(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          PipedOutputStream far = new PipedOutputStream();
          StreamReader reader = Streams.connectReadPipe(new PipedInputStream(far));
          far.write("one\ntwo".getBytes(US_ASCII));
          far.flush();
          assertThat(reader.readLine(UTF_8)).isEqualTo("one\n");
          far.close();
          assertThat(reader.readLine(UTF_8)).isEqualTo("two");
          assertThat(reader.atEof()).isTrue();
          assertThat(reader.read()).isEmpty();
        });
  }

  @OnEachTransport
  void theStreamIsClosedAtItsEnd(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          CompletableFuture<Boolean> closed = new CompletableFuture<>();
          byte[] much = new byte[1_000_000];
          much[999_999] = 1;
          StreamReader reader =
              Streams.connectReadPipe(
                  new ByteArrayInputStream(much) {
                    @Override
                    public void close() {
                      closed.complete(true);
                    }
                  },
                  1000);
          assertThat(reader.read()).isEqualTo(much);
          assertThat(Asyncio.await(closed)).isTrue();
        });
  }

  @OnEachTransport
  void whoIsCancelledWhileTheLoopGoesOnLosesNothing(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          PipedOutputStream far = new PipedOutputStream();
          StreamReader reader = Streams.connectReadPipe(new PipedInputStream(far));
          Task<byte[]> reading = Asyncio.createTask(() -> reader.readLine());
          for (int beat = 0; beat < 10; beat++) {
            Asyncio.sleep(Duration.ofMillis(1));
          }
          assertThat(reading.done()).isFalse();
          reading.cancel();
          assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
          far.write("late\n".getBytes(US_ASCII)); // for the read that is still going on
          far.close();
          assertThat(reader.readLine(UTF_8)).isEqualTo("late\n");
        });
  }

  /// Says how much of it was read.
  private static final class Endless extends InputStream {
    final AtomicLong given = new AtomicLong();

    @Override
    public int read() {
      return (int) (given.getAndIncrement() & 0x7f);
    }

    @Override
    public int read(byte[] target, int from, int count) {
      given.addAndGet(count);
      return count;
    }
  }

  @OnEachTransport
  void nothingIsReadThatTheReaderHasNoRoomFor(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Endless endless = new Endless();
          StreamReader reader = Streams.connectReadPipe(endless);
          assertThat(reader.readExactly(500_000)).hasSize(500_000);
          Asyncio.sleep(Duration.ofMillis(50));
          long ahead = endless.given.get() - 500_000;
          assertThat(ahead).isLessThanOrEqualTo(2 * StreamReader.DEFAULT_LIMIT + 64 * 1024);
        });
  }

  @OnEachTransport
  void aFailureOfTheStreamIsThrown(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          StreamReader reader =
              Streams.connectReadPipe(
                  new InputStream() {
                    @Override
                    public int read() throws IOException {
                      throw new IOException("the disk is on fire");
                    }

                    @Override
                    public int read(byte[] target, int from, int count) throws IOException {
                      return read();
                    }
                  });
          assertThatThrownBy(() -> reader.read(1))
              .isInstanceOf(IOException.class)
              .hasMessage("the disk is on fire");
        });
  }

  @OnEachTransport
  void aReadThatWaitsDoesNotHoldUpTheEnd(NettyTransport transport) throws IOException {
    PipedInputStream never = new PipedInputStream(new PipedOutputStream());
    Loopback.run(
        transport,
        () -> {
          StreamReader reader = Streams.connectReadPipe(never);
          var _ = Asyncio.createTask(() -> reader.read(1));
          Asyncio.sleep(Duration.ofMillis(5));
        });
  }

  // --- writing ---

  @OnEachTransport
  void everythingIsWrittenInOrderAndTheStreamClosed(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          CompletableFuture<String> all = new CompletableFuture<>();
          StreamWriter writer =
              Streams.connectWritePipe(
                  new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                      all.complete(toString(US_ASCII));
                    }
                  });
          StringBuilder expected = new StringBuilder();
          for (int i = 0; i < 20_000; i++) {
            expected.append(i).append(' ');
            writer.write(i + " ");
            if (i % 1000 == 0) {
              Asyncio.checkpoint();
            }
          }
          assertThat(writer.canWriteEof()).isTrue();
          writer.writeEof();
          writer.waitClosed();
          assertThat(Asyncio.await(all)).isEqualTo(expected.toString());
          assertThat(writer.isClosing()).isTrue();
        });
  }

  @OnEachTransport
  void aFileIsSentThroughTheFallback(NettyTransport transport) throws IOException {
    byte[] content = new byte[200_000];
    content[199_999] = 7;
    Path path = Files.write(folder.resolve("content-" + transport), content);
    Loopback.run(
        transport,
        () -> {
          CompletableFuture<byte[]> all = new CompletableFuture<>();
          StreamWriter writer =
              Streams.connectWritePipe(
                  new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                      all.complete(toByteArray());
                    }
                  });
          try (FileChannel file = FileChannel.open(path)) {
            assertThatThrownBy(() -> writer.sendfile(file, 0, 10, false))
                .isInstanceOf(SendfileNotAvailableError.class)
                .hasMessage("this is a pipe: allow the fallback");
            assertThat(writer.sendfile(file)).isEqualTo(content.length);
          }
          writer.close();
          assertThat(Asyncio.await(all)).isEqualTo(content);
        });
  }

  @OnEachTransport
  void writeSuspendsWhileNobodyReads(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          PipedInputStream far = new PipedInputStream();
          StreamWriter writer = Streams.connectWritePipe(new PipedOutputStream(far));
          long[] written = new long[1];
          Task<?> writing =
              Asyncio.createTask(() -> {
                while (true) {
                  written[0] += 10_000;
                  writer.write(new byte[10_000]);
                }
              });
          Asyncio.sleep(Duration.ofMillis(30));
          assertThat(writing.done()).isFalse();
          assertThat(writer.stream().output.size()).isBetween(16 * 1024L, 74 * 1024L);
          writing.cancel();
          assertThatThrownBy(writing::await).isInstanceOf(CancelledError.class);
          writer.close();
          StreamReader reader = Streams.connectReadPipe(far);
          assertThat(reader.read()).as("nothing written is lost").hasSize((int) written[0]);
          writer.waitClosed();
        });
  }

  @OnEachTransport
  void aBrokenPipeIsThrown(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Path pipe = folder.resolve("pipe-" + transport);
          assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
          FileChannel reader =
              FileChannel.open(pipe, READ, WRITE); // does not wait for the other end
          StreamWriter writer = Streams.connectWritePipe(Files.newOutputStream(pipe));
          reader.close();
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      writer.write(new byte[10_000]);
                    }
                  })
              .isInstanceOf(IOException.class);
          assertThatThrownBy(writer::drain).isInstanceOf(IOException.class);
          assertThatThrownBy(writer::waitClosed)
              .isInstanceOf(IOException.class)
              .hasMessageContaining("Broken pipe");
        });
  }

  // --- both ---

  @OnEachTransport
  void aProcessAnswersThroughPipes(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          Process cat = new ProcessBuilder("cat").start();
          StreamWriter writer = Streams.connectWritePipe(cat.getOutputStream());
          StreamReader reader = Streams.connectReadPipe(cat.getInputStream());
          byte[] much = new byte[2_000_000];
          much[1_999_999] = 7;
          Task<byte[]> answer = Asyncio.createTask(() -> reader.read());
          writer.write(much);
          writer.close();
          assertThat(answer.await()).isEqualTo(much);
          assertThat(Asyncio.<Integer>toThread(() -> cat.waitFor())).isZero();
        });
  }

  @OnEachTransport
  void extraInfoHasTheStream(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          OutputStream stream = new ByteArrayOutputStream();
          StreamWriter writer = Streams.connectWritePipe(stream);
          assertThat(writer.getExtraInfo("pipe")).isSameAs(stream);
          assertThat(writer.getExtraInfo("peername")).isNull();
          writer.close();
        });
  }

  @OnEachTransport
  void aLimitOfNothingIsRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () ->
            assertThatThrownBy(
                    () -> Streams.connectReadPipe(new ByteArrayInputStream(new byte[1]), 0))
                .isInstanceOf(IllegalArgumentException.class));
  }
}
