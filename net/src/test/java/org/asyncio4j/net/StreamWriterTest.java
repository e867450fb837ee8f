package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;

final class StreamWriterTest {
  @OnEachTransport
  void everythingThatIsWrittenArrivesInOrder(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().writeNowait("ab".getBytes(US_ASCII));
          pair.writer().writeNowait(ByteBuffer.wrap("cd".getBytes(US_ASCII)));
          pair.writer().write(ByteBuffer.allocateDirect(2).put((byte) 'e').put((byte) 'f').flip());
          pair.writer().write(CharBuffer.wrap("gé"), UTF_8);
          pair.writer().writeEof();
          assertThat(new String(pair.reader().read(), UTF_8)).isEqualTo("abcdefgé");
        });
  }

  @OnEachTransport
  void theCallersArrayIsFreeWhenWriteReturns(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] data = {1, 2, 3};
          pair.writer().writeNowait(data);
          data[0] = 9;
          assertThat(pair.reader().readExactly(3)).containsExactly(1, 2, 3);
        });
  }

  @OnEachTransport
  void theBufferSizeIsWhatWaitsToBeSent(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().writeNowait(new byte[10]);
          assertThat(pair.writer().getWriteBufferSize()).isEqualTo(10);
          pair.reader().readExactly(10);
          assertThat(pair.writer().getWriteBufferSize()).isZero();
        });
  }

  /// S4.
  @OnEachTransport
  void s4OneDirectionEndsAndTheOtherGoesOn(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().write("question");
          assertThat(pair.writer().canWriteEof()).isTrue();
          pair.writer().writeEof();
          assertThat(new String(pair.reader().read(), US_ASCII)).isEqualTo("question");
          assertThatThrownBy(() -> pair.writer().write("more"))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("writeEof");
          pair.accepted().writer().write("answer");
          pair.accepted().writer().writeEof();
          assertThat(new String(pair.client().reader().read(), US_ASCII)).isEqualTo("answer");
        });
  }

  /// S4.
  @OnEachTransport
  void s4ALargeAnswerAfterTheOtherEndsEofIsSentPieceByPiece(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] large = new byte[8_000_000];
          large[large.length - 1] = 1;
          pair.writer().writeEof();
          assertThat(pair.reader().read()).isEmpty();
          Task<?> answering =
              Asyncio.createTask(() -> {
                pair.accepted().writer().write(large);
                pair.accepted().writer().writeEof();
              });
          assertThat(pair.client().reader().read()).isEqualTo(large);
          answering.await();
        });
  }

  /// S4.
  @OnEachTransport
  void s4TheOtherDirectionMayEndFirst(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.accepted().writer().writeEof();
          assertThat(pair.client().reader().read()).isEmpty();
          pair.writer().write("still heard\n");
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("still heard\n");
        });
  }

  @OnEachTransport
  void closeSendsWhatWasWritten(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] much = new byte[3_000_000];
          pair.writer().writeNowait(much);
          pair.writer().close();
          pair.writer().close();
          assertThat(pair.writer().isClosing()).isTrue();
          assertThat(pair.reader().read()).hasSize(much.length);
          pair.writer().waitClosed();
          assertThat(pair.client().reader().atEof()).isTrue();
        });
  }

  @OnEachTransport
  void abortDropsWhatWasWritten(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().writeNowait(new byte[50_000_000]);
          pair.writer().abort();
          pair.writer().waitClosed();
          int received = 0;
          try {
            received = pair.reader().read().length;
          } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
          }
          assertThat(received).isLessThan(50_000_000);
        });
  }

  @OnEachTransport
  void afterCloseWriteThrowsAndWriteNowaitDrops(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().close();
          assertThatThrownBy(() -> pair.writer().write("x"))
              .isInstanceOf(SocketException.class)
              .hasMessageContaining("closed");
          pair.writer().waitClosed();
          pair.writer().writeNowait(new byte[1]);
          assertThatThrownBy(() -> pair.writer().drain()).isInstanceOf(SocketException.class);
        });
  }

  /// S6.
  @OnEachTransport
  void s6WriteSuspendsWhileThePeerDoesNotRead(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<Long> writing = Asyncio.createTask(() -> flood(pair.writer()));
          Loopback.awaitStalled(pair.writer());
          assertThat(writing.done()).isFalse();
          assertThat(pair.writer().stream().output.size()).isBetween(16 * 1024L, 74 * 1024L);
          writing.cancel();
          long written = writing.await();
          pair.writer().writeEof();
          assertThat(pair.reader().read()).as("nothing written is lost").hasSize((int) written);
        });
  }

  /// Writes until it is cancelled. {@return how much}
  private static long flood(StreamWriter writer) throws IOException {
    byte[] block = new byte[10_000];
    long written = 0;
    try {
      while (true) {
        written += block.length;
        writer.write(block);
      }
    } catch (CancelledError e) {
      return written;
    }
  }

  /// S6.
  @OnEachTransport
  void s6EveryDrainIsWokenWhenThePeerReads(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().drain();
          pair.writer().writeNowait(new byte[10_000_000]);
          Task<?> first = Asyncio.createTask(() -> pair.writer().drain());
          Task<?> second = Asyncio.createTask(() -> pair.writer().drain());
          Task<?> cancelled = Asyncio.createTask(() -> pair.writer().drain());
          Loopback.awaitStalled(pair.writer());
          assertThat(first.done() || second.done()).isFalse();
          cancelled.cancel();
          assertThat(pair.reader().readExactly(10_000_000)).hasSize(10_000_000);
          first.await();
          second.await();
          assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
        });
  }

  /// S3.
  @OnEachTransport
  void s3AResetWakesTheWriter(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Task<Boolean> writing =
              Asyncio.createTask(() -> {
                assertThatThrownBy(() -> flood(pair.writer())).isInstanceOf(IOException.class);
                return true;
              });
          Loopback.awaitStalled(pair.writer());
          Resets.reset(pair.accepted());
          assertThat(writing.await()).isTrue();
          assertThat(pair.writer().isClosing()).isTrue();
          assertThatThrownBy(() -> pair.writer().drain()).isInstanceOf(IOException.class);
          assertThatThrownBy(() -> pair.client().reader().read()).isInstanceOf(IOException.class);
        });
  }

  /// `test_streams::test_drain_raises`.
  @OnEachTransport
  void s3ALoopThatWritesAndDrainsNoticesTheReset(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          Resets.reset(pair.accepted());
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      pair.writer().writeNowait(new byte[100]);
                      pair.writer().drain();
                    }
                  })
              .isInstanceOf(IOException.class);
        });
  }

  @OnEachTransport
  void aWriterNoticesThatItsChannelIsClosedBeforeTheLoopSaysSo(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().stream().channel.close();
          assertThatThrownBy(() -> flood(pair.writer())).isInstanceOf(SocketException.class);
          assertThat(pair.writer().isClosing()).isTrue();
        });
  }

  @OnEachTransport
  void s3WhatCouldNotBeSentAfterCloseIsAFailure(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().writeNowait(new byte[20_000_000]);
          pair.writer().close();
          Resets.reset(pair.accepted());
          assertThatThrownBy(() -> pair.writer().waitClosed()).isInstanceOf(IOException.class);
        });
  }

  /// The high-water mark holds for it too (CPython's gh-127655).
  @OnEachTransport
  void writelinesSuspendsBetweenTwoLines(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          byte[] line = new byte[10_000];
          List<byte[]> lines = Collections.nCopies(3_000, line);
          Task<?> writing = Asyncio.createTask(() -> pair.writer().writelines(lines));
          Asyncio.sleep(Duration.ofMillis(5));
          assertThat(writing.done()).isFalse();
          assertThat(pair.writer().stream().output.size()).isLessThan(80_000);
          assertThat(pair.reader().readExactly(30_000_000)).hasSize(30_000_000);
          writing.await();
        });
  }

  @OnEachTransport
  void theMarksCanBeSet(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          pair.writer().setWriteBufferLimits(10, 5);
          Task<?> writing = Asyncio.createTask(() -> pair.writer().write("more than ten"));
          Asyncio.sleep(Duration.ZERO);
          assertThat(writing.done()).isFalse();
          writing.await();
          assertThatThrownBy(() -> pair.writer().setWriteBufferLimits(5, 10))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @OnEachTransport
  void extraInfoHasTheAddresses(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          StreamWriter writer = pair.writer();
          assertThat(writer.peerAddress()).isEqualTo(Loopback.address(pair.server().port()));
          assertThat(writer.getExtraInfo("peername")).isEqualTo(writer.peerAddress());
          assertThat(writer.getExtraInfo("sockname")).isEqualTo(writer.localAddress());
          assertThat(pair.accepted().writer().peerAddress()).isEqualTo(writer.localAddress());
          assertThat(writer.getExtraInfo("cipher")).isNull();
        });
  }

  @OnEachTransport
  void anotherThreadIsRefused(NettyTransport transport) {
    Loopback.withPair(
        transport,
        pair -> {
          assertThatThrownBy(() -> Asyncio.toThread(() -> pair.writer().writeNowait(new byte[1])))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("callSoonThreadsafe");
          assertThatThrownBy(() -> Asyncio.toThread(() -> pair.reader().read(1)))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @OnEachTransport
  void whatIsWrittenInTheLastMomentOfARunIsSent(NettyTransport transport) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Loopback.run(
          transport,
          () ->
              Streams.openConnection(Loopback.HOST, server.getLocalPort())
                  .writer()
                  .writeNowait("bye".getBytes(US_ASCII)));
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("bye");
      }
    }
  }
}
