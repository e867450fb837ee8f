package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.compression.Brotli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.WithoutLibraries;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Compression;
import org.asyncio4j.http.web.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ClientDecompressionTest {
  private static final String TEXT = "a text that is there many times, ".repeat(10_000);

  private final List<String> asked = new ArrayList<>();

  private Application compressing() {
    Application app = Application.create();
    app.use(Compression.create());
    app.get(
        "/",
        request -> {
          asked.add(request.headers().get("Accept-Encoding"));
          return Response.text(TEXT);
        });
    app.get(
        "/stream",
        _ ->
            Response.stream(
                    out -> {
                      for (int i = 0; i < TEXT.length(); i += 33_000) {
                        out.write(TEXT.substring(i, i + 33_000).getBytes(UTF_8));
                      }
                    })
                .withHeader("Content-Type", "text/plain"));
    return app;
  }

  private static byte[] gzip(byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(data);
    }
    return bytes.toByteArray();
  }

  private static String gzipped(byte[] data) throws IOException {
    return answer("gzip", gzip(data));
  }

  private static String answer(String coding, byte[] bytes) {
    return "HTTP/1.1 200 OK\r\nContent-Encoding: "
        + coding
        + "\r\nContent-Length: "
        + bytes.length
        + "\r\n\r\n"
        + new String(bytes, ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd"})
  void bodiesAreDecompressed(String coding) {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(compressing());
          ClientSession session = ClientSession.create()) {
        for (String path : new String[] {"/", "/stream", "/"}) {
          try (ClientResponse response =
              session.get(
                  server.url("http", path), with -> with.withHeader("Accept-Encoding", coding))) {
            assertThat(response.headers().get("Vary")).isEqualToIgnoringCase("Accept-Encoding");
            assertThat(response.headers().get("Content-Encoding")).isNull();
            assertThat(response.text()).isEqualTo(TEXT);
          }
        }
        assertThat(asked).containsOnly(coding);
      }
    });
  }

  @Test
  void aServerIsAskedForWhatCanBeDecompressed() {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(compressing());
          ClientSession session = ClientSession.create()) {
        assertThat(session.get(server.url("http", "/")).text()).isEqualTo(TEXT);
        session
            .get(server.url("http", "/"), with -> with.withHeader("Range", "bytes=0-10"))
            .close();
        assertThat(asked).containsExactly("gzip, deflate, br, zstd", null);
      }
    });
  }

  @Test
  void turnedOffBodiesComeAsTheyAre() {
    RawServer.run(() -> {
      byte[] data = "hello".getBytes(UTF_8);
      try (RawServer server = RawServer.start(RawServer.answering(gzipped(data)));
          ClientSession session =
              ClientSession.create(ClientOptions.DEFAULT.withDecompression(false));
          ClientResponse response = session.get(server.url("/"))) {
        assertThat(server.requests.getFirst().toLowerCase(Locale.ROOT))
            .doesNotContain("accept-encoding");
        assertThat(response.headers().get("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.bytes()).isEqualTo(gzip(data));
      }
    });
  }

  @Test
  void aReaderThatIsSlowGetsAllAndTheConnectionServesAgain() {
    RawServer.run(() -> {
      byte[] data = new byte[1_000_000];
      new Random(1).nextBytes(data);
      try (RawServer server = RawServer.start(RawServer.answering(gzipped(data)));
          ClientSession session = ClientSession.create()) {
        for (int i = 0; i < 3; i++) {
          try (ClientResponse response = session.get(server.url("/"))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece = response.body().read();
                piece != null;
                piece = response.body().read()) {
              all.write(piece);
              Asyncio.sleep(Duration.ZERO);
            }
            assertThat(all.toByteArray()).isEqualTo(data);
          }
        }
        assertThat(server.connections).isEqualTo(1);
      }
    });
  }

  @Test
  void h12ZerosAreNoBomb() {
    RawServer.run(() -> {
      byte[] zeros = new byte[20 * 1024 * 1024];
      try (RawServer server = RawServer.start(RawServer.answering(gzipped(zeros)));
          ClientSession session = ClientSession.create()) {
        assertThat(session.get(server.url("/")).bytes()).isEqualTo(zeros);
      }
    });
  }

  @Test
  void h12ABombIsRefused() {
    RawServer.run(() -> {
      byte[] bomb = gzip(gzip(new byte[20 * 1024 * 1024]));
      try (RawServer server = RawServer.start(RawServer.answering(answer("gzip, gzip", bomb)));
          ClientSession session = ClientSession.create()) {
        assertThatThrownBy(() -> session.get(server.url("/")).bytes())
            .isInstanceOf(ClientPayloadError.class)
            .hasMessageContaining("cannot be read");
      }
    });
  }

  @Test
  void h12MoreThanAllowedIsRefused() throws Exception {
    RawServer.with(
        RawServer.answering(gzipped(TEXT.getBytes(UTF_8))),
        ClientOptions.DEFAULT.withMaxDecompressedSize(1000),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")).bytes())
              .isInstanceOf(ClientPayloadError.class);
        });
  }

  @Test
  void h12ABrokenBodyIsAnError() {
    RawServer.with(
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")).bytes())
              .isInstanceOf(ClientPayloadError.class);
        });
  }

  /// What a program without the libraries of br and zstd does: both of its ends are its own.
  static final class WithGzipOnly implements Callable<Object> {
    @Override
    public Object call() {
      List<@Nullable String> seen = new ArrayList<>();
      RawServer.run(() -> {
        ClientDecompressionTest test = new ClientDecompressionTest();
        try (OwnServer server = OwnServer.start(test.compressing());
            ClientSession session = ClientSession.create();
            ClientSession plain =
                ClientSession.create(ClientOptions.DEFAULT.withDecompression(false))) {
          String url = server.url("http", "/");
          seen.add(String.valueOf(session.get(url).text().equals(TEXT)));
          seen.add(test.asked.getFirst());
          for (String accepted : new String[] {"br, zstd, gzip;q=0.5", "br, zstd"}) {
            try (ClientResponse response =
                plain.get(url, with -> with.withHeader("Accept-Encoding", accepted))) {
              seen.add(response.headers().get("Content-Encoding"));
            }
          }
        }
        for (String coding : new String[] {"br", "zstd"}) {
          try (RawServer server =
                  RawServer.start(RawServer.answering(answer(coding, new byte[] {1, 2, 3})));
              ClientSession session = ClientSession.create();
              ClientResponse response = session.get(server.url("/"))) {
            seen.add(response.headers().get("Content-Encoding") + response.bytes().length);
          }
        }
      });
      return seen;
    }
  }

  @Test
  void withoutTheLibrariesOfOthersThereIsGzip() throws Exception {
    try (WithoutLibraries loader =
        WithoutLibraries.named("com.aayushatharva.", "com.github.luben.")
            .loadingAnew(Brotli.class)) {
      assertThat(loader.program(WithGzipOnly.class).call())
          .isEqualTo(Arrays.asList("true", "gzip, deflate", "gzip", null, "br3", "zstd3"));
    }
  }
}
