package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Forms, and bodies with parts.
@Timeout(60)
final class FormTest {
  @TempDir private static Path directory;

  private static WebFixture serve() {
    Application app = Application.create();
    app.get("/query", request -> Response.text(request.query("q", "none")));
    app.post("/form", request -> Response.text(request.form().get("name", "nobody")));
    app.post("/parts", FormTest::parts).withMaxBodySize(Long.MAX_VALUE);
    app.post(
            "/file",
            request -> {
              Part part = Objects.requireNonNull(request.multipart().next());
              return Response.text(part.transferTo(directory.resolve("upload")) + "");
            })
        .withMaxBodySize(Long.MAX_VALUE);
    return WebFixture.serve(app);
  }

  private static Response parts(Request request) throws Exception {
    StringBuilder all = new StringBuilder();
    Multipart parts = request.multipart();
    for (Part part = parts.next(); part != null; part = parts.next()) {
      all.append(part.name()).append('|').append(part.filename()).append('|');
      all.append(part.contentType()).append('|').append(part.text()).append('\n');
    }
    return Response.text(all.toString());
  }

  private static String post(String path, String type, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String multipart(String body) {
    return post("/parts", "multipart/form-data; boundary=xyz", body);
  }

  private static final String TWO =
      String.join(
          "\r\n",
          "--xyz",
          "Content-Disposition: form-data; name=\"a\"",
          "",
          "one",
          "--xyz",
          "Content-Disposition: form-data; name=\"b\"; filename=\"f.txt\"",
          "Content-Type: text/plain",
          "",
          "two",
          "lines\r",
          "--xyz--",
          "");

  private static final String TWO_READ = "a|null|null|one\nb|f.txt|text/plain|two\r\nlines\r\n";

  @Test
  void aFormIsDecoded() throws Exception {
    String type = "application/x-www-form-urlencoded";
    try (WebFixture web = serve()) {
      assertThat(web.ask(post("/form", type, "name=Ada+L%26;&x=1")).text()).isEqualTo("Ada L&;");
      assertThat(web.ask(post("/form", type, "name=%zz")).status()).isEqualTo(400);
      assertThat(web.ask(post("/form", "text/plain", "name=a")).status()).isEqualTo(415);
    }
  }

  @Test
  void h18CollidingNamesOfFormsAndQueriesAreRefusedByTheirNumber() throws Exception {
    String colliding =
        IntStream.range(0, 100_000)
            .mapToObj(
                i -> Integer.toBinaryString(1 << 17 | i).replace("0", "Aa").replace("1", "BB"))
            .map(name -> name + "=1")
            .limit(20_000)
            .collect(Collectors.joining("&"));
    try (WebFixture web = serve()) {
      String type = "application/x-www-form-urlencoded";
      assertThat(web.ask(post("/form", type, colliding)).status()).isEqualTo(400);
      assertThat(web.get("/query?q=1" + "&a".repeat(1_000)).statusCode()).isEqualTo(400);
      assertThat(web.get("/query?q=1" + "&a".repeat(999)).body()).isEqualTo("1");
      assertThat(web.get("/query?a=b;q=2").body()).isEqualTo("none");
      assertThat(web.ask("GET /query?q=%zz HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(400);
    }
  }

  @Test
  void partsAreReadAsTheyCome() throws Exception {
    try (WebFixture web = serve()) {
      RawClient.Reply reply = web.ask(multipart(TWO));
      assertThat(reply.text()).isEqualTo(TWO_READ);
    }
  }

  @Test
  void aBoundaryMayBeSplitAnywhere() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      for (int split = 1; split < TWO.length(); split++) {
        client.send(
            String.join(
                "\r\n",
                "POST /parts HTTP/1.1",
                "Host: a",
                "Content-Type: multipart/form-data; boundary=xyz",
                "Transfer-Encoding: chunked",
                "",
                ""));
        for (String chunk : new String[] {TWO.substring(0, split), TWO.substring(split)}) {
          client.send(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
        }
        assertThat(client.send("0\r\n\r\n").read().text())
            .as("split at %d", split)
            .isEqualTo(TWO_READ);
      }
    }
  }

  @Test
  void aMultipartBodyThatIsCutShortIsABadRequest() throws Exception {
    try (WebFixture web = serve()) {
      assertThat(web.ask(multipart(TWO.substring(0, TWO.length() - 10))).status()).isEqualTo(400);
      assertThat(web.ask(multipart("nothing of the kind")).status()).isEqualTo(400);
      assertThat(web.ask(post("/parts", "multipart/form-data", TWO)).status()).isEqualTo(400);
    }
  }

  @Test
  void h13TenThousandPartsAreTooLarge() throws Exception {
    String part = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    try (WebFixture web = serve()) {
      assertThat(web.ask(multipart(part.repeat(10_000) + "--xyz--\r\n")).status()).isEqualTo(413);
      assertThat(web.ask(multipart(part.repeat(1_000) + "--xyz--\r\n")).status()).isEqualTo(200);
    }
  }

  @Test
  void h13AnEndlessPartHeaderIsTooLarge() throws Exception {
    String head = "--xyz\r\nContent-Disposition: form-data; name=\"" + "a".repeat(200_000);
    try (WebFixture web = serve()) {
      assertThat(web.ask(multipart(head)).status()).isEqualTo(413);
    }
  }

  @Test
  void h13AHugeFieldIsTooLarge() throws Exception {
    String head = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    try (WebFixture web = serve()) {
      String body = head + "x".repeat(1_100_000) + "\r\n--xyz--\r\n";
      assertThat(web.ask(multipart(body)).status()).isEqualTo(413);
    }
  }

  @Test
  void aLargeFileGoesToTheDiskWhileItComes() throws Exception {
    String head = "--xyz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../b\"\r\n\r\n";
    String tail = "\r\n--xyz--\r\n";
    byte[] block = "0123456789abcdef".repeat(4096).getBytes(UTF_8);
    long size = 100L * block.length * 16;
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      client.send(
          "POST /file HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=xyz\r\n"
              + "Content-Length: "
              + (head.length() + size + tail.length())
              + "\r\n\r\n"
              + head);
      for (int i = 0; i < 1600; i++) {
        client.send(block);
      }
      assertThat(client.send(tail).read().text()).isEqualTo(size + "");
      assertThat(Files.size(directory.resolve("upload"))).isEqualTo(size);
    }
  }
}
