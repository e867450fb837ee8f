package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

final class StreamReaderTest {
  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, US_ASCII);
  }

  @OnEachTransport
  void readGivesWhatIsThere(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("hello");
          assertThat(pair.reader().read(0)).isEmpty();
          assertThat(text(pair.reader().read(2))).isEqualTo("he");
          assertThat(text(pair.reader().read(100))).isEqualTo("llo");
          assertThatThrownBy(() -> pair.reader().read(-1))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @OnEachTransport
  void readWithoutANumberReadsToTheEnd(NettyTransport transport) {
    Loopback.withPair(
        transport,
        16,
        pair -> {
          byte[] sent = new byte[300_000];
          sent[299_999] = 7;
          Task<byte[]> all = Asyncio.createTask(() -> pair.reader().read());
          pair.writer().write(sent);
          pair.writer().writeEof();
          assertThat(all.await()).isEqualTo(sent);
          assertThat(pair.reader().atEof()).isTrue();
          assertThat(pair.reader().read()).isEmpty();
          assertThat(pair.reader().read(1)).isEmpty();
        });
  }

  @OnEachTransport
  void readFillsABuffer(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("abc");
          pair.writer().writeEof();
          ByteBuffer target = ByteBuffer.allocateDirect(2);
          assertThat(pair.reader().read(target)).isEqualTo(2);
          assertThat(pair.reader().read(target)).isZero();
          assertThat(pair.reader().read(target.flip())).isEqualTo(1);
          assertThat(pair.reader().read(target)).isEqualTo(-1);
          assertThat(target.get(0)).isEqualTo((byte) 'c');
        });
  }

  @OnEachTransport
  void readExactlyWaitsForAllOfThem(NettyTransport transport) {
    Loopback.withPair(
        transport,
        8,
        pair -> {
          Task<byte[]> read = Asyncio.createTask(() -> pair.reader().readExactly(50_000));
          pair.writer().write(new byte[20_000]);
          pair.writer().write(new byte[40_000]);
          assertThat(read.await()).hasSize(50_000);
          assertThat(pair.reader().readExactly(0)).isEmpty();
          assertThatThrownBy(() -> pair.reader().readExactly(-1))
              .isInstanceOf(IllegalArgumentException.class);
          pair.writer().writeEof();
          IncompleteReadError e =
              catchThrowableOfType(
                  IncompleteReadError.class, () -> pair.reader().readExactly(10_001));
          assertThat(e.partial()).hasSize(10_000);
          assertThat(e.expected()).isEqualTo(10_001);
          assertThat(pair.reader().atEof()).isTrue();
        });
  }

  @OnEachTransport
  void readUntilTakesTheSeparatorThatEndsFirst(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("one\r\ntwo;three");
          byte[] crlf = bytes("\r\n");
          byte[] semicolon = bytes(";");
          assertThat(text(pair.reader().readUntil(crlf, semicolon))).isEqualTo("one\r\n");
          assertThat(text(pair.reader().readUntil(crlf, semicolon))).isEqualTo("two;");
          assertThat(text(pair.reader().readUntil("ee"))).isEqualTo("three");
          assertThatThrownBy(() -> pair.reader().readUntil())
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> pair.reader().readUntil(""))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  /// S1.
  @OnEachTransport
  void s1ASeparatorIsFoundWhereverItIsSplit(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          List<byte[][]> separators =
              List.of(
                  new byte[][] {bytes("--end--")},
                  new byte[][] {bytes("\r\n"), bytes("--end--")},
                  new byte[][] {bytes("--end--"), bytes("-e")},
                  new byte[][] {bytes("--end-----"), bytes("d--r")});
          String text = "data--end--rest";
          for (byte[][] chosen : separators) {
            pair.writer().write(text);
            Loopback.awaitBuffered(pair.reader(), text.length());
            String inOnePiece = text(pair.reader().readUntil(chosen));
            pair.reader().readExactly(text.length() - inOnePiece.length());
            for (int split = 1; split < text.length(); split++) {
              Task<byte[]> read = Asyncio.createTask(() -> pair.reader().readUntil(chosen));
              pair.writer().write(text.substring(0, split));
              while (!read.done() && pair.reader().buffered() < split) {
                Asyncio.sleep(Duration.ZERO);
              }
              Asyncio.sleep(Duration.ZERO); // the reader looks at what has come
              pair.writer().write(text.substring(split));
              String found = text(read.await());
              assertThat(found).as("split at %d", split).isEqualTo(inOnePiece);
              byte[] rest = pair.reader().readExactly(text.length() - found.length());
              assertThat(found + text(rest)).isEqualTo(text);
            }
          }
        });
  }

  /// S1.
  @OnEachTransport
  void s1ASeparatorBehindTheLimitLeavesTheDataThere(NettyTransport transport) {
    Loopback.withPair(
        transport,
        4,
        pair -> {
          pair.writer().write("1234|12345|");
          assertThat(text(pair.reader().readUntil("|"))).isEqualTo("1234|");
          LimitOverrunError e =
              catchThrowableOfType(LimitOverrunError.class, () -> pair.reader().readUntil("|"));
          assertThat(e.consumed()).isEqualTo(5);
          assertThat(e).hasMessageContaining("limit of 4");
          assertThat(text(pair.reader().readExactly(6))).isEqualTo("12345|");
        });
  }

  /// S1.
  @OnEachTransport
  void s1ASeparatorThatNeverComesEndsAtTheLimit(NettyTransport transport) {
    Loopback.withPair(
        transport,
        1000,
        pair -> {
          Task<byte[]> read = Asyncio.createTask(() -> pair.reader().readUntil("\0\0"));
          pair.writer().write("x".repeat(3000));
          LimitOverrunError e =
              catchThrowableOfType(
                  LimitOverrunError.class, () -> Asyncio.await(read, IOException.class));
          assertThat(e.consumed()).isGreaterThan(1000);
          assertThat(pair.reader().readExactly(3000)).hasSize(3000);
        });
  }

  @OnEachTransport
  void readUntilAtTheEndHasWhatCame(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("partial");
          pair.writer().writeEof();
          IncompleteReadError e =
              catchThrowableOfType(IncompleteReadError.class, () -> pair.reader().readUntil("|"));
          assertThat(text(e.partial())).isEqualTo("partial");
          assertThat(e.expected()).isEqualTo(-1);
          assertThat(pair.reader().atEof()).isTrue();
        });
  }

  @OnEachTransport
  void readLineGivesLinesAndThenTheRest(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("one\ntwo\n\nrest");
          pair.writer().writeEof();
          List<String> lines = new ArrayList<>();
          for (byte[] line : pair.reader().lines()) {
            lines.add(text(line));
          }
          assertThat(lines).containsExactly("one\n", "two\n", "\n", "rest");
          assertThat(pair.reader().readLine()).isEmpty();
          assertThat(pair.reader().readLine(US_ASCII)).isEmpty();
        });
  }

  @OnEachTransport
  void aLineOverTheLimitIsDroppedAndTheNextOneIsRead(NettyTransport transport) {
    Loopback.withPair(
        transport,
        4,
        pair -> {
          pair.writer().write("12345\nok\n");
          assertThatThrownBy(() -> pair.reader().readLine()).isInstanceOf(LimitOverrunError.class);
          assertThat(text(pair.reader().readLine())).isEqualTo("ok\n");
          pair.writer().write("123456789");
          Loopback.awaitBuffered(pair.reader(), 9);
          assertThatThrownBy(() -> pair.reader().readLine()).isInstanceOf(LimitOverrunError.class);
          pair.writer().write("\n");
          assertThat(text(pair.reader().readLine())).endsWith("\n");
        });
  }

  /// S6.
  @OnEachTransport
  void s6ACancelledReadHasTakenNothing(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          StreamReader reader = pair.reader();
          pair.writer().write("half of ");
          for (Awaitable<byte[]> read :
              List.<Awaitable<byte[]>>of(
                  () -> reader.readExactly(10), reader::read, () -> reader.readUntil("\n"))) {
            Task<byte[]> reading = Asyncio.createTask(read);
            Loopback.awaitBuffered(reader, 8);
            Asyncio.sleep(Duration.ZERO); // it has looked, and waits for more
            reading.cancel();
            assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
            assertThat(reader.buffered()).isEqualTo(8);
          }
          pair.writer().write("it\n");
          assertThat(text(reader.readLine())).isEqualTo("half of it\n");
        });
  }

  /// S6.
  @OnEachTransport
  void s6AReadThatIsCancelledAsDataComesLosesNone(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          for (int round = 0; round < 50; round++) {
            Task<byte[]> read = Asyncio.createTask(() -> pair.reader().readLine());
            pair.writer().write("line\n");
            if (round % 2 == 0) {
              Asyncio.sleep(Duration.ZERO);
            }
            read.cancel();
            String line;
            try {
              line = text(read.await());
            } catch (CancelledError e) {
              line = text(pair.reader().readLine());
            }
            assertThat(line).isEqualTo("line\n");
          }
        });
  }

  @OnEachTransport
  void aSecondReaderIsRefused(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<byte[]> first = Asyncio.createTask(() -> pair.reader().readLine());
          Asyncio.sleep(Duration.ZERO);
          assertThatThrownBy(() -> pair.reader().readLine())
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("another task waits");
          pair.writer().write("\n");
          assertThat(first.await()).hasSize(1);
        });
  }

  /// S3.
  @OnEachTransport
  void s3AResetWakesTheReaderAndFailsEveryLaterRead(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<Boolean> read =
              Asyncio.createTask(() -> {
                assertThatThrownBy(() -> pair.reader().readExactly(10))
                    .isInstanceOf(IOException.class);
                return true;
              });
          Asyncio.sleep(Duration.ZERO);
          Resets.reset(pair.client());
          assertThat(read.await()).isTrue();
          assertThatThrownBy(() -> pair.reader().read(1)).isInstanceOf(IOException.class);
          assertThatThrownBy(() -> pair.accepted().writer().drain())
              .isInstanceOf(IOException.class);
          assertThatThrownBy(() -> pair.accepted().writer().waitClosed())
              .isInstanceOf(IOException.class);
        });
  }

  @OnEachTransport
  void aReaderNobodyReadsFromHoldsAFewLimitsAtMost(NettyTransport transport) {
    int limit = 4096;
    Loopback.withPair(
        transport,
        limit,
        pair -> {
          byte[] block = new byte[64 * 1024];
          Task<Integer> flood =
              Asyncio.createTask(() -> {
                for (int i = 0; i < 1000; i++) {
                  pair.writer().write(block);
                }
                return 1000;
              });
          Loopback.awaitStalled(pair.writer());
          assertThat(flood.done()).as("64 MB fit nowhere").isFalse();
          // One read of the channel's may go beyond the mark, and it is at most 64 KiB.
          assertThat(pair.reader().buffered()).isBetween(limit, 2 * limit + 64 * 1024);
          assertThat(pair.writer().stream().output.size())
              .isLessThanOrEqualTo(64 * 1024L + block.length);
          for (long left = 1000L * block.length; left > 0; ) {
            left -= pair.reader().read(Integer.MAX_VALUE).length;
          }
          assertThat(flood.await()).isEqualTo(1000);
        });
  }

  @OnEachTransport
  void aLimitBelowOneIsRefused(NettyTransport transport) {
    Loopback.run(
        transport,
        () -> {
          assertThatThrownBy(() -> ConnectOptions.DEFAULT.withLimit(0))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("0");
        });
  }
}
