package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.asyncio4j.http.HttpLimits;
import org.asyncio4j.http.HttpProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Http1ClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  private static void ask(EmbeddedChannel channel, String method, String... headers) {
    Http1.client(channel.pipeline(), HttpLimits.DEFAULT);
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/");
    for (int i = 0; i < headers.length; i += 2) {
      request.headers().set(headers[i], headers[i + 1]);
    }
    channel.writeOutbound(request);
  }

  private static void heard(String bytes, String expected) {
    Heard.assertHeard(channel -> ask(channel, "GET"), bytes, expected);
  }

  private static String visible(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
  }

  // --- what is in order ---

  @Test
  void responsesComeOut() {
    heard(OK + "Content-Length: 5\r\n\r\nhello", "200|hello. ");
    heard(OK + "Transfer-Encoding: Chunked\r\n\r\n2;a\r\nab\r\n0\r\nT: v\r\n\r\n", "200|ab. ");
    heard(OK + "\r\nto the end", "200|to the end. ");
    heard("HTTP/1.0 404 \r\nA:\r\n\r\n", "404|. ");
    heard("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", "404|. ");
    heard(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\n"
            + OK
            + "Content-Length: 0\r\n\r\n",
        "100|. 103|. 200|. ");
  }

  @Test
  void bodilessResponsesEndWithTheirHead() {
    heard("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "204|. ");
    heard("HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", "304|. ");
    Heard.assertHeard(channel -> ask(channel, "HEAD"), OK + "Content-Length: 5\r\n\r\n", "200|. ");
    Heard.assertHeard(
        channel -> ask(channel, "HEAD"), OK + "Content-Length: 5\r\n\r\nhello", "200|. !400");
  }

  @Test
  void afterConnectAndUpgradeComesAnotherProtocol() {
    Heard connect = new Heard(channel -> ask(channel, "CONNECT", "Host", "h:1"));
    assertThat(connect.receive(OK + "\r\nHTTP/1.1 \n\0x").close())
        .isEqualTo("200|. <HTTP/1.1 \n\0x>");
    Heard upgrade = new Heard(channel -> ask(channel, "GET", "Upgrade", "websocket"));
    assertThat(
            upgrade
                .receive(
                    "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n\1\2")
                .close())
        .isEqualTo("101|. <\1\2>");
  }

  @Test
  void refusedConnectIsAResponse() {
    Heard.assertHeard(
        channel -> ask(channel, "CONNECT", "Host", "h:1"),
        "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno",
        "407|no. ");
    Heard.assertHeard(
        channel -> ask(channel, "CONNECT", "Host", "h:1"), "HTTP/1.1 201 No\r\n\r\n", "!400");
  }

  // --- H14 ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\\r\\n\\r\\n",
        "\\r\\n",
        "HTTP/2.0 200 OK\\r\\n\\r\\n",
        "HTTP/1.1  200 OK\\r\\n\\r\\n",
        "HTTP/1.1\\t200 OK\\r\\n\\r\\n",
        "HTTP/1.1 20 OK\\r\\n\\r\\n",
        "HTTP/1.1 2000 OK\\r\\n\\r\\n",
        "HTTP/1.1 099 OK\\r\\n\\r\\n",
        "HTTP/1.1 200 O\\0K\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\n\\r\\n",
        "HTTP/1.1 200 O\\rK\\r\\n\\r\\n",
        "ICY 200 OK\\r\\n\\r\\n"
      })
  void h14NoStatusLine(String bytes) {
    heard(visible(bytes), "!400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1\\r\\nContent-Length: 1\\r\\n",
        "Content-Length: 1, 1\\r\\n",
        "Content-Length: +1\\r\\n",
        "Content-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n",
        "Content-Length : 1\\r\\n",
        "Content-Length x: 1\\r\\n",
        "Transfer-Encoding: gzip, chunked\\r\\n",
        "Transfer-Encoding: xchunked\\r\\n",
        "Transfer-Encoding:\\r\\n",
        "A: b\\r\\n c\\r\\n",
        " A: b\\r\\n",
        "A\\r\\n",
        ": b\\r\\n",
        "A: b\\n",
        "A: \\0\\r\\n"
      })
  void h14HeadersThatCanBeMisunderstood(String lines) {
    heard(OK + visible(lines) + "\r\na", "!400");
  }

  @Test
  void h14TwoLengthsInHttp10() {
    heard("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "!400");
  }

  @ParameterizedTest
  @CsvSource({
    "-1\\r\\na\\r\\n",
    "0x1\\r\\na\\r\\n",
    "1_0\\r\\na\\r\\n",
    "00000000000000001\\r\\na\\r\\n",
    "1\\na\\r\\n",
    "\\r\\na\\r\\n"
  })
  void h14BadChunkSize(String chunk) {
    heard(OK + "Transfer-Encoding: chunked\r\n\r\n" + visible(chunk) + "0\r\n\r\n", "200|!400");
  }

  @Test
  void h14ShortBody() {
    assertThat(cut(OK + "Content-Length: 5\r\n\r\nhell")).isEqualTo("200|hell!400");
    assertThat(cut(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")).isEqualTo("200|ab!400");
    assertThat(cut(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"))
        .isEqualTo("200|ab!400");
    assertThat(cut(OK + "Content-Le")).isEqualTo("!400");
    assertThat(cut("HTT")).isEqualTo("!400");
  }

  private static String cut(String bytes) {
    Heard heard = new Heard(channel -> ask(channel, "GET")).receive(bytes).end();
    assertThat(heard.failures).hasSize(1);
    assertThat(heard.failures.getFirst()).isInstanceOf(HttpProtocolException.class);
    return heard.close();
  }

  @Test
  void bodyToTheEndOfTheConnectionIsNotCutByAnError() {
    Heard heard = new Heard(channel -> ask(channel, "GET")).receive(OK + "\r\nhalf");
    heard.channel.pipeline().fireExceptionCaught(new java.io.IOException("cut"));
    assertThat(heard.end().close()).isEqualTo("200|half!java.io.IOException: cut");
  }

  @Test
  void h14ThousandInterimResponses() {
    Heard heard = new Heard(channel -> ask(channel, "GET"));
    heard.receive("HTTP/1.1 103 Early\r\n\r\n".repeat(1000));
    assertThat(heard.close()).isEqualTo("103|. ".repeat(32) + "!400");
  }

  @Test
  void h14GarbageBehindTheBody() {
    heard(OK + "Content-Length: 1\r\n\r\naGARBAGE", "200|a. !400");
    heard(OK + "Content-Length: 1\r\n\r\na" + OK + "\r\n", "200|a. !400");
  }

  @Test
  void h14BytesThatNobodyHasAskedFor() {
    Heard heard =
        new Heard(channel -> Http1.client(channel.pipeline(), HttpLimits.DEFAULT)).receive(OK);
    assertThat(heard.close()).isEqualTo("!400");
  }

  @Test
  void h14ProtocolChangesThatNobodyHasAskedFor() {
    heard("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n", "!400");
    Heard.assertHeard(
        channel -> ask(channel, "GET", "Upgrade", "websocket"),
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\n\r\n",
        "!400");
  }
}
