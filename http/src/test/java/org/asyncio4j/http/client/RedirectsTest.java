package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RedirectsTest {
  /// Redirects `/from` as it is told, and answers anything else with its method and path.
  private static RawServer redirecting(int status, String location) throws IOException {
    return RawServer.start(talk -> {
      for (String r = talk.request(); r != null; r = talk.request()) {
        int at = r.indexOf("content-length: ");
        String body =
            at < 0 ? "" : talk.body(Integer.parseInt(r.substring(at + 16).split("\r\n", 2)[0]));
        if (RawServer.path(r).startsWith("/from")) {
          talk.say(
              "HTTP/1.1 %d There\r\nLocation: %s\r\nContent-Length: 5\r\n\r\nthere"
                  .formatted(status, location));
        } else {
          talk.answer(r.split(" ", -1)[0] + " " + RawServer.path(r) + " " + body);
        }
      }
    });
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET /to ''",
    "302, POST, GET /to ''",
    "303, POST, GET /to ''",
    "307, POST, POST /to x",
    "308, POST, POST /to x",
    "301, PUT, PUT /to x",
    "303, PUT, GET /to ''",
  })
  void theMethodIsWhatTheStatusSays(int status, String method, String asked) {
    RawServer.run(() -> {
      try (RawServer server = redirecting(status, "/to");
          ClientSession session = ClientSession.create()) {
        ClientResponse response =
            session.request(method, server.url("/from"), r -> r.withText("x"));
        assertThat(response.url().getPath()).isEqualTo("/to");
        assertThat(response.history()).hasSize(1);
        assertThat(response.history().getFirst().status()).isEqualTo(status);
        assertThat(response.text()).isEqualTo(asked.replace("''", ""));
        assertThat(server.connections).isEqualTo(1);
      }
    });
  }

  @ParameterizedTest
  @CsvSource({"?b=2, /from?b=2", "/to?c, /to?c", "to, /to", "../x/./y, /x/y", "//HOST/z, /z"})
  void aLocationMayBeRelative(String location, String path) {
    RawServer.run(() -> {
      try (RawServer other = RawServer.start(RawServer.echoingPaths());
          RawServer server =
              redirecting(302, location.replace("HOST", "127.0.0.1:" + other.port()));
          ClientSession session = ClientSession.create(ClientOptions.DEFAULT.withMaxRedirects(1))) {
        if (path.startsWith("/from")) {
          assertThatThrownBy(() -> session.get(server.url("/from?a=1")))
              .isInstanceOf(TooManyRedirectsError.class);
          assertThat(server.requests.getLast()).startsWith("GET " + path + " ");
        } else {
          assertThat(session.get(server.url("/from?a=1")).text()).contains(path);
        }
      }
    });
  }

  @Test
  void h15AnotherOriginDoesNotGetCredentials() {
    RawServer.run(() -> {
      try (RawServer other = RawServer.start(RawServer.echoingPaths());
          RawServer server = redirecting(302, other.url("/to"));
          ClientSession session =
              ClientSession.create(ClientOptions.DEFAULT.withBearerAuth("secret1"))) {
        session
            .get(
                server.url("/from"),
                r ->
                    r.withHeader("Cookie", "a=secret2")
                        .withHeader("Proxy-Authorization", "secret3")
                        .withHeader("X-Other", "kept"))
            .close();
        assertThat(server.requests.getFirst()).contains("secret1", "secret2", "secret3");
        assertThat(other.requests.getFirst())
            .doesNotContain("secret")
            .contains("kept", "127.0.0.1:" + other.port());
      }
    });
  }

  @Test
  void h15TheSameOriginGetsCredentials() {
    RawServer.run(() -> {
      try (RawServer server = redirecting(302, "/to");
          ClientSession session = ClientSession.create()) {
        session.get(server.url("/from"), r -> r.withBasicAuth("user", "secret")).close();
        assertThat(server.requests.getLast()).contains("Basic dXNlcjpzZWNyZXQ=");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "ws://127.0.0.1/", "http://", "a b:c"})
  void h15OtherSchemesAreNotFollowed(String location) {
    RawServer.run(() -> {
      try (RawServer server = redirecting(302, location);
          ClientSession session = ClientSession.create()) {
        assertThatThrownBy(() -> session.get(server.url("/from")))
            .isInstanceOf(ClientResponseError.class)
            .hasMessageContaining("was not followed");
      }
    });
  }

  @Test
  void h15LoopsAreLimited() {
    RawServer.run(() -> {
      try (RawServer server = redirecting(302, "/from");
          ClientSession session = ClientSession.create()) {
        assertThatThrownBy(() -> session.get(server.url("/from")))
            .isInstanceOf(TooManyRedirectsError.class);
        assertThat(server.requests).hasSize(11);
      }
    });
  }

  @Test
  void aRedirectMayBeTheResponse() {
    RawServer.run(() -> {
      try (RawServer server = redirecting(302, "/to");
          ClientSession session = ClientSession.create();
          ClientResponse response = session.get(server.url("/from"), r -> r.withMaxRedirects(0))) {
        assertThat(response.status()).isEqualTo(302);
      }
    });
  }
}
