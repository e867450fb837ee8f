package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.CancelledError;
import org.asyncio4j.http.Cookie;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What answers look like on the wire, of each kind.
@Timeout(30)
final class AnswerBytesTest {
  private static Application app() {
    Application app = Application.create();
    app.get("/bytes", _ -> Response.text("body"));
    app.get("/stream", _ -> Response.stream(out -> out.write("body")));
    app.get("/sized", _ -> Response.stream(4, out -> out.write("body")));
    for (int status : new int[] {204, 304}) {
      app.get("/bytes" + status, _ -> Response.text("body").withStatus(status));
      app.get(
          "/stream" + status, _ -> Response.stream(out -> out.write("body")).withStatus(status));
    }
    return app;
  }

  @Test
  void h10NothingFollowsTheHeadersWhereThereIsNoBody() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      for (String path : List.of("/bytes", "/stream", "/sized")) {
        client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(200);
      }
      for (String path : List.of("/bytes204", "/bytes304", "/stream204", "/stream304")) {
        Reply reply = client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(path).endsWith(String.valueOf(reply.status()));
        assertThat(reply.header("transfer-encoding")).isNull();
      }
      assertThat(client.ask("GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("body");
    }
  }

  @Test
  void aStreamToAnOldClientEndsWithTheConnection() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      Reply reply = client.ask("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(reply.header("transfer-encoding")).isNull();
      assertThat(reply.text()).isEqualTo("body");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tooLong", "tooShort", "fails"})
  void aStreamThatIsNotWhatWasPromisedIsCut(String how) throws Exception {
    Application app = Application.create();
    app.get(
        "/",
        _ ->
            Response.stream(
                8,
                out -> {
                  out.write("four");
                  if (how.equals("tooLong")) {
                    out.write("and five");
                  } else if (how.equals("fails")) {
                    throw new IllegalArgumentException("it fails");
                  }
                }));
    try (WebFixture web = WebFixture.serve(app)) {
      assertThatThrownBy(() -> web.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
          .isInstanceOf(IOException.class);
      web.onLoop(() -> {}); // after the step that has cut it
      assertThat(web.reports()).hasSize(1);
    }
  }

  /// Writes for ever, and says how much it has written when it is cancelled or cannot go on.
  private static Application endless(CompletableFuture<Long> written) {
    Application app = app();
    app.get(
        "/endless",
        _ ->
            Response.stream(out -> {
              long count = 0;
              try {
                while (true) {
                  out.write(new byte[16 * 1024]);
                  count += 16 * 1024;
                }
              } catch (CancelledError | IOException e) {
                written.complete(count);
                throw e;
              }
            }));
    return app;
  }

  @Test
  void h8WhoDoesNotReadAStreamIsCutAndOthersAreNot() throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    WebOptions options = WebOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(300));
    try (WebFixture web = WebFixture.serve(endless(written), options);
        RawClient client = web.connect()) {
      client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readLine();
      assertThat(web.ask("GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("body");
      // what the systems of both ends take, and little more
      assertThat(written.get(20, TimeUnit.SECONDS)).isLessThan(32L * 1024 * 1024);
      assertThat(web.ask("GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("body");
    }
  }

  @Test
  void aStreamEndsWhenItsClientGoes() throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    try (WebFixture web = WebFixture.serve(endless(written))) {
      try (RawClient client = web.connect()) {
        client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
        client.readLine();
      }
      assertThat(written.get(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX: y", "a\0b", "a\u010d\u010ab"})
  void h11NoDataBecomesALineOfItsOwn(String bad) {
    Response response = Response.text("x");
    assertThatThrownBy(() -> response.withHeader("x", bad))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> response.withHeader(bad, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> response.withAddedHeader("x", bad))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> response.withContentType(bad))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Response.redirect(302, bad))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cookie.of(bad, "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cookie.of("x", bad)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Response.of(1000)).isInstanceOf(IllegalArgumentException.class);
  }
}
