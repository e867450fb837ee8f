package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class Http2ServerTest {
  interface Body {
    void run(Http2Server server, RawHttp2 client) throws Exception;
  }

  static void with(Body body) {
    with(Http2Limits.DEFAULT, body);
  }

  static void with(Http2Limits limits, Body body) {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(limits);
          RawHttp2 client = RawHttp2.connect(server.port())) {
        body.run(server, client);
      }
    });
  }

  @Test
  void aRequestIsAnswered() {
    with((server, client) -> {
      client.get(1, "/hello").send();
      RawHttp2.Frame head = client.awaitFrame(RawHttp2.HEADERS, 1);
      assertThat(client.decode(head).status().toString()).isEqualTo("200");
      RawHttp2.Frame data = client.awaitFrame(RawHttp2.DATA, 1);
      assertThat(data.text()).isEqualTo("hello ");
      assertThat(data.has(RawHttp2.END_STREAM)).isTrue();
      Http2Server.Stream stream = server.streams.getFirst();
      assertThat(stream.line).isEqualTo("GET /hello");
      assertThat(stream.request().headers().names()).containsExactly("host");
    });
  }

  @Test
  void aBodyComesInPiecesAndTrailersAfterIt() {
    with((server, client) -> {
      client.post(1, "/x").data(1, false, "ab").data(1, false, "cd").fields(1, true, "sum", "1");
      client.send();
      assertThat(client.awaitFrame(RawHttp2.DATA, 1).text()).isEqualTo("hello abcd");
      assertThat(server.streams.getFirst().ended).isTrue();
    });
  }

  @Test
  void anAnswerMayHaveTrailers() {
    with((_, client) -> {
      client.get(1, "/trailers").send();
      client.awaitFrame(RawHttp2.HEADERS, 1);
      RawHttp2.Frame trailers = client.awaitFrame(RawHttp2.HEADERS, 1);
      assertThat(trailers.has(RawHttp2.END_STREAM)).isTrue();
      assertThat(client.decode(trailers).get("sum").toString()).isEqualTo("1");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status/204", "/status/304"})
  void anAnswerWithoutABodyHasNone(String path) {
    with((_, client) -> {
      client.get(1, path).send();
      assertThat(client.awaitFrame(RawHttp2.HEADERS, 1).has(RawHttp2.END_STREAM)).isTrue();
    });
  }

  @Test
  void anAnswerToHeadHasNoBody() {
    with((_, client) -> {
      client.headers(1, true, ":method", "HEAD", ":path", "/hello").send();
      RawHttp2.Frame head = client.awaitFrame(RawHttp2.HEADERS, 1);
      assertThat(head.has(RawHttp2.END_STREAM)).isTrue();
      assertThat(client.decode(head).get("content-length").toString()).isEqualTo("6");
    });
  }

  @Test
  void whoAsksIsToldToContinue() {
    with((_, client) -> {
      client.post(1, "/x", "expect", "100-continue").send();
      RawHttp2.Frame leave = client.awaitFrame(RawHttp2.HEADERS, 1);
      assertThat(client.decode(leave).status().toString()).isEqualTo("100");
      assertThat(leave.has(RawHttp2.END_STREAM)).isFalse();
      client.data(1, true, "abc").send();
      assertThat(client.awaitFrame(RawHttp2.DATA, 1).text()).isEqualTo("hello abc");
    });
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestTellsTheClientToStop() {
    with((_, client) -> {
      client.post(1, "/early").data(1, false, "abc").send();
      assertThat(client.awaitFrame(RawHttp2.DATA, 1).has(RawHttp2.END_STREAM)).isTrue();
      assertThat(client.awaitFrame(RawHttp2.RST_STREAM, 1).code()).isZero();
    });
  }

  @Test
  void anAnswerThatIsCutShortIsReset() {
    with((_, client) -> {
      client.get(1, "/broken").send();
      assertThat(client.awaitFrame(RawHttp2.RST_STREAM, 1).code()).isEqualTo(2);
    });
  }

  @Test
  void aStreamThatIsNotReadFromHoldsItsClientUpAndNoOther() {
    with((server, client) -> {
      client.post(1, "/paused");
      for (int i = 0; i < 4; i++) {
        client.data(1, false, "x".repeat(16_000));
      }
      client.post(3, "/x").data(3, true, "abc").send();
      assertThat(client.awaitFrame(RawHttp2.DATA, 3).text()).isEqualTo("hello abc");
      assertThat(client.count(f -> f.type() == RawHttp2.WINDOW_UPDATE && f.stream() == 1)).isZero();
      server.streams.getFirst().channel.config().setAutoRead(true);
      client.awaitFrame(RawHttp2.WINDOW_UPDATE, 1);
    });
  }

  @Test
  void dataOfOneByteThatWaitsIsNotKeptFrameByFrame() {
    with((server, client) -> {
      client.post(1, "/paused");
      StringBuilder sent = new StringBuilder();
      for (int i = 0; i < 65_535; i++) {
        String one = Integer.toString(i % 10);
        sent.append(one);
        client.data(1, false, one);
      }
      client.ping().send();
      client.awaitFrame(RawHttp2.PING);
      Http2Server.Stream stream = server.streams.getFirst();
      assertThat(stream.body).isEmpty();
      assertThat(client.count(f -> f.type() == RawHttp2.WINDOW_UPDATE && f.stream() == 1)).isZero();
      stream.channel.config().setAutoRead(true);
      client.awaitFrame(RawHttp2.WINDOW_UPDATE, 1);
      assertThat(stream.parts).isLessThan(10);
      assertThat(stream.body).hasToString(sent.toString());
      client.fields(1, true, "sum", "1").send();
      assertThat(client.awaitFrame(RawHttp2.DATA, 1).text()).startsWith("hello 0123456789");
    });
  }

  @Test
  void whatWaitsComesInOrderWithItsEnd() {
    with((server, client) -> {
      client.post(1, "/paused").data(1, false, "ab").data(1, false, "cd").data(1, true, "e");
      client.post(3, "/paused").data(3, false, "fg").fields(3, true, "sum", "1");
      client.ping().send();
      client.awaitFrame(RawHttp2.PING);
      for (int i = 0; i < 2; i++) {
        assertThat(server.streams.get(i).body).isEmpty();
        server.streams.get(i).channel.config().setAutoRead(true);
      }
      assertThat(client.awaitFrame(RawHttp2.DATA, 1).text()).isEqualTo("hello abcde");
      assertThat(client.awaitFrame(RawHttp2.DATA, 3).text()).isEqualTo("hello fg");
    });
  }

  @Test
  void aClientThatResetsItsStreamEndsItAlsoWhileItIsNotReadFrom() {
    with((server, client) -> {
      client.post(1, "/paused").data(1, false, "x".repeat(16_000)).rst(1).get(3, "/hello").send();
      client.awaitFrame(RawHttp2.DATA, 3);
      server.streams.getFirst().awaitClosed();
      assertThat(client.count(f -> f.type() == RawHttp2.RST_STREAM)).isZero();
    });
  }

  @Test
  void aClientThatHangsUpEndsItsStreams() {
    with((server, client) -> {
      client.get(1, "/hang").send();
      while (server.requests().isEmpty()) {
        Asyncio.sleep(Duration.ZERO);
      }
      client.close();
      server.streams.getFirst().awaitClosed();
    });
  }
}
