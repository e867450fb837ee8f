package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class CompressionTest {
  private static final String TEXT = "to be or not to be. ".repeat(5000);

  @TempDir Path folder;

  private WebFixture serve() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), TEXT);
    Application app = Application.create();
    app.use(Compression.create());
    app.get("/text", _ -> Response.text(TEXT).withHeader("etag", "\"1\""));
    app.get("/small", _ -> Response.text("small"));
    app.get("/png", _ -> Response.bytes(TEXT.getBytes(UTF_8)).withContentType("image/png"));
    app.get("/done", _ -> Response.text(TEXT).withHeader("content-encoding", "x"));
    app.get("/left", _ -> Response.text(TEXT).withHeader("cache-control", "no-transform"));
    app.get("/file", _ -> Response.file(file));
    app.get(
        "/events",
        _ ->
            Response.events(sink -> {
              sink.send("one");
              sink.send("two");
            }));
    return WebFixture.serve(app);
  }

  private static Reply get(WebFixture web, String target, String accepted) throws IOException {
    return web.ask(
        "GET " + target + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + accepted + "\r\n\r\n");
  }

  private static String decoded(Reply reply) throws IOException {
    InputStream in = new ByteArrayInputStream(reply.body());
    try (InputStream out =
        switch (String.valueOf(reply.header("content-encoding"))) {
          case "gzip" -> new GZIPInputStream(in);
          case "br" -> new BrotliInputStream(in);
          case "zstd" -> new ZstdInputStream(in);
          default -> in;
        }) {
      return new String(out.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, gzip",
    "br, br",
    "zstd, zstd",
    "'gzip, deflate, br, zstd', zstd",
    "'gzip;q=1.0, br;q=0.5, zstd;q=0', gzip",
    "'GZIP', gzip",
    "*, zstd",
    "'*;q=0.1, br;q=0.2', br",
    "'gzip;q=0', ",
    "'*;q=0', ",
    "identity, ",
    "'identity, gzip;q=0.5', ",
    "'gzip;q=nonsense', ",
    "deflate, ",
    "'', ",
  })
  void theClientSaysHow(String accepted, String encoding) throws Exception {
    try (WebFixture web = serve()) {
      for (String target : List.of("/text", "/file")) {
        Reply reply = get(web, target, accepted);
        assertThat(reply.header("content-encoding")).isEqualTo(encoding);
        assertThat(reply.header("vary")).isEqualTo("accept-encoding");
        assertThat(decoded(reply)).isEqualTo(TEXT);
        assertThat(String.valueOf(reply.header("etag")).startsWith("W/"))
            .isEqualTo(encoding != null);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"/small", "/png", "/done", "/left"})
  void whatDoesNotBecomeSmallerOrMustNotStaysAsItIs(String target) throws Exception {
    try (WebFixture web = serve()) {
      Reply reply = get(web, target, "gzip");
      assertThat(reply.header("content-encoding")).isNotEqualTo("gzip");
      assertThat(reply.header("content-length")).isEqualTo(String.valueOf(reply.body().length));
    }
  }

  @Test
  void aPartOfAFileIsNotCompressed() throws Exception {
    try (WebFixture web = serve()) {
      Reply reply =
          web.ask(
              "GET /file HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nRange: bytes=0-1\r\n\r\n");
      assertThat(reply.status()).isEqualTo(206);
      assertThat(reply.text()).isEqualTo("to");
      assertThat(reply.header("content-encoding")).isNull();
    }
  }

  @Test
  void theWeakTagOfACompressedFileIsKnownAgain() throws Exception {
    try (WebFixture web = serve()) {
      String tag = get(web, "/file", "gzip").header("etag");
      Reply reply =
          web.ask(
              "GET /file HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nIf-None-Match: "
                  + tag
                  + "\r\n\r\n");
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.header("vary")).isEqualTo("accept-encoding");
    }
  }

  @Test
  void h10HeadHasTheHeadersAndNoBody() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      for (String target : List.of("/text", "/file", "/events")) {
        client.send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
        assertThat(client.readHead().header("content-encoding")).isEqualTo("gzip");
      }
      assertThat(client.ask("GET /small HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("small");
    }
  }

  @Test
  void eachEventIsSentByItself() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      client.send("GET /events HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
      while (!client.readLine().isEmpty()) {}
      byte[] first = client.readChunk();
      Inflater inflater = new Inflater(true);
      inflater.setInput(first, 10, first.length - 10); // behind gzip's header
      byte[] text = new byte[100];
      int count = inflater.inflate(text);
      inflater.end();
      assertThat(new String(text, 0, count, UTF_8)).isEqualTo("data: one\n\n");
    }
  }
}
