package org.asyncio4j.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.http.web.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WebSocketTest {
  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULT.withCompression(false).withCloseTimeout(Duration.ofSeconds(5));

  private record Point(int x, int y) {}

  @ParameterizedTest
  @EnumSource
  void controlFramesBetweenFragmentsAreAnswered(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(0x01, "one ");
          peer.send(RawPeer.PING, "now");
          peer.send(RawPeer.CONTINUE, "two ");
          peer.send(RawPeer.LAST, "three");
          assertThat(ws.receiveText()).isEqualTo("one two three");
          RawPeer.Frame pong = peer.read();
          assertThat(pong.first()).isEqualTo(RawPeer.PONG);
          assertThat(pong.text()).isEqualTo("now");
        });
  }

  @ParameterizedTest
  @EnumSource
  void valuesGoAsJson(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          ws.sendJson(new Point(1, 2));
          assertThat(peer.read().text()).isEqualTo("{\"x\":1,\"y\":2}");
          peer.send(RawPeer.TEXT, "{\"x\":3,\"y\":4}");
          assertThat(ws.receiveJson(Point.class)).isEqualTo(new Point(3, 4));
        });
  }

  @ParameterizedTest
  @EnumSource
  void aPingReturnsWhenItIsAnswered(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          Task<Duration> ping = Asyncio.createTask(() -> ws.ping());
          byte[] payload = peer.read().payload();
          assertThat(ping.done()).isFalse();
          peer.send(RawPeer.PONG, payload);
          assertThat(ping.await()).isPositive();
        });
  }

  @ParameterizedTest
  @EnumSource
  void cancellingAReceiveLosesNothing(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          for (int i = 0; i < 20; i++) {
            Task<?> receiving =
                Asyncio.createTask(() -> {
                  var _ = ws.receive();
                });
            Asyncio.sleep(Duration.ZERO);
            peer.send(RawPeer.TEXT, "message " + i);
            receiving.cancel();
            assertThatThrownBy(receiving::await).isInstanceOf(CancelledError.class);
            assertThat(ws.receiveText()).isEqualTo("message " + i);
          }
        });
  }

  /// Suspends until a number stays the same for many iterations in a row: the system takes no more.
  private static void awaitStalled(IntSupplier number) {
    int before = -1;
    for (int same = 0; same < 1000; same++) {
      if (number.getAsInt() != before) {
        before = number.getAsInt();
        same = 0;
      }
      Asyncio.sleep(Duration.ZERO);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSendWaitsWhileThePeerDoesNotReadAndCancellingItLeavesFramesWhole(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          byte[] block = new byte[32 * 1024];
          int[] sent = {0};
          Task<?> sending =
              Asyncio.createTask(() -> {
                while (true) {
                  ws.send(block);
                  sent[0]++;
                }
              });
          awaitStalled(() -> sent[0]);
          assertThat(sending.done()).isFalse();
          sending.cancel();
          assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
          Task<?> last = Asyncio.createTask(() -> ws.send("last"));
          for (int i = 0; i < sent[0]; i++) {
            assertThat(peer.read().payload()).hasSize(block.length);
          }
          assertThat(peer.read().text()).isEqualTo("last");
          last.await();
        });
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfManySendersAreNotMixed(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          List<Task<?>> senders = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            String text = String.valueOf((char) ('a' + i)).repeat(50_000);
            senders.add(
                Asyncio.createTask(() -> {
                  for (int n = 0; n < 5; n++) {
                    ws.send(text);
                  }
                }));
          }
          for (int i = 0; i < 40; i++) {
            String text = peer.read().text();
            assertThat(text).hasSize(50_000).isEqualTo(text.substring(0, 1).repeat(50_000));
          }
          for (Task<?> sender : senders) {
            sender.await();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsReadWhileNobodyReceives(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          int[] sent = {0};
          Task<?> sending =
              Asyncio.createTask(() -> {
                for (; sent[0] < 1000; sent[0]++) {
                  peer.send(RawPeer.BINARY, new byte[32 * 1024]);
                }
              });
          awaitStalled(() -> sent[0]);
          assertThat(sending.done()).isFalse();
          for (int i = 0; i < 1000; i++) {
            assertThat(ws.receiveBinary()).hasSize(32 * 1024);
          }
          sending.await();
        });
  }

  @ParameterizedTest
  @EnumSource
  void aLostConnectionIs1006(Side side) {
    side.with(
        OPTIONS,
        (ws, peer) -> {
          peer.send(RawPeer.TEXT, "before");
          peer.writer().close();
          assertThat(ws.receiveText()).isEqualTo("before");
          assertThatThrownBy(ws::receive)
              .asInstanceOf(type(WebSocketClosedException.class))
              .returns(CloseCode.ABNORMAL, WebSocketClosedException::code);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatDoesNotAnswerACloseIsCutOff(Side side) {
    side.with(
        OPTIONS.withCloseTimeout(Duration.ofMillis(50)),
        (ws, peer) -> {
          ws.close(CloseCode.NORMAL, "bye");
          assertThat(peer.readClose()).isEqualTo(1000);
          assertThat(ws.closeCode()).isEqualTo(CloseCode.ABNORMAL);
          assertThat(ws.receive()).isNull();
        });
  }

  @Test
  void aServerThatIsClosedGoesAway() {
    Side.run(() -> {
      WebServer server = PackageExamples.startEcho();
      try (WebSocket ws = Side.connect(server.port(), WebSocketOptions.DEFAULT)) {
        Task<?> shutdown = Asyncio.createTask(() -> server.shutdown(Duration.ofSeconds(10)));
        assertThat(ws.receive()).isNull();
        assertThat(ws.closeCode()).isEqualTo(CloseCode.GOING_AWAY);
        shutdown.await();
      }
    });
  }

  @Test
  void compressedMessagesComeAsTheyWere() {
    Side.run(() -> {
      WebServer server = PackageExamples.startEcho();
      try (WebSocket ws = Side.connect(server.port(), WebSocketOptions.DEFAULT)) {
        assertThat(ws.isCompressed()).isTrue();
        for (String text : List.of("", "a", "ß€😀".repeat(1000), "x".repeat(300_000), "")) {
          ws.send(text);
          assertThat(ws.receiveText()).isEqualTo("you said " + text);
        }
      }
      server.shutdown(Duration.ZERO);
    });
  }
}
