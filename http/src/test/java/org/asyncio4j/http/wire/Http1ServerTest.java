package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.asyncio4j.http.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Http1ServerTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String CHUNKED =
      "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

  /// What would be heard as a second request if the first were misunderstood.
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

  private static void heard(String bytes, String expected) {
    Heard.assertHeard(Http1ServerTest::server, bytes, expected);
  }

  private static String visible(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  }

  /// A head with these lines is refused, and nothing behind it is heard.
  private static void refused(String lines, String status) {
    heard("POST /a HTTP/1.1\r\nHost: h\r\n" + visible(lines) + "\r\n" + SMUGGLED, "!" + status);
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
  @ValueSource(
      strings = {
        "Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n",
        "Content-Length: 5\\r\\nContent-Length: 5\\r\\n",
        "Content-Length: 5\\r\\ncontent-length: 6\\r\\n",
        "Content-Length: 5, 5\\r\\n",
        "Content-Length: +5\\r\\n",
        "Content-Length: -0\\r\\n",
        "Content-Length: 0x5\\r\\n",
        "Content-Length: 5 0\\r\\n",
        "Content-Length: 5_0\\r\\n",
        "Content-Length:\\r\\n",
        "Content-Length: 9223372036854775807\\r\\n",
        "Content-Length: 18446744073709551616\\r\\n"
      })
  void h1LengthsThatAreNoneOrConflict(String lines) {
    refused(lines, "400");
  }

  @Test
  void h1TwoLengthsInHttp10() {
    heard(
        "POST /a HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
        "!400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked, identity\\r\\n",
        "Transfer-Encoding: identity, chunked\\r\\n",
        "Transfer-Encoding: gzip, chunked\\r\\n",
        "Transfer-Encoding: ,chunked\\r\\n",
        "Transfer-Encoding: xchunked\\r\\n",
        "Transfer-Encoding: chunked\\t;a\\r\\n",
        "Transfer-Encoding: \\0chunked\\r\\n",
        "Transfer-Encoding: \\r\\n",
        "Transfer-Encoding: identity\\r\\n",
        "Transfer-Encoding: chunked, chunked\\r\\n",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n",
        "Transfer-Encoding:\\r\\n chunked\\r\\n"
      })
  void h2CodingsOtherThanChunked(String part) {
    refused(part, "400");
  }

  @Test
  void h2TransferEncodingInHttp10() {
    heard("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, "!400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\r", "\\0", " ", "\\t", "\\r\\n\\r\\n", "\\0"})
  void h3BytesBeforeTheRequest(String part) {
    heard(visible(part) + GET + SMUGGLED, "!400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\\t/a HTTP/1.1\\r\\n",
        "GET  /a HTTP/1.1\\r\\n",
        "GET /a  HTTP/1.1\\r\\n",
        "GET /a\\tHTTP/1.1\\r\\n",
        "GET /a HTTP/1.1 \\r\\n",
        "GET /a b HTTP/1.1\\r\\n",
        "GET /a\\0 HTTP/1.1\\r\\n",
        "GET /a\\r HTTP/1.1\\r\\n",
        "GET /a\\r\\n",
        "GET /a http/1.1\\r\\n",
        "GET /a HTTP/1.11\\r\\n",
        "G(T /a HTTP/1.1\\r\\n",
        "/a HTTP/1.1\\r\\n",
        "GET a HTTP/1.1\\r\\n",
        "GET * HTTP/1.1\\r\\n",
        "GET /a#b HTTP/1.1\\r\\n",
        "GET ftp://h/a HTTP/1.1\\r\\n",
        "CONNECT /a HTTP/1.1\\r\\n",
        "GET /a HTTP/1.1\\n"
      })
  void h3RequestLinesThatCanBeMisunderstood(String part) {
    heard(visible(part) + "Host: h\r\n\r\n" + SMUGGLED, "!400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: b\\n",
        "A: b\\rc\\r\\n",
        "A: b\\r\\r\\n",
        "A: \\0\\r\\n",
        "A\\0: b\\r\\n",
        "A: b\\r\\n\\n"
      })
  void h3ControlCharactersInHeaders(String part) {
    refused(part, "400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x1\\r\\na\\r\\n",
        "1_0\\r\\na\\r\\n",
        "+1\\r\\na\\r\\n",
        "-1\\r\\na\\r\\n",
        " 1\\r\\na\\r\\n",
        "1 \\r\\na\\r\\n",
        "1 2\\r\\na\\r\\n",
        "\\r\\n",
        ";a\\r\\na\\r\\n",
        "00000000000000001\\r\\na\\r\\n",
        "80000000\\r\\na\\r\\n",
        "1\\na\\r\\n",
        "1\\0\\r\\na\\r\\n",
        "1;a=\\0\\r\\na\\r\\n",
        "1;a=\"b\\r\\n\"\\r\\na\\r\\n",
        "1;a\\nb\\r\\na\\r\\n",
        "1\\r\\nab",
        "1\\r\\na\\n",
        "0\\r\\nA: b\\r\\n c\\r\\n\\r\\n",
        "0\\r\\nA: b\\n\\r\\n",
        "0\\r\\nA\\r\\n\\r\\n"
      })
  void h4ChunksThatAreNone(String part) {
    String heard =
        new Heard(Http1ServerTest::server)
            .receive(CHUNKED + visible(part) + "0\r\n\r\n" + SMUGGLED)
            .close();
    assertThat(heard).startsWith("POST /a|").endsWith("!400").doesNotContain("smuggled");
    assertThat(
            new Heard(Http1ServerTest::server)
                .receive(CHUNKED + visible(part) + "0\r\n\r\n" + SMUGGLED, 1)
                .close())
        .startsWith("POST /a|")
        .endsWith("!400")
        .doesNotContain("smuggled");
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
  @ValueSource(
      strings = {
        "",
        "Host: h\\r\\nHost: h\\r\\n",
        "Host:\\r\\n",
        "Host: u@h\\r\\n",
        "Host: h/p\\r\\n",
        "Host: h:x\\r\\n",
        "Host: h:65536\\r\\n",
        "Host: h, h\\r\\n",
        "Host: h h\\r\\n",
        "Host: [::1\\r\\n",
        "Host: :80\\r\\n",
        "Host: h?q\\r\\n"
      })
  void h5HostsThatAreNone(String part) {
    heard("GET /a HTTP/1.1\r\n" + visible(part) + "\r\n" + SMUGGLED, "!400");
  }

  @Test
  void h5AbsoluteTargetsAgreeWithTheHost() {
    heard("GET http://other/a HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED, "!400");
    heard("GET http://u@h/a HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED, "!400");
    heard("GET http://H:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b|. ");
    heard("GET https://h?b HTTP/1.1\r\nHost: h:443\r\n\r\n", "GET /?b|. ");
    heard("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS *|. ");
    heard("GET /a HTTP/1.0\r\n\r\n", "GET /a|. ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: b\\r\\n c\\r\\n",
        "A: b\\r\\n\\tc\\r\\n",
        "A : b\\r\\n",
        "A\\t: b\\r\\n",
        "A\\r\\n",
        ": b\\r\\n",
        "A b: c\\r\\n"
      })
  void h6HeadersThatCanBeMisunderstood(String part) {
    refused(part, "400");
  }

  @Test
  void h6SpaceBeforeTheFirstHeader() {
    heard("GET /a HTTP/1.1\r\n Host: h\r\n\r\n" + SMUGGLED, "!400");
    heard("GET /a HTTP/1.1\r\n\tA: b\r\nHost: h\r\n\r\n" + SMUGGLED, "!400");
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

  @Test
  void otherVersionsAre505() {
    heard("GET /a HTTP/2.0\r\nHost: h\r\n\r\n" + SMUGGLED, "!505");
    heard("GET /a HTTP/1.2\r\nHost: h\r\n\r\n" + SMUGGLED, "!505");
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
    refused("Expect: a-miracle\\r\\n", "417");
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
