package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bodies that are waited for, and bodies that nobody reads.
@Timeout(60)
final class ExpectationTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private WebFixture web;

  @BeforeEach
  void serve() {
    Application app = Application.create();
    app.use((request, next) -> {
      heard.add(request.method() + " " + request.target());
      return next.handle(request);
    });
    app.get("/a", _ -> Response.text("body"));
    app.post("/echo", request -> Response.text(request.text()));
    app.post("/small", request -> Response.text(request.text())).withMaxBodySize(10);
    app.post("/unread", _ -> Response.text("no thanks").withStatus(403));
    web = WebFixture.serve(app);
  }

  @AfterEach
  void end() {
    web.close();
  }

  private static String post(String path, long length, String more) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: h\r\nContent-Length: "
        + length
        + "\r\n"
        + more
        + "\r\n";
  }

  private static final String EXPECT = "Expect: 100-continue\r\n";

  @Test
  void h10ABodyThatIsReadIsAskedFor() throws Exception {
    try (RawClient client = web.connect()) {
      Reply leave = client.ask(post("/echo", 2, EXPECT));
      assertThat(leave.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(leave.headers()).isEmpty();
      assertThat(client.ask("hi").text()).isEqualTo("hi");
      String chunked = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";
      assertThat(client.ask(chunked + EXPECT + "\r\n").status()).isEqualTo(100);
      assertThat(client.ask("2\r\nho\r\n0\r\n\r\n").text()).isEqualTo("ho");
      assertThat(client.ask(GET).text()).isEqualTo("body");
    }
  }

  @Test
  void h10ABodyThatNobodyReadsIsNotAskedFor() throws Exception {
    try (RawClient client = web.connect()) {
      Reply reply = client.ask(post("/unread", SMUGGLED.length(), EXPECT));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("connection")).isEqualTo("close"); // a body or a request may follow
      client.send(SMUGGLED);
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(web.ask(GET).text()).isEqualTo("body");
    assertThat(heard).containsExactly("POST /unread", "GET /a");
  }

  @Test
  void h10ABodyThatIsTooLargeIsNotAskedFor() throws Exception {
    for (String path : List.of("/echo", "/small")) {
      try (RawClient client = web.connect()) {
        Reply reply = client.ask(post(path, 1024 * 1024 + 1, EXPECT));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.header("connection")).isEqualTo("close");
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void h10AClientOfHttp10IsAskedForNothing() throws Exception {
    try (RawClient client = web.connect()) {
      client.send("POST /echo HTTP/1.0\r\nContent-Length: 2\r\n" + EXPECT + "\r\n");
      assertThat(client.ask("hi").text()).isEqualTo("hi");
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
    try (RawClient client = web.connect()) {
      String head = "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
      Reply reply = client.ask(head + "b\r\n0123456789a\r\n");
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void h10ASmallBodyThatNobodyReadsLeavesTheConnection() throws Exception {
    try (RawClient client = web.connect()) {
      Reply reply = client.ask(post("/unread", 10_000, "") + "x".repeat(4000));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("connection")).isNull();
      assertThat(client.ask("x".repeat(6000) + GET).text()).isEqualTo("body");
    }
    assertThat(heard).containsExactly("POST /unread", "GET /a");
  }

  @Test
  void h10AnAnswerToALargeBodyThatNobodyReadsArrives() throws Exception {
    try (RawClient client = web.connect()) {
      client.send(post("/unread", 700_000, "") + "x".repeat(700_000) + SMUGGLED);
      Reply reply = client.read();
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.text()).isEqualTo("no thanks");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(heard).containsExactly("POST /unread");
  }

  @Test
  void h10AnEndlessBodyThatNobodyReadsIsCut() throws Exception {
    try (RawClient client = web.connect()) {
      client.send(post("/unread", Long.MAX_VALUE / 100, ""));
      assertThat(client.read().text()).isEqualTo("no thanks");
      byte[] piece = new byte[64 * 1024];
      assertThat(
              catchThrowable(() -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(piece);
                }
              }))
          .isInstanceOf(IOException.class);
    }
  }
}
