package org.asyncio4j.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the other side may do to a WebSocket; the numbers are those of the list of faults.
final class WebSocketFaultsTest {
  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULT
          .withMaxMessageSize(1000)
          .withCompression(false)
          .withCloseTimeout(Duration.ofSeconds(5));
  private static final WebSocketOptions COMPRESSED = OPTIONS.withCompression(true);

  interface Attack {
    void on(RawPeer peer) throws Exception;
  }

  /// Has the peer attack; both sides then have `code`, and the stream ends.
  private static void refused(Side side, int code, Attack attack) {
    refused(side, OPTIONS, code, attack);
  }

  private static void refused(Side side, WebSocketOptions options, int code, Attack attack) {
    side.with(
        options,
        options.compression(),
        (ws, peer) -> {
          attack.on(peer);
          assertThatThrownBy(ws::receive)
              .asInstanceOf(type(WebSocketClosedException.class))
              .returns(code, WebSocketClosedException::code);
          assertThat(ws.closeCode()).isEqualTo(code);
          assertThatThrownBy(() -> ws.send("more")).isInstanceOf(WebSocketClosedException.class);
          assertThat(peer.readClose()).isEqualTo(code);
          assertThat(peer.reader().read()).as("nothing follows").isEmpty();
        });
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  // --- W1 ---

  @ParameterizedTest
  @EnumSource
  void w1InvalidUtf8(Side side) {
    refused(side, 1007, peer -> peer.send(RawPeer.TEXT, bytes('a', 0xff)));
    refused(side, 1007, peer -> peer.send(RawPeer.TEXT, bytes(0xed, 0xa0, 0x80)));
    refused(side, 1007, peer -> peer.send(RawPeer.TEXT, bytes('a', 0xe2, 0x82)));
  }

  @ParameterizedTest
  @EnumSource
  void w1InvalidUtf8InAnyFragmentIsRefusedAtOnce(Side side) {
    refused(
        side,
        1007,
        peer -> {
          peer.send(0x01, bytes('a', 0xe2));
          peer.send(RawPeer.CONTINUE, bytes(0x82));
          peer.send(RawPeer.CONTINUE, bytes('x')); // the end never comes
        });
    refused(
        side,
        1007,
        peer -> {
          peer.send(0x01, bytes('a'));
          peer.send(RawPeer.CONTINUE, bytes(0xf4, 0x90)); // beyond U+10FFFF, whatever follows
        });
  }

  @ParameterizedTest
  @EnumSource
  void w1CharactersMayBeCutAnywhere(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          byte[] text = "aß€😀z".getBytes(UTF_8);
          peer.send(0x01, bytes());
          for (byte one : text) {
            peer.send(RawPeer.CONTINUE, new byte[] {one});
          }
          peer.send(RawPeer.LAST, bytes());
          assertThat(ws.receiveText()).isEqualTo("aß€😀z");
        });
  }

  @ParameterizedTest
  @EnumSource
  void w1TheReasonOfACloseFrameIsUtf8(Side side) {
    refused(side, 1007, peer -> peer.send(RawPeer.CLOSE, bytes(3, 232, 0xff)));
  }

  // --- W2 ---

  @ParameterizedTest
  @EnumSource
  void w2TheWrongMask(Side side) {
    refused(
        side,
        1002,
        peer -> peer.writer().write(RawPeer.frame(RawPeer.TEXT, !peer.masks(), bytes('a'))));
  }

  @ParameterizedTest
  @EnumSource
  void w2ReservedBits(Side side) {
    for (int bit : new int[] {0x10, 0x20, 0x40}) {
      refused(side, 1002, peer -> peer.send(RawPeer.TEXT | bit, "a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void w2ReservedBitsUnderCompression(Side side) {
    for (int first : new int[] {RawPeer.TEXT | 0x10, RawPeer.TEXT | 0x20, RawPeer.PING | 0x40}) {
      refused(side, COMPRESSED, 1002, peer -> peer.send(first, "a"));
    }
    refused(
        side,
        COMPRESSED,
        1002,
        peer -> {
          peer.send(0x01, "a");
          peer.send(RawPeer.LAST | RawPeer.RSV1, "b");
        });
  }

  @ParameterizedTest
  @EnumSource
  void w2UnknownOpcodes(Side side) {
    for (int opcode : new int[] {3, 7, 11, 15}) {
      refused(side, 1002, peer -> peer.send(0x80 | opcode, "a"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void w2ControlFramesTooLongOrFragmented(Side side) {
    refused(side, 1002, peer -> peer.send(RawPeer.PING, "x".repeat(126)));
    refused(side, 1002, peer -> peer.send(0x09, "x"));
    refused(side, 1002, peer -> peer.send(RawPeer.CLOSE, "x".repeat(126)));
  }

  @ParameterizedTest
  @EnumSource
  void w2FragmentsOutOfOrder(Side side) {
    refused(side, 1002, peer -> peer.send(RawPeer.LAST, "x"));
    refused(
        side,
        1002,
        peer -> {
          peer.send(0x01, "x");
          peer.send(RawPeer.TEXT, "x");
        });
  }

  @ParameterizedTest
  @EnumSource
  void w2WhatCameBeforeIsReceived(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(RawPeer.TEXT, "before");
          peer.send(0x8f, "wrong");
          assertThat(peer.readClose()).isEqualTo(1002);
          assertThat(ws.receiveText()).isEqualTo("before");
          assertThatThrownBy(ws::receive).isInstanceOf(WebSocketClosedException.class);
        });
  }

  // --- W3 ---

  @ParameterizedTest
  @EnumSource
  void w3CodesThatNobodyMaySend(Side side) {
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
      refused(side, 1002, peer -> peer.sendClose(code));
    }
    refused(side, 1002, peer -> peer.send(RawPeer.CLOSE, bytes(3)));
  }

  @ParameterizedTest
  @EnumSource
  void w3OtherCodesAreAnswered(Side side) {
    for (int code : new int[] {1000, 1001, 1011, 3000, 4999}) {
      side.with(
          OPTIONS,
          (ws, peer) -> {
            peer.sendClose(code);
            assertThat(ws.receive()).isNull();
            assertThat(ws.closeCode()).isEqualTo(code);
            assertThat(peer.readClose()).isEqualTo(code);
          });
    }
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(RawPeer.CLOSE, bytes());
          assertThat(ws.receive()).isNull();
          assertThat(ws.closeCode()).isEqualTo(CloseCode.NONE);
          assertThat(peer.read().payload()).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  void w3DataAfterACloseFrameIsIgnored(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(RawPeer.TEXT, "before");
          peer.sendClose(1000);
          peer.send(RawPeer.TEXT, "after");
          peer.send(0x8f, "garbage");
          assertThat(ws.receiveText()).isEqualTo("before");
          assertThat(ws.receive()).isNull();
          assertThat(ws.closeCode()).isEqualTo(1000);
          assertThat(peer.readClose()).isEqualTo(1000);
        });
  }

  @ParameterizedTest
  @EnumSource
  void w3BothSidesCloseAtOnce(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          Task<?> closing = Asyncio.createTask(() -> ws.close(4001, "ours"));
          Asyncio.sleep(Duration.ZERO);
          peer.sendClose(4002);
          assertThat(peer.readClose()).isEqualTo(4001);
          peer.writer().close();
          closing.await();
          assertThat(ws.closeCode()).isEqualTo(4002);
          assertThat(ws.receive()).isNull();
        });
  }

  // --- W4 ---

  @ParameterizedTest
  @EnumSource
  void w4LengthsBeyondTheLimitAreRefusedByTheHead(Side side) {
    for (long length : new long[] {65536, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      refused(side, 1009, peer -> peer.sendHead(RawPeer.BINARY, length));
    }
    refused(side, 1009, peer -> peer.send(RawPeer.BINARY, new byte[1001]));
  }

  @ParameterizedTest
  @EnumSource
  void w4FragmentsBeyondTheLimit(Side side) {
    refused(
        side,
        1009,
        peer -> {
          peer.send(0x02, new byte[600]);
          peer.send(RawPeer.CONTINUE, new byte[600]);
        });
  }

  @ParameterizedTest
  @EnumSource
  void w4LengthsThatAreTooLongWritten(Side side) {
    refused(side, 1002, peer -> peer.sendHead(RawPeer.BINARY, 5));
  }

  @ParameterizedTest
  @EnumSource
  void w4AMessageOfJustTheLimit(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(RawPeer.BINARY, new byte[1000]);
          assertThat(ws.receiveBinary()).hasSize(1000);
        });
  }

  // --- W5 ---

  static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater(6, true);
    deflater.setInput(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] room = new byte[4096];
    int count = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    while (count > 0) {
      out.write(room, 0, count);
      count = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
    }
    deflater.end();
    byte[] all = out.toByteArray();
    return Arrays.copyOf(all, all.length - 4);
  }

  @ParameterizedTest
  @EnumSource
  void w5ABombIsRefusedWhileItIsInflated(Side side) {
    byte[] bomb = deflated(new byte[400_000]);
    assertThat(bomb).hasSizeLessThan(1000);
    refused(side, COMPRESSED, 1009, peer -> peer.send(RawPeer.BINARY | RawPeer.RSV1, bomb));
  }

  @ParameterizedTest
  @EnumSource
  void w5OneByteTooManyIsRefusedAndTheLimitIsNot(Side side) {
    side.with(
        COMPRESSED,
        true,
        (ws, peer) -> {
          peer.send(RawPeer.BINARY | RawPeer.RSV1, deflated(new byte[1000]));
          assertThat(ws.receiveBinary()).hasSize(1000);
        });
    refused(
        side,
        COMPRESSED,
        1009,
        peer -> peer.send(RawPeer.BINARY | RawPeer.RSV1, deflated(new byte[1001])));
  }

  @ParameterizedTest
  @EnumSource
  void w5GarbageIsNoCompressedMessage(Side side) {
    refused(
        side,
        COMPRESSED,
        1007,
        peer -> peer.send(RawPeer.TEXT | RawPeer.RSV1, bytes(0xff, 0xff, 0xff, 0xff)));
  }

  @ParameterizedTest
  @EnumSource
  void w5ManySmallBombsAreNotInflatedBeforeSomebodyReceives(Side side) {
    byte[] bomb = deflated(new byte[1000]);
    side.with(
        COMPRESSED.withReceiveQueueSize(3000),
        true,
        (ws, peer) -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          for (int i = 0; i < 500; i++) {
            all.writeBytes(RawPeer.frame(RawPeer.BINARY | RawPeer.RSV1, peer.masks(), bomb));
          }
          peer.writer().write(all.toByteArray());
          peer.sendClose(1000);
          int count = 0;
          for (Message message : ws) {
            assertThat(((Message.Binary) message).data()).hasSize(1000);
            count++;
          }
          assertThat(count).isEqualTo(500);
        });
  }

  // --- W6 ---

  @ParameterizedTest
  @EnumSource
  void w6ADeadPeerIsFoundWithinTwoHeartbeats(Side side) {
    side.with(
        OPTIONS.withHeartbeat(Duration.ofMillis(100)),
        (ws, peer) -> {
          long begun = System.nanoTime();
          assertThatThrownBy(ws::receive)
              .asInstanceOf(type(WebSocketClosedException.class))
              .returns(CloseCode.ABNORMAL, WebSocketClosedException::code);
          assertThat(Duration.ofNanos(System.nanoTime() - begun))
              .isGreaterThanOrEqualTo(Duration.ofMillis(150));
          assertThat(peer.read().first()).isEqualTo(RawPeer.PING);
        });
  }

  @ParameterizedTest
  @EnumSource
  void w6APeerThatAnswersLives(Side side) {
    side.with(
        OPTIONS.withHeartbeat(Duration.ofMillis(20)),
        (ws, peer) -> {
          for (int i = 0; i < 5; i++) {
            peer.send(RawPeer.PONG, peer.read().payload());
          }
          peer.send(RawPeer.TEXT, "alive");
          assertThat(ws.receiveText()).isEqualTo("alive");
        });
  }

  @ParameterizedTest
  @EnumSource
  void w6AFloodOfPingsIsBounded(Side side) {
    for (int first : new int[] {RawPeer.PING, RawPeer.PONG}) {
      refused(
          side,
          OPTIONS.withMaxPingsPerSecond(10),
          1008,
          peer -> {
            for (int i = 0; i < 50; i++) {
              peer.send(first, "flood");
            }
          });
    }
  }
}
