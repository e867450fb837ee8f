package org.asyncio4j.http.wire;

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
    Heard.assertHeard(
        channel -> Http1.server(channel.pipeline(), HttpLimits.DEFAULT), bytes, expected);
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
}
