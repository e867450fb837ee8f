package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.websocket.CloseCode;
import org.asyncio4j.http.websocket.WebSocket;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WebSocketConnectTest {
  private static Application echo() {
    Application app = Application.create();
    app.get(
        "/ws",
        request ->
            Response.webSocket(
                WebSocketOptions.DEFAULT.withSubprotocols("chat"),
                ws -> {
                  ws.send(
                      "cookie: "
                          + request.headers().get("Cookie")
                          + ", x: "
                          + request.headers().get("X"));
                  for (var message : ws) {
                    ws.send(message.toString());
                  }
                }));
    app.get("/login", _ -> Response.text("in").withHeader("Set-Cookie", "user=ada; Path=/"));
    return app;
  }

  @Test
  void messagesGoThereAndBack() {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(echo());
          ClientSession session =
              ClientSession.create(ClientOptions.DEFAULT.withHeader("X", "default"))) {
        session.get(server.url("http", "/login")).close();
        try (WebSocket ws = session.webSocketConnect(server.url("ws", "/ws"))) {
          assertThat(ws.receiveText()).isEqualTo("cookie: user=ada, x: default");
          assertThat(ws.isCompressed()).isTrue();
          for (int i = 0; i < 100; i++) {
            ws.send("message " + i);
          }
          for (int i = 0; i < 100; i++) {
            assertThat(ws.receiveText()).contains("message " + i);
          }
        }
      }
    });
  }

  @Test
  void messagesGoThereAndBackByTls(@TempDir Path folder) throws Exception {
    OwnServer.Certificate certificate = OwnServer.Certificate.in(folder);
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(echo(), certificate);
          ClientSession session = ClientSession.create(certificate.trusted());
          WebSocket ws =
              session.webSocketConnect(
                  server.url("wss", "/ws"),
                  WebSocketOptions.DEFAULT.withSubprotocols("other", "chat"),
                  with -> with.withHeader("X", "own"))) {
        assertThat(ws.subprotocol()).isEqualTo("chat");
        assertThat(ws.receiveText()).isEqualTo("cookie: null, x: own");
        ws.send("hello");
        assertThat(ws.receiveText()).contains("hello");
      }
    });
  }

  @Test
  void aRefusalIsAnErrorWithItsStatus() {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(echo());
          ClientSession session = ClientSession.create()) {
        assertThatThrownBy(() -> session.webSocketConnect(server.url("ws", "/missing")))
            .isInstanceOfSatisfying(
                ClientResponseError.class, e -> assertThat(e.status()).isEqualTo(404))
            .hasMessageContaining("/missing was answered with 404 Not Found");
        assertThatThrownBy(() ->
                session.webSocketConnect(
                    server.url("ws", "/ws"),
                    WebSocketOptions.DEFAULT,
                    with -> with.withHeader("Origin", "http://evil.example")))
            .isInstanceOfSatisfying(
                ClientResponseError.class, e -> assertThat(e.status()).isEqualTo(403));
      }
    });
  }

  @Test
  void w7AnAnswerWithAWrongKeyIsRefused() {
    RawServer.with(
        RawServer.answering(
            String.join(
                "\r\n",
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: AAAA",
                "",
                "")),
        (server, session) -> {
          assertThatThrownBy(() -> session.webSocketConnect(server.url("/")))
              .isInstanceOf(ClientResponseError.class)
              .hasMessageContaining("Sec-WebSocket-Accept is [AAAA]");
        });
  }

  @Test
  void closingTheSessionClosesIt() {
    RawServer.run(() -> {
      List<Integer> codes = new ArrayList<>();
      Future<Boolean> ended = Asyncio.getRunningLoop().createFuture();
      Application app = Application.create();
      app.get(
          "/ws",
          _ ->
              Response.webSocket(ws -> {
                assertThat(ws.receive()).isNull();
                codes.add(ws.closeCode());
                ended.setResult(true);
              }));
      try (OwnServer server = OwnServer.start(app)) {
        ClientSession session = ClientSession.create();
        WebSocket ws = session.webSocketConnect(server.url("ws", "/ws"));
        session.close();
        assertThat(ws.receive()).isNull();
        assertThat(ws.isClosed()).isTrue();
        assertThat(ended.await()).isTrue();
        assertThat(codes).containsExactly(CloseCode.GOING_AWAY);
        assertThatThrownBy(() -> session.webSocketConnect(server.url("ws", "/ws")))
            .isInstanceOf(IllegalStateException.class);
      }
    });
  }

  @Test
  void anOpenOneCountsAndAClosedOneDoesNot() {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(echo());
          ClientSession session = ClientSession.create(ClientOptions.DEFAULT.withLimit(1))) {
        for (int i = 0; i < 3; i++) {
          WebSocket ws = session.webSocketConnect(server.url("ws", "/ws"));
          Task<WebSocket> next =
              Asyncio.createTask(() -> session.webSocketConnect(server.url("ws", "/ws")));
          ws.receiveText();
          Asyncio.sleep(Duration.ZERO);
          assertThat(next.done()).isFalse();
          ws.close();
          next.await().close();
        }
      }
    });
  }

  @Test
  void cancellingTheOpeningClosesTheConnection() {
    RawServer.run(() -> {
      Future<Boolean> asked = Asyncio.getRunningLoop().createFuture();
      Future<Boolean> gone = Asyncio.getRunningLoop().createFuture();
      try (RawServer server =
              RawServer.start(talk -> {
                talk.request();
                asked.setResult(true);
                try {
                  talk.request();
                } finally {
                  gone.setResult(true);
                }
              });
          ClientSession session = ClientSession.create()) {
        Task<WebSocket> task = Asyncio.createTask(() -> session.webSocketConnect(server.url("/")));
        asked.await();
        task.cancel("enough");
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        assertThat(gone.await()).isTrue();
      }
    });
  }

  @Test
  void aServerThatDoesNotAnswerIsATimeout() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.request();
        },
        (server, session) -> {
          assertThatThrownBy(() ->
                  session.webSocketConnect(
                      server.url("/"),
                      WebSocketOptions.DEFAULT,
                      with -> with.withTimeout(Duration.ofMillis(20))))
              .isInstanceOf(ClientTimeoutError.class);
        });
  }

  @Test
  void aProxyIsAskedForAConnection() {
    RawServer.run(() -> {
      try (OwnServer server = OwnServer.start(echo());
          RawServer proxy = RawServer.start(ProxyTest::serveTunnel);
          ClientSession session =
              ClientSession.create(
                  ClientOptions.DEFAULT.withProxy("http://127.0.0.1:" + proxy.port()));
          WebSocket ws = session.webSocketConnect(server.url("ws", "/ws"))) {
        assertThat(ws.receiveText()).startsWith("cookie");
        assertThat(proxy.requests.getFirst()).startsWith("CONNECT 127.0.0.1:");
      }
    });
  }

  @Test
  void aBodyIsRefused() {
    RawServer.run(() -> {
      try (ClientSession session = ClientSession.create()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() ->
                session.webSocketConnect(
                    "ws://127.0.0.1:1/", WebSocketOptions.DEFAULT, with -> with.withText("body")))
            .withMessageContaining("without a body");
      }
    });
  }
}
