package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.http.wire.Http2ServerTest.with;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class Http2DeadlinesTest {
  @Test
  void aConnectionWithoutAStreamIsClosedAfterAWhile() {
    with(
        Http2Limits.DEFAULT.withTimeouts(
            Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(100)),
        (_, client) -> {
          client.get(1, "/hello").send();
          client.awaitFrame(RawHttp2.DATA, 1);
          assertThat(client.awaitFrame(RawHttp2.GOAWAY).code()).isZero();
          client.awaitEnd();
        });
  }

  @Test
  void aClientThatDoesNotAnswerPingsLosesTheConnection() {
    with(
        Http2Limits.DEFAULT.withPing(Duration.ofMillis(100), Duration.ofMillis(100)),
        (server, client) -> {
          client.get(1, "/hang").send();
          client.awaitFrame(RawHttp2.PING);
          client.awaitEnd();
          server.streams.getFirst().awaitClosed();
        });
  }

  @Test
  void aClientThatAnswersPingsKeepsTheConnection() {
    with(
        Http2Limits.DEFAULT.withPing(Duration.ofMillis(50), Duration.ofSeconds(20)),
        (server, client) -> {
          client.get(1, "/hang").send();
          for (int i = 0; i < 3; i++) {
            RawHttp2.Frame ping = client.awaitFrame(RawHttp2.PING);
            client.frame(RawHttp2.PING, RawHttp2.ACK, 0, ping.payload()).send();
          }
          assertThat(server.streams.getFirst().closed).isFalse();
        });
  }
}
