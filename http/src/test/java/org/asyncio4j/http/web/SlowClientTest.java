package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that take their time: each is told off and ended, and others are served meanwhile.
@Timeout(60)
final class SlowClientTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final Duration SHORT = Duration.ofMillis(400);

  private static Application app() {
    Application app = Application.create();
    app.get("/a", _ -> Response.text("body"));
    app.post("/a", request -> Response.text(request.text()));
    return app;
  }

  /// Sends `text` byte by byte, one in 20 ms, until the server has enough of it.
  private static void drip(RawClient client, String text) {
    Thread.ofPlatform()
        .daemon()
        .name("drip")
        .start(() -> {
          try {
            for (int i = 0; i < text.length(); i++) {
              client.send(text.substring(i, i + 1));
              Thread.sleep(20);
            }
          } catch (IOException | InterruptedException e) {
            // the server, or the test, has ended the connection
          }
        });
  }

  private static void isToldOff(WebFixture web, RawClient client) throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(web.ask(GET).text()).isEqualTo("body");
    }
    Reply reply = client.read();
    assertThat(reply.status()).isEqualTo(408);
    assertThat(reply.header("connection")).isEqualTo("close");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void h8AHeadByteByByte() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withHeaderTimeout(SHORT));
        RawClient client = web.connect()) {
      drip(client, "GET /a HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(2000));
      isToldOff(web, client);
    }
  }

  @Test
  void h8ASecondHeadByteByByte() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withHeaderTimeout(SHORT));
        RawClient client = web.connect()) {
      assertThat(client.ask(GET).text()).isEqualTo("body");
      drip(client, "GET /a HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(2000));
      isToldOff(web, client);
    }
  }

  @Test
  void h8ABodyByteByByte() throws Exception {
    WebOptions options = WebOptions.DEFAULT.withBodyTimeout(SHORT).withMinBodyRate(1000);
    try (WebFixture web = WebFixture.serve(app(), options);
        RawClient client = web.connect()) {
      client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n");
      drip(client, "x".repeat(2000));
      isToldOff(web, client);
    }
  }

  @Test
  void h8ABodyThatStops() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withBodyTimeout(SHORT));
        RawClient client = web.connect()) {
      client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
      isToldOff(web, client);
    }
  }

  @Test
  void h8AClientThatSaysNothingAtAll() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withHeaderTimeout(SHORT));
        RawClient client = web.connect()) {
      assertThat(web.ask(GET).text()).isEqualTo("body");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void h8AClientThatMayBeginToSpeakHttp2() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withHeaderTimeout(SHORT));
        RawClient client = web.connect()) {
      client.send("PRI * HTTP/2.0\r\n\r\nS");
      assertThat(web.ask(GET).text()).isEqualTo("body");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws Exception {
    try (WebFixture web = WebFixture.serve(app(), WebOptions.DEFAULT.withIdleTimeout(SHORT));
        RawClient client = web.connect()) {
      assertThat(client.ask(GET).text()).isEqualTo("body");
      assertThat(client.isEnded()).isTrue();
    }
  }
}
