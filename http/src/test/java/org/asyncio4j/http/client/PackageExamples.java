package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.http.websocket.WebSocket;
import org.junit.jupiter.api.Test;

/// The examples that Javadoc quotes.
final class PackageExamples {
  record User(String name, int age) {}

  // @start region="get"
  static String page(String url) throws IOException {
    try (ClientSession session = ClientSession.create();
        ClientResponse response = session.get(url)) { // suspends this task, not the loop
      return response.raiseForStatus().text();
    }
  }

  // @end

  // @start region="request"
  static User add(ClientSession session, User user) throws IOException {
    ClientRequest request =
        ClientRequest.of("POST", "users")
            .withParam("notify", true)
            .withHeader("X-Reason", "moved in")
            .withJson(user)
            .withTimeout(Duration.ofSeconds(10));
    return session.send(request).json(User.class);
  }

  // @end

  // @start region="webSocket"
  static String ask(ClientSession session, String question) throws IOException {
    try (WebSocket ws = session.webSocketConnect("chat")) { // or a whole URL: wss://...
      ws.send(question);
      return ws.receiveText();
    }
  }

  // @end

  @Test
  void aPageIsRead() {
    RawServer.run(() -> {
      try (RawServer server = RawServer.start(RawServer.echoingPaths())) {
        assertThat(page(server.url("/hello"))).isEqualTo("/hello");
      }
    });
  }

  @Test
  void aQuestionIsAnswered() {
    RawServer.run(() -> {
      Application app = Application.create();
      app.get("/chat", _ -> Response.webSocket(ws -> ws.send(ws.receiveText() + "!")));
      WebServer server = Web.start(app, RawServer.HOST, 0);
      try (ClientSession session =
          ClientSession.create(
              ClientOptions.DEFAULT.withBaseUrl("ws://127.0.0.1:" + server.port()))) {
        assertThat(ask(session, "hello")).isEqualTo("hello!");
      } finally {
        server.shutdown(Duration.ZERO);
      }
    });
  }

  @Test
  void aUserIsAdded() {
    User ada = new User("ada", 36);
    RawServer.run(() -> {
      try (RawServer server =
              RawServer.start(talk -> {
                String head = Objects.requireNonNull(talk.request());
                assertThat(RawServer.path(head)).isEqualTo("/users?notify=true");
                talk.answer(talk.body(23));
              });
          ClientSession session =
              ClientSession.create(ClientOptions.DEFAULT.withBaseUrl(server.url("/")))) {
        assertThat(add(session, ada)).isEqualTo(ada);
      }
    });
  }
}
