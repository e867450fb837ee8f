package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the tests of servers stand on.
@Timeout(30)
final class WebFixtureTest {
  @Test
  void requestsWrittenByHandAreAnswered() throws Exception {
    Application app = Application.create();
    app.get("/hello", _ -> Response.text("hello"));
    app.get("/bits", _ -> Response.stream(out -> out.write("in bits")));
    try (WebFixture web = WebFixture.serve(app);
        RawClient client = web.connect()) {
      RawClient.Reply reply = client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(reply.text()).isEqualTo("hello");
      assertThat(client.ask("GET /bits HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("in bits");
      assertThat(web.get("/hello").body()).isEqualTo("hello");
    }
  }

  @Test
  void aFailureThatNobodyHasTakenFailsTheTest() throws Exception {
    Application app = Application.create();
    app.get(
        "/",
        _ -> {
          throw new IllegalStateException("no");
        });
    WebFixture web = WebFixture.serve(app);
    assertThat(web.get("/").statusCode()).isEqualTo(500);
    assertThatThrownBy(web::close).isInstanceOf(AssertionError.class).hasRootCauseMessage("no");
  }
}
