package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class StaticFilesTest {
  @TempDir Path folder;
  private Path www;

  @BeforeEach
  void files() throws IOException {
    www = Files.createDirectory(folder.resolve("www"));
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.writeString(www.resolve("a.txt"), "hello");
    Files.writeString(www.resolve(".env"), "secret");
    Files.createDirectory(www.resolve(".git"));
    Files.writeString(www.resolve(".git/config"), "secret");
    Files.createDirectory(www.resolve("sub"));
    Files.writeString(www.resolve("sub/b.css"), "b {}");
  }

  private static WebFixture serve(StaticFiles files) {
    Application app = Application.create();
    app.get("/static/{path...}", files);
    return WebFixture.serve(app);
  }

  private static Reply get(WebFixture web, String target) throws IOException {
    return web.ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void aFileIsAnsweredWithItsTypeLengthDateAndTag() throws Exception {
    try (WebFixture web = serve(StaticFiles.of(www))) {
      Reply reply = get(web, "/static/a.txt");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("hello");
      assertThat(reply.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(reply.header("content-length")).isEqualTo("5");
      assertThat(reply.header("accept-ranges")).isEqualTo("bytes");
      assertThat(reply.header("last-modified")).endsWith(" GMT");
      assertThat(reply.header("etag")).matches("\"[0-9a-f]+-5\"");
      assertThat(get(web, "/static/sub/b.css").header("content-type"))
          .isEqualTo("text/css; charset=utf-8");
    }
  }

  @Test
  void anEmptyFileIsAnEmptyBody() throws Exception {
    Files.writeString(www.resolve("empty.html"), "");
    try (WebFixture web = serve(StaticFiles.of(www));
        RawClient client = web.connect()) {
      for (int i = 0; i < 2; i++) {
        Reply reply = client.ask("GET /static/empty.html HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-length")).isEqualTo("0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.txt",
        "..%2fsecret.txt",
        "..%2Fsecret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        ".%2e/secret.txt",
        "sub/../../secret.txt",
        "sub/../a.txt",
        "sub%2fb.css",
        "./a.txt",
        "//etc/passwd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..\\secret.txt",
        "..%5csecret.txt",
        "sub%5cb.css",
        "a.txt%00",
        "a.txt%00.css",
        "%00",
        "a.txt/",
        "a.txt/b",
        "sub//b.css",
        ".env",
        "%2eenv",
        ".git/config",
        "sub/.%2f..%2fa.txt",
        "..%252fsecret.txt",
        "..%c0%afsecret.txt",
        "file:///etc/passwd",
        "a%0d%0aX:%20y",
        "sub",
        "sub/",
        "",
        "nothing"
      })
  void h19NothingOutsideIsAnswered(String path) throws Exception {
    try (WebFixture web = serve(StaticFiles.of(www))) {
      Reply reply = get(web, "/static/" + path);
      assertThat(reply.status()).isIn(400, 404);
      assertThat(reply.text()).doesNotContain("hello", "secret\n", "root:");
    }
  }

  @Test
  void h19LinksOutOfTheFolderAreNotFollowed() throws Exception {
    Files.createSymbolicLink(www.resolve("out.txt"), folder.resolve("secret.txt"));
    Files.createSymbolicLink(www.resolve("up"), folder);
    Files.createSymbolicLink(www.resolve("loop"), www.resolve("loop"));
    Files.createSymbolicLink(www.resolve("in.txt"), www.resolve("a.txt"));
    try (WebFixture web = serve(StaticFiles.of(www))) {
      assertThat(get(web, "/static/out.txt").status()).isEqualTo(404);
      assertThat(get(web, "/static/up/secret.txt").status()).isEqualTo(404);
      assertThat(get(web, "/static/loop").status()).isEqualTo(404);
      assertThat(get(web, "/static/in.txt").text()).isEqualTo("hello");
    }
  }

  @Test
  void theFolderItselfMayBeALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("current"), www);
    try (WebFixture web = serve(StaticFiles.of(link))) {
      assertThat(get(web, "/static/a.txt").text()).isEqualTo("hello");
    }
  }

  @Test
  void aPipeIsNoFile() throws Exception {
    Path pipe = www.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (WebFixture web = serve(StaticFiles.of(www))) {
      assertThat(get(web, "/static/pipe").status()).isEqualTo(404);
    }
  }

  @Test
  void anIndexIsAnsweredWhenAskedFor() throws Exception {
    Files.writeString(www.resolve("index.html"), "root");
    Files.writeString(www.resolve("sub/index.html"), "sub");
    try (WebFixture web = serve(StaticFiles.of(www))) {
      assertThat(get(web, "/static/").status()).isEqualTo(404);
    }
    try (WebFixture web = serve(StaticFiles.of(www).withIndex())) {
      assertThat(get(web, "/static/").text()).isEqualTo("root");
      assertThat(get(web, "/static/sub/").text()).isEqualTo("sub");
      Reply reply = get(web, "/static/sub?q=1");
      assertThat(reply.status()).isEqualTo(301);
      assertThat(reply.header("location")).isEqualTo("./sub/?q=1");
    }
  }

  @Test
  void hiddenFilesAreAnsweredWhenAskedFor() throws Exception {
    try (WebFixture web = serve(StaticFiles.of(www).withHidden())) {
      assertThat(get(web, "/static/.git/config").text()).isEqualTo("secret");
      assertThat(get(web, "/static/../secret.txt").status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsCompressedAlreadyIsAnsweredToWhoTakesIt() throws Exception {
    Files.writeString(www.resolve("a.txt.gz"), "gzipped");
    Files.writeString(www.resolve("a.txt.br"), "brotli");
    try (WebFixture web = serve(StaticFiles.of(www).withPrecompressed())) {
      Reply plain = get(web, "/static/a.txt");
      assertThat(plain.text()).isEqualTo("hello");
      assertThat(plain.header("vary")).isEqualTo("accept-encoding");
      Reply best =
          web.ask("GET /static/a.txt HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br\r\n\r\n");
      assertThat(best.text()).isEqualTo("brotli");
      assertThat(best.header("content-encoding")).isEqualTo("br");
      assertThat(best.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(best.header("etag")).isNotEqualTo(plain.header("etag"));
      Reply liked =
          web.ask(
              "GET /static/a.txt HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, br;q=0.5\r\n\r\n");
      assertThat(liked.text()).isEqualTo("gzipped");
    }
  }

  @Test
  void whatIsNoFolderIsRefused() {
    assertThatThrownBy(() -> StaticFiles.of(www.resolve("a.txt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no folder");
  }

  @Test
  void aSingleFileThatIsMissingIs404() throws Exception {
    Application app = Application.create();
    app.get("/there", _ -> Response.file(www.resolve("a.txt")));
    app.get("/missing", _ -> Response.file(www.resolve("missing.txt")));
    app.get("/folder", _ -> Response.file(www));
    app.get("/page", _ -> Response.file(www.resolve("a.txt")).withStatus(503));
    try (WebFixture web = WebFixture.serve(app)) {
      assertThat(get(web, "/there").text()).isEqualTo("hello");
      assertThat(get(web, "/missing").status()).isEqualTo(404);
      assertThat(get(web, "/folder").status()).isEqualTo(404);
      Reply page = get(web, "/page");
      assertThat(page.status()).isEqualTo(503);
      assertThat(page.text()).isEqualTo("hello");
    }
  }
}
