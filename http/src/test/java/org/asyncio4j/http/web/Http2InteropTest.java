package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Other programs as clients of a server of ours.
@Timeout(60)
final class Http2InteropTest {
  @TempDir Path folder;

  private static Application application() {
    Application application = Application.create();
    application.get("/hello", request -> Response.text("hello over " + request.version() + "\n"));
    application.post("/echo", request -> Response.bytes(request.bytes()));
    application.post("/unread", request -> Response.text("no thanks\n"));
    application.get("/empty", request -> Response.of(204));
    application.get(
        "/large",
        request ->
            Response.stream(out -> {
              for (int i = 0; i < 64; i++) {
                out.write(new byte[16 * 1024]);
              }
            }));
    return application;
  }

  /// What a program writes, when it has ended well. Suspends.
  private String run(String... command) {
    return Asyncio.await(() -> Asyncio.toThread(() -> Programs.run(folder, command)));
  }

  interface Body {
    void run(String origin) throws Exception;
  }

  private void plain(Body body) {
    serve(ServerOptions.DEFAULT, "http", body);
  }

  private void encrypted(Body body) throws Exception {
    X509Bundle pair =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path file = folder.resolve("pair.pem");
    Files.writeString(file, pair.getCertificatePEM() + pair.getPrivateKeyPEM());
    serve(ServerOptions.DEFAULT.withTls(TlsContext.server(file, file)), "https", body);
  }

  private static void serve(ServerOptions options, String scheme, Body body) {
    Asyncio.run(() -> {
      WebServer server =
          Web.start(application(), "127.0.0.1", 0, WebOptions.DEFAULT.withServer(options));
      try {
        body.run(scheme + "://127.0.0.1:" + server.port());
      } finally {
        server.shutdown(Duration.ZERO);
      }
    });
  }

  private static final String[] WRITE = {"-w", "|%{http_version} %{http_code} %{num_connects}"};

  private String curl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("curl", "-sS", "-k", "--max-time", "20"));
    all.addAll(List.of(WRITE));
    all.addAll(List.of(arguments));
    return run(all.toArray(new String[0]));
  }

  @Test
  void curlWithPriorKnowledge() {
    Programs.program("curl");
    plain(origin ->
        assertThat(curl("--http2-prior-knowledge", origin + "/hello"))
            .isEqualTo("hello over HTTP/2\n|2 200 1"));
  }

  @Test
  void curlThatAsksForAnUpgradeGoesOnWithHttp1() {
    Programs.program("curl");
    plain(origin ->
        assertThat(curl("--http2", origin + "/hello"))
            .isEqualTo("hello over HTTP/1.1\n|1.1 200 1"));
  }

  @Test
  void curlOverTls() throws Exception {
    Programs.program("curl");
    encrypted(origin -> {
      assertThat(curl(origin + "/hello")).isEqualTo("hello over HTTP/2\n|2 200 1");
      assertThat(curl("--http1.1", origin + "/hello")).isEqualTo("hello over HTTP/1.1\n|1.1 200 1");
    });
  }

  @Test
  void curlUploadsAndDownloads() throws Exception {
    Programs.program("curl");
    Path upload = folder.resolve("upload");
    Files.write(upload, new byte[900_000]);
    encrypted(origin -> {
      assertThat(curl("--data-binary", "@" + upload, "-o", "/dev/null", origin + "/echo"))
          .isEqualTo("|2 200 1");
      assertThat(curl("-H", "Expect: 100-continue", "--data-binary", "x", origin + "/echo"))
          .isEqualTo("x|2 200 1");
      String large = curl("-w", "%{size_download}", "-o", "/dev/null", origin + "/large");
      assertThat(large).isEqualTo(Integer.toString(1024 * 1024));
    });
  }

  @Test
  void nghttpIsToldNotToSendWhatNobodyReads() throws Exception {
    Programs.program("nghttp");
    Path upload = folder.resolve("upload");
    Files.write(upload, new byte[4_000_000]);
    plain(origin ->
        assertThat(run("nghttp", "-vn", "-d", upload.toString(), origin + "/unread"))
            .contains(":status: 200", "END_STREAM", "(error_code=NO_ERROR(0x00))"));
  }

  @Test
  void curlAsksForHeadersAndGetsNoBody() throws Exception {
    Programs.program("curl");
    encrypted(origin -> {
      assertThat(curl("-I", origin + "/hello")).contains("content-length: 18").endsWith("|2 200 1");
      assertThat(curl(origin + "/empty")).isEqualTo("|2 204 1");
    });
  }

  @Test
  void nghttpMultiplexes() {
    Programs.program("nghttp");
    plain(origin -> {
      String said = run("nghttp", "-ans", "-m", "20", origin + "/hello");
      assertThat(said).contains("/hello");
      assertThat(said.lines().filter(line -> line.contains(" 200 ")).count()).isEqualTo(20);
    });
  }

  @Test
  void h2loadIsServed() {
    Programs.program("h2load");
    plain(origin ->
        assertThat(run("h2load", "-n", "600", "-c", "4", "-m", "20", origin + "/hello"))
            .contains("600 succeeded, 0 failed"));
  }

  @Test
  void h2loadIsServedOverTls() throws Exception {
    Programs.program("h2load");
    encrypted(origin ->
        assertThat(run("h2load", "-n", "400", "-c", "4", "-m", "20", origin + "/large"))
            .contains("400 succeeded, 0 failed"));
  }
}
