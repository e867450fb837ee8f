package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.http.wire.BadRequests.CHUNKED;
import static org.asyncio4j.http.wire.BadRequests.GET;
import static org.asyncio4j.http.wire.BadRequests.SMUGGLED;

import io.netty.channel.embedded.EmbeddedChannel;
import org.asyncio4j.http.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class Http1ServerTest {
  private static void heard(String bytes, String expected) {
    Heard.assertHeard(Http1ServerTest::server, bytes, expected);
  }

  // --- what is in order ---

  @Test
  void pipelinedRequestsComeOut() {
    heard(
        GET
            + "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
            + CHUNKED
            + "3\r\nabc\r\n0A;x=\"y;\";z\r\n0123456789\r\n0\r\nT: v\r\n\r\n"
            + "\r\n"
            + GET,
        "GET /a|. POST /b|hello. POST /a|abc0123456789. GET /a|. ");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#lengths")
  void h1LengthsThatAreNoneOrConflict(String bytes) {
    heard(bytes, "!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#transferCodings")
  void h2CodingsOtherThanChunked(String bytes) {
    heard(bytes, "!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#beginnings")
  void h3BytesBeforeTheRequest(String bytes) {
    heard(bytes, "!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#requestLines")
  void h3RequestLinesThatCanBeMisunderstood(String bytes) {
    heard(bytes, "!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#controlCharacters")
  void h3ControlCharactersInHeaders(String bytes) {
    heard(bytes, "!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#chunks")
  void h4ChunksThatAreNone(String bytes) {
    for (int piece : new int[] {bytes.length(), 1}) {
      assertThat(new Heard(Http1ServerTest::server).receive(bytes, piece).close())
          .startsWith("POST /a|")
          .endsWith("!400")
          .doesNotContain("smuggled");
    }
  }

  @Test
  void h4EndlessChunkExtensions() {
    String chunk = "1;a=" + "b".repeat(4000) + "\r\nx\r\n";
    assertThat(new Heard(Http1ServerTest::server).receive(CHUNKED + chunk.repeat(5)).close())
        .isEqualTo("POST /a|!400");
    assertThat(
            new Heard(Http1ServerTest::server)
                .receive(CHUNKED + "1;" + "a".repeat(1 << 20), 1000)
                .close())
        .isEqualTo("POST /a|!400");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#hosts")
  void h5HostsThatAreNone(String bytes) {
    heard(bytes, "!400");
  }

  @Test
  void h5AbsoluteTargetsAgreeWithTheHost() {
    heard("GET http://H:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b|. ");
    heard("GET https://h?b HTTP/1.1\r\nHost: h:443\r\n\r\n", "GET /?b|. ");
    heard("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS *|. ");
    heard("GET /a HTTP/1.0\r\n\r\n", "GET /a|. ");
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#headerLines")
  void h6HeadersThatCanBeMisunderstood(String bytes) {
    heard(bytes, "!400");
  }

  @Test
  void h7TooMuch() {
    String head = "GET /a HTTP/1.1\r\nHost: h\r\n";
    assertThat(early(head + "a: b\r\n".repeat(10_000))).isEqualTo("!431");
    assertThat(early(head + "a: " + "b".repeat(1 << 20))).isEqualTo("!431");
    assertThat(early(head + ("a: " + "b".repeat(8000) + "\r\n").repeat(9))).isEqualTo("!431");
    assertThat(early("GET /" + "b".repeat(1 << 20))).isEqualTo("!414");
    assertThat(early("G".repeat(1 << 20))).isEqualTo("!400");
    assertThat(early(CHUNKED + "0\r\n" + "a: b\r\n".repeat(10_000))).isEqualTo("POST /a|!431");
  }

  /// It is refused while it comes.
  private static String early(String bytes) {
    Heard heard = new Heard(Http1ServerTest::server).receive(bytes, 1000);
    assertThat(heard.failures).hasSize(1);
    return heard.close();
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#versions")
  void otherVersionsAre505(String bytes) {
    heard(bytes, "!505");
  }

  @Test
  void requestsBeforeABadOneComeOut() {
    heard(GET + GET + "GET  /b HTTP/1.1\r\n\r\n", "GET /a|. GET /a|. !400");
  }

  @Test
  void h9RequestsWaitWhileNobodyReads() {
    Heard heard = new Heard(Http1ServerTest::server);
    heard.channel.config().setAutoRead(false);
    heard.receive(GET.repeat(1000));
    assertThat(heard).hasToString("GET /a|. ");
    heard.end();
    heard.channel.config().setAutoRead(true);
    heard.channel.runPendingTasks();
    assertThat(heard.close()).isEqualTo("GET /a|. ".repeat(1000));
  }

  @Test
  void h10BytesAfterConnectionClose() {
    heard(
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nnot HTTP" + SMUGGLED, "GET /a|. ");
  }

  @Test
  void h10OtherExpectations() {
    heard(BadRequests.withLines("Expect: a-miracle\r\n"), "!417");
  }

  @Test
  void h10HandshakeOfAWebSocketDraft() {
    heard(
        "GET /a HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"
            + SMUGGLED,
        "!400");
  }

  @Test
  void shortRequestsAreFailures() {
    for (String bytes :
        new String[] {"GET", GET.substring(0, GET.length() - 1), CHUNKED + "1\r\n"}) {
      Heard heard = new Heard(Http1ServerTest::server).receive(bytes).end();
      assertThat(heard.failures).hasSize(1);
      assertThat(heard.close()).endsWith("!400");
    }
    assertThat(new Heard(Http1ServerTest::server).receive(GET + "\r\n").end().close())
        .isEqualTo("GET /a|. ");
  }

  private static void server(EmbeddedChannel channel) {
    Http1.server(channel.pipeline(), HttpLimits.DEFAULT);
  }
}
