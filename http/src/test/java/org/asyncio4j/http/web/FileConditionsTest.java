package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Conditions and ranges of requests for a file of ten bytes.
@Timeout(30)
final class FileConditionsTest {
  private static final String DATE = "Wed, 01 Jan 2025 00:00:00 GMT";
  private static final String EARLIER = "Tue, 31 Dec 2024 23:59:59 GMT";

  @TempDir Path folder;
  private WebFixture web;
  private String tag;

  @BeforeEach
  void serve() throws IOException {
    Path file = Files.writeString(folder.resolve("ten.txt"), "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-01T00:00:00.5Z")));
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    Application app = Application.create();
    app.get("/ten", _ -> Response.file(file));
    app.get("/empty", _ -> Response.file(empty));
    app.post("/ten", _ -> Response.file(file));
    web = WebFixture.serve(app);
    tag = Objects.requireNonNull(get().header("etag"));
  }

  @AfterEach
  void close() {
    web.close();
  }

  private Reply get(String... headers) throws IOException {
    return ask("GET /ten", headers);
  }

  private Reply ask(String line, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: a\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return web.ask(request.append("\r\n").toString());
  }

  @Test
  void aKnownTagIsNotSentAgain() throws Exception {
    Reply reply = get("If-None-Match: \"x,y\", W/" + tag);
    assertThat(reply.status()).isEqualTo(304);
    assertThat(reply.header("etag")).isEqualTo(tag);
    assertThat(reply.header("last-modified")).isEqualTo(DATE);
    assertThat(reply.header("content-length")).isNull();
    assertThat(reply.header("content-type")).isNull();
    assertThat(get("If-None-Match: *").status()).isEqualTo(304);
    assertThat(get("If-None-Match: \"other\"").status()).isEqualTo(200);
    assertThat(ask("POST /ten", "Content-Length: 0", "If-None-Match: *").status()).isEqualTo(412);
  }

  @Test
  void aKnownDateIsNotSentAgain() throws Exception {
    assertThat(get("If-Modified-Since: " + DATE).status()).isEqualTo(304);
    assertThat(get("If-Modified-Since: Wednesday, 01-Jan-25 00:00:00 GMT").status()).isEqualTo(304);
    assertThat(get("If-Modified-Since: " + EARLIER).status()).isEqualTo(200);
    assertThat(get("If-Modified-Since: nonsense").status()).isEqualTo(200);
  }

  @Test
  void theTagCountsMoreThanTheDate() throws Exception {
    assertThat(get("If-None-Match: \"other\"", "If-Modified-Since: " + DATE).status())
        .isEqualTo(200);
    assertThat(get("If-Match: " + tag, "If-Unmodified-Since: " + EARLIER).status()).isEqualTo(200);
  }

  @Test
  void aTagOrDateThatIsPastRefuses() throws Exception {
    assertThat(get("If-Match: \"other\"").status()).isEqualTo(412);
    assertThat(get("If-Match: W/" + tag).status()).isEqualTo(412);
    assertThat(get("If-Match: *").status()).isEqualTo(200);
    assertThat(get("If-Unmodified-Since: " + EARLIER).status()).isEqualTo(412);
    assertThat(get("If-Unmodified-Since: " + DATE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 0123, bytes 0-3/10",
    "bytes=4-, 456789, bytes 4-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "bytes=8-99999999999999999999999, 89, bytes 8-9/10",
    "BYTES = 9-9, 9, bytes 9-9/10",
    "'bytes=,2-2,', 2, bytes 2-2/10",
    "'bytes=1-1,50-60', 1, bytes 1-1/10",
  })
  void aRangeIsAPart(String range, String body, String contentRange) throws Exception {
    Reply reply = get("Range: " + range);
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.text()).isEqualTo(body);
    assertThat(reply.header("content-range")).isEqualTo(contentRange);
    assertThat(reply.header("content-length")).isEqualTo(String.valueOf(body.length()));
    assertThat(reply.header("etag")).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-2",
        "bytes=1-2-3",
        "lines=0-3",
        "bytes=1--2",
        "bytes=+1-2",
        "bytes=0-3;4-5"
      })
  void aRangeThatIsNoneIsNotHeard(String range) throws Exception {
    Reply reply = get("Range: " + range);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("0123456789");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=100-200,300-"})
  void aRangeBehindTheEndIs416(String range) throws Exception {
    Reply reply = get("Range: " + range);
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("content-range")).isEqualTo("bytes */10");
    assertThat(reply.text()).doesNotContain("0123456789");
  }

  @Test
  void anEmptyFileHasNoRange() throws Exception {
    Reply reply = ask("GET /empty", "Range: bytes=0-");
    assertThat(reply.status()).isEqualTo(416);
    assertThat(reply.header("content-range")).isEqualTo("bytes */0");
  }

  @Test
  void severalRangesAreOneBody() throws Exception {
    Reply reply = get("Range: bytes=0-1, -2");
    assertThat(reply.status()).isEqualTo(206);
    String type = String.valueOf(reply.header("content-type"));
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    assertThat(reply.header("content-range")).isNull();
    String boundary = type.substring(type.indexOf('=') + 1);
    String head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
    assertThat(reply.text())
        .isEqualTo(
            "\r\n--"
                + boundary
                + head
                + "0-1/10\r\n\r\n01"
                + "\r\n--"
                + boundary
                + head
                + "8-9/10\r\n\r\n89"
                + "\r\n--"
                + boundary
                + "--\r\n");
  }

  @Test
  void h19OverlappingRangesAreNoMoreThanTheFile() throws Exception {
    assertThat(get("Range: bytes=0-,0-,0-,0-").text()).isEqualTo("0123456789");
    assertThat(get("Range: bytes=0-8,1-9").status()).isEqualTo(200);
    String many = "Range: bytes=" + "0-0,".repeat(1500) + "1-1";
    assertThat(get(many).text()).isEqualTo("0123456789");
    assertThat(get("Range: bytes=" + "0-0,".repeat(16) + "1-1").status()).isEqualTo(200);
  }

  @Test
  void ifRangeAllowsAPartOfTheSameOnly() throws Exception {
    String range = "Range: bytes=0-0";
    assertThat(get(range, "If-Range: " + tag).status()).isEqualTo(206);
    assertThat(get(range, "If-Range: W/" + tag).status()).isEqualTo(200);
    assertThat(get(range, "If-Range: \"other\"").status()).isEqualTo(200);
    assertThat(get(range, "If-Range: " + DATE).status()).isEqualTo(206);
    assertThat(get(range, "If-Range: " + EARLIER).status()).isEqualTo(200);
    assertThat(get(range, "If-Range: nonsense").status()).isEqualTo(200);
  }

  @Test
  void headHasTheHeadersAndNoRange() throws Exception {
    try (RawClient client = web.connect()) {
      client.send("HEAD /ten HTTP/1.1\r\nHost: a\r\nRange: bytes=0-3\r\n\r\n");
      Reply head = client.readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("10");
      assertThat(head.header("etag")).isEqualTo(tag);
      // nothing of a body came: the next answer follows
      assertThat(client.ask("GET /ten HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("0123456789");
    }
  }

  @Test
  void anotherContentHasAnotherTag() throws Exception {
    Files.writeString(folder.resolve("ten.txt"), "9876543210");
    Reply reply = get("If-None-Match: " + tag);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("etag")).isNotEqualTo(tag);
  }
}
