package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

final class TransportTest {
  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @OnEachTransport
  void everythingThatIsWrittenArrivesInOrder(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          byte[] reused = bytes("ab");
          pair.transport().write(reused);
          reused[0] = 'X';
          pair.transport().write(ByteBuffer.wrap(bytes("cd")));
          pair.transport().writelines(List.of(bytes("ef"), bytes("g")));
          assertThat(pair.transport().canWriteEof()).isTrue();
          pair.transport().writeEof();
          pair.transport().writeEof();
          assertThat(new String(pair.client().reader().read(), US_ASCII)).isEqualTo("abcdefg");
          assertThatThrownBy(() -> pair.transport().write(new byte[1]))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("writeEof");
        });
  }

  @OnEachTransport
  void writingIsPausedAboveTheHighMarkAndResumedAtTheLowOne(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          Transport writer = pair.transport();
          assertThat(writer.getWriteBufferLimits())
              .isEqualTo(new Transport.WriteBufferLimits(64 * 1024, 16 * 1024));
          writer.write(new byte[64 * 1024]);
          assertThat(pair.protocol().told).containsExactly("made");
          writer.write(new byte[1]);
          assertThat(pair.protocol().told).as("at once").containsExactly("made", "pause");
          assertThat(writer.getWriteBufferSize()).isEqualTo(64 * 1024 + 1);
          writer.write(new byte[1]);
          pair.protocol().awaitTold("resume");
          assertThat(pair.protocol().told).containsExactly("made", "pause", "resume");
          assertThat(writer.getWriteBufferSize()).isLessThanOrEqualTo(16 * 1024);
        });
  }

  @OnEachTransport
  void aHighMarkOfZeroPausesWheneverSomethingWaits(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().setWriteBufferLimits(0);
          pair.transport().write(new byte[1]);
          assertThat(pair.protocol().told).containsExactly("made", "pause");
          pair.protocol().awaitTold("resume");
          assertThat(pair.transport().getWriteBufferSize()).isZero();
        });
  }

  @OnEachTransport
  void newMarksHoldAtOnceAndBadOnesAreRefused(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[1000]);
          pair.transport().setWriteBufferLimits(100);
          assertThat(pair.protocol().told).endsWith("pause");
          assertThat(pair.transport().getWriteBufferLimits().low()).isEqualTo(25);
          pair.transport().setWriteBufferLimits(2000, 1000);
          pair.protocol().awaitTold("resume");
          assertThatThrownBy(() -> pair.transport().setWriteBufferLimits(1, 2))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("high=1, low=2");
        });
  }

  @OnEachTransport
  void whatIsWrittenBetweenResumeAndItsCallbackPausesOnlyOnce(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[1000]);
          pair.transport().setWriteBufferLimits(100, 50);
          pair.transport().setWriteBufferLimits(2000, 1000); // resumed, and not told yet
          pair.transport().write(new byte[5000]);
          assertThat(pair.protocol().told).containsExactly("made", "pause");
          pair.protocol().awaitTold("resume");
          assertThat(pair.protocol().told).containsExactly("made", "pause", "resume");
        });
  }

  @OnEachTransport
  void s5AProtocolThatPausesHoldsLittleWhileItsPeerStalls(NettyTransport transport) {
    long size = 64_000_000;
    class Source extends Recorder {
      long left = size;
      long most;
      boolean paused;

      @Override
      public void connectionMade(Transport transport) throws IOException {
        super.connectionMade(transport);
        resumeWriting();
      }

      @Override
      public void pauseWriting() {
        paused = true;
      }

      @Override
      public void resumeWriting() {
        paused = false;
        while (!paused && left > 0) {
          transport.write(new byte[10_000]);
          left -= 10_000;
          most = Math.max(most, transport.getWriteBufferSize());
        }
        if (left == 0) {
          transport.close();
        }
      }
    }
    ProtocolPair.with(
        transport,
        Source::new,
        pair -> {
          Asyncio.sleep(Duration.ofMillis(20));
          assertThat(pair.protocol().left).as("the system's buffers are full").isPositive();
          long read = 0;
          for (int count = 1; count > 0; read += count) {
            count = pair.client().reader().read(100_000).length;
          }
          assertThat(read).isEqualTo(size);
          assertThat(pair.protocol().most).isLessThan(2 * 64 * 1024);
        });
  }

  // --- reading ---

  @OnEachTransport
  void pausedInConnectionMadeNothingIsReceived(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public void connectionMade(Transport transport) throws IOException {
                super.connectionMade(transport);
                transport.pauseReading();
                transport.pauseReading();
              }
            },
        pair -> {
          pair.client().writer().write("hello");
          pair.client().writer().writeEof();
          pair.protocol().awaitTold("made");
          assertThat(pair.transport().isReading()).isFalse();
          Asyncio.sleep(Duration.ofMillis(20));
          assertThat(pair.protocol().told).containsExactly("made");
          pair.transport().resumeReading();
          pair.transport().resumeReading();
          assertThat(pair.transport().isReading()).isTrue();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "data", "eof", "lost");
        });
  }

  @OnEachTransport
  void aProtocolThatPausesInTheMiddleLosesNothing(NettyTransport transport) {
    byte[] much = new byte[2_000_000];
    class Hesitant extends Recorder {
      int received;
      int calls;

      @Override
      public void dataReceived(ByteBuffer data) {
        assertThat(transport.isReading()).isTrue();
        while (data.hasRemaining()) {
          assertThat(data.get()).isEqualTo((byte) (received++ * 31));
        }
        calls++;
        transport.pauseReading();
        Asyncio.getRunningLoop().callSoon(transport::resumeReading);
      }
    }
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) (i * 31);
    }
    ProtocolPair.with(
        transport,
        Hesitant::new,
        pair -> {
          pair.client().writer().write(much);
          pair.client().writer().close();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().received).isEqualTo(much.length);
          assertThat(pair.protocol().calls).isGreaterThan(10);
        });
  }

  @OnEachTransport
  void whileReadingIsPausedThePeerHasToWait(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().pauseReading();
          pair.client().writer().writeNowait(new byte[30_000_000]);
          Asyncio.sleep(Duration.ofMillis(50));
          assertThat(pair.client().writer().stream().output.size()).isGreaterThan(10_000_000);
          assertThat(pair.protocol().text).isEmpty();
          pair.client().writer().abort();
        });
  }

  @OnEachTransport
  void anotherProtocolGoesOnWithTheNextPiece(NettyTransport transport) {
    class Upgraded extends Recorder {
      Upgraded() {
        tell("upgraded");
      }
    }
    Upgraded[] second = new Upgraded[1];
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public void dataReceived(ByteBuffer data) throws IOException {
                super.dataReceived(data);
                second[0] = new Upgraded();
                second[0].transport = transport;
                transport.setProtocol(second[0]);
                transport.write(bytes("go on\n"));
              }
            },
        pair -> {
          pair.client().writer().write("upgrade");
          assertThat(pair.client().reader().readLine(US_ASCII)).isEqualTo("go on\n");
          assertThat(pair.transport().getProtocol()).isSameAs(second[0]);
          pair.client().writer().write("more");
          pair.client().writer().writeEof();
          second[0].awaitLoss();
          assertThat(second[0].told).containsExactly("upgraded", "data", "eof", "lost");
          assertThat(second[0].text).hasToString("more");
          assertThat(pair.protocol().told).containsExactly("made", "data");
        });
  }

  @OnEachTransport
  void piecesReadTogetherAreSharedBetweenTwoProtocols(NettyTransport transport) {
    class Counter extends Recorder {
      int received;

      @Override
      public void dataReceived(ByteBuffer data) {
        received += data.remaining();
      }
    }
    Counter[] second = new Counter[1];
    ProtocolPair.with(
        transport,
        () ->
            new Counter() {
              @Override
              public void dataReceived(ByteBuffer data) {
                super.dataReceived(data);
                second[0] = new Counter();
                transport.setProtocol(second[0]);
              }
            },
        pair -> {
          pair.transport().pauseReading();
          pair.client().writer().writeNowait(new byte[1_000_000]);
          pair.client().writer().close();
          Asyncio.sleep(Duration.ofMillis(20));
          pair.transport().resumeReading();
          while (second[0] == null) {
            Asyncio.sleep(Duration.ofMillis(1));
          }
          second[0].awaitLoss();
          assertThat(pair.protocol().received + second[0].received).isEqualTo(1_000_000);
        });
  }

  // --- buffers of the protocol's own ---

  static class Buffered extends Recorder implements BufferedProtocol {
    final ByteBuffer buffer;

    Buffered(int capacity) {
      buffer = ByteBuffer.allocate(capacity);
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
      assertThat(sizeHint).isPositive();
      return buffer;
    }

    @Override
    public void bufferUpdated(int count) throws IOException {
      assertThat(buffer.position()).isEqualTo(count);
      super.dataReceived(buffer.flip());
      buffer.clear();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      throw new AssertionError("not called");
    }
  }

  @OnEachTransport
  void aBufferedProtocolGetsEverythingPieceByPiece(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        () -> new Buffered(3),
        pair -> {
          pair.client().writer().write("hello world");
          pair.protocol().awaitText("hello world");
          pair.client().writer().close();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "data", "eof", "lost");
        });
  }

  @OnEachTransport
  void aBufferedProtocolMayPauseOrHandOverBetweenPieces(NettyTransport transport) {
    Recorder[] second = new Recorder[1];
    ProtocolPair.with(
        transport,
        () ->
            new Buffered(5) {
              @Override
              public void bufferUpdated(int count) throws IOException {
                super.bufferUpdated(count);
                second[0] = new Recorder();
                second[0].tell("made");
                transport.setProtocol(second[0]);
                transport.pauseReading();
              }
            },
        pair -> {
          pair.client().writer().write("hello world");
          pair.protocol().awaitText("hello");
          Asyncio.sleep(Duration.ofMillis(10));
          assertThat(second[0].text).isEmpty();
          pair.transport().resumeReading();
          second[0].awaitText(" world");
        });
  }

  @OnEachTransport
  void aBufferWithoutRoomEndsTheConnection(NettyTransport transport) {
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          Asyncio.getRunningLoop().setExceptionHandler((_, _) -> {});
          ProtocolPair.run(
              () -> new Buffered(0),
              pair -> {
                pair.client().writer().write("x");
                pair.protocol().awaitLoss();
                assertThat(pair.protocol().failure).rootCause().hasMessageContaining("room");
              });
        });
  }

  // --- the end ---

  @OnEachTransport
  void closeSendsWhatWasWritten(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[3_000_000]);
          pair.transport().close();
          pair.transport().close();
          assertThat(pair.transport().isClosing()).isTrue();
          assertThat(pair.transport().isReading()).isFalse();
          assertThat(pair.client().reader().read()).hasSize(3_000_000);
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).endsWith("lost");
        });
  }

  @OnEachTransport
  void nothingIsReceivedAfterClose(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.client().writer().write("unheard");
          pair.transport().write(new byte[100]);
          pair.transport().close();
          pair.transport().resumeReading();
          assertThat(pair.transport().isReading()).isFalse();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "lost");
        });
  }

  @OnEachTransport
  void abortDropsWhatWasWritten(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          pair.transport().write(new byte[50_000_000]);
          pair.transport().abort();
          pair.protocol().awaitLoss();
          assertThat(pair.protocol().told).containsExactly("made", "pause", "lost");
        });
  }

  @OnEachTransport
  void theAddressesAreKnownToTheEnd(NettyTransport transport) {
    List<@Nullable Object> atTheEnd = new ArrayList<>();
    ProtocolPair.with(
        transport,
        () ->
            new Recorder() {
              @Override
              public void connectionLost(@Nullable IOException failure) {
                atTheEnd.add(transport.getExtraInfo("peername"));
                super.connectionLost(failure);
              }
            },
        pair -> {
          InetSocketAddress here = (InetSocketAddress) pair.client().writer().localAddress();
          assertThat(pair.transport().getExtraInfo("sockname"))
              .isEqualTo(pair.client().writer().peerAddress());
          assertThat(pair.transport().getExtraInfo("cipher")).isNull();
          assertThat(pair.transport())
              .asString()
              .startsWith("<Transport peer=")
              .contains(String.valueOf(here.getPort()));
          pair.client().writer().close();
          pair.protocol().awaitLoss();
          assertThat(atTheEnd).containsExactly(here);
        });
  }

  @OnEachTransport
  void anotherThreadIsRefused(NettyTransport transport) {
    ProtocolPair.with(
        transport,
        Recorder::new,
        pair -> {
          for (Runnable use :
              List.<Runnable>of(
                  () -> pair.transport().write(new byte[1]),
                  () -> pair.transport().pauseReading(),
                  () -> pair.transport().close(),
                  () -> pair.transport().abort(),
                  () -> pair.transport().setProtocol(pair.protocol()))) {
            assertThatThrownBy(() -> Asyncio.toThread(use::run))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("callSoonThreadsafe");
          }
        });
  }
}
