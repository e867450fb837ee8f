package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.TlsContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each kind of answer over TLS, with both versions of HTTP.
@Timeout(60)
final class HttpsTest {
  private static final String LONG = "some text to compress, again and again; ".repeat(1000);

  @TempDir Path folder;
  private WebFixture web;
  private X509Bundle certificate;
  private byte[] large;

  @BeforeEach
  void serve() throws Exception {
    certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path pem = folder.resolve("pair.pem");
    Files.writeString(pem, certificate.getCertificatePEM() + certificate.getPrivateKeyPEM());
    Path file = folder.resolve("large.bin");
    large = new byte[5_000_000];
    new Random(1).nextBytes(large);
    Files.write(file, large);
    Application app = Application.create();
    app.use(Compression.create());
    app.get("/hello", request -> Response.text("hello over " + request.version()));
    app.get("/file", _ -> Response.file(file));
    app.get("/long", _ -> Response.text(LONG));
    app.get(
        "/events",
        _ ->
            Response.events(sink -> {
              for (int i = 0; i < 3; i++) {
                sink.send("event " + i);
              }
            }));
    app.post("/echo", request -> Response.bytes(request.bytes()));
    web =
        WebFixture.serve(
            app,
            WebOptions.DEFAULT.withServer(
                ServerOptions.DEFAULT.withTls(TlsContext.server(pem, pem))));
  }

  @AfterEach
  void end() {
    web.close();
  }

  private String url(String path) {
    return "https://127.0.0.1:" + web.port() + path;
  }

  private HttpClient client(HttpClient.Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.getCertificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(context)
        .connectTimeout(Duration.ofSeconds(20))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @EnumSource
  void theJdkReceivesEachKindOfAnswer(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<String> hello = client.send(request("/hello").build(), BodyHandlers.ofString());
      assertThat(hello.version()).isEqualTo(version);
      assertThat(hello.body())
          .isEqualTo(
              "hello over " + (version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1"));
      assertThat(client.send(request("/file").build(), BodyHandlers.ofByteArray()).body())
          .isEqualTo(large);
      HttpResponse<byte[]> packed =
          client.send(
              request("/long").header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
      assertThat(packed.body()).hasSizeLessThan(LONG.length() / 4);
      try (GZIPInputStream unpacked =
          new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
        assertThat(new String(unpacked.readAllBytes(), UTF_8)).isEqualTo(LONG);
      }
      try (Stream<String> lines =
          client.send(request("/events").build(), BodyHandlers.ofLines()).body()) {
        assertThat(lines.filter(line -> line.startsWith("data")))
            .containsExactly("data: event 0", "data: event 1", "data: event 2");
      }
      HttpRequest upload =
          request("/echo")
              .POST(HttpRequest.BodyPublishers.ofByteArray(large, 0, 1_000_000))
              .build();
      assertThat(client.send(upload, BodyHandlers.ofByteArray()).body()).hasSize(1_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void curlReceivesEachKindOfAnswer(HttpClient.Version version) throws Exception {
    String flag = version == HttpClient.Version.HTTP_2 ? "--http2" : "--http1.1";
    String[] curl = {"curl", "-sS", "-k", "--max-time", "30", flag};
    assertThat(run(curl, url("/hello"))).startsWith("hello over HTTP/");
    Path copy = folder.resolve("copy");
    run(curl, "-o", copy.toString(), url("/file"));
    assertThat(copy).hasBinaryContent(large);
    assertThat(run(curl, "--compressed", url("/long"))).isEqualTo(LONG);
    assertThat(run(curl, url("/events"))).contains("data: event 0", "data: event 2");
    assertThat(run(curl, "-r", "0-9", "-o", copy.toString(), "-w", "%{http_code}", url("/file")))
        .isEqualTo("206");
    assertThat(copy).hasSize(10);
  }

  private String run(String[] curl, String... more) throws Exception {
    return Programs.run(
        folder, Stream.concat(Stream.of(curl), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void aClientWithoutTlsIsNotServed() throws Exception {
    try (RawClient client = web.connect()) {
      client.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(new String(client.readToEnd(), UTF_8)).doesNotContain("hello");
    }
  }
}
