package org.asyncio4j.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// W7.
final class WebSocketHandshakeTest {
  private static final String GOOD = Side.request();

  /// {@return the head of a server's answer}
  private static List<String> answer(WebSocketOptions options, String request) {
    List<List<String>> heads = new ArrayList<>();
    Side.run(() -> {
      Application app = Application.create();
      app.get("/ws", _ -> Response.webSocket(options, WebSocket::receive));
      WebServer server = Web.start(app, Side.HOST, 0);
      try (Connection client = Streams.openConnection(Side.HOST, server.port())) {
        client.writer().write(request);
        heads.add(RawPeer.readHead(client.reader()));
      } finally {
        server.shutdown(Duration.ZERO);
      }
    });
    return heads.getFirst();
  }

  private static void answered(String request, String status) {
    assertThat(answer(WebSocketOptions.DEFAULT, request).getFirst())
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void w7AGoodRequestIsAnsweredAsTheRfcSays() {
    assertThat(answer(WebSocketOptions.DEFAULT, GOOD))
        .contains("HTTP/1.1 101 Switching Protocols")
        .anyMatch(line -> line.endsWith("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "not base64 at all!!!!!!!", "AAAA"})
  void w7AWrongKey(String key) {
    answered(GOOD.replace(Side.KEY, key), "400");
  }

  @Test
  void w7AMissingKeyOrTwo() {
    String line = "Sec-WebSocket-Key: " + Side.KEY + "\r\n";
    answered(GOOD.replace(line, ""), "400");
    answered(GOOD.replace(line, line + line), "400");
  }

  @Test
  void w7MissingUpgradeOrConnection() {
    assertThat(answer(WebSocketOptions.DEFAULT, GOOD.replace("Upgrade: websocket\r\n", "")))
        .contains("HTTP/1.1 426 Upgrade Required")
        .anyMatch(line -> line.equalsIgnoreCase("upgrade: websocket"));
    answered(GOOD.replace("Connection: Upgrade\r\n", ""), "400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "14", "13, 8", ""})
  void w7AnotherVersion(String version) {
    assertThat(answer(WebSocketOptions.DEFAULT, GOOD.replace("Version: 13", "Version: " + version)))
        .contains("HTTP/1.1 426 Upgrade Required")
        .anyMatch(line -> line.equalsIgnoreCase("sec-websocket-version: 13"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, 101",
    "https://H, 101",
    "http://h:81, 403",
    "http://evil.example, 403",
    "null, 403",
    "http://h.evil.example, 403",
    "http://evil.example/h, 403",
    "http://[, 403"
  })
  void w7PagesOfOtherSitesAreRefused(String origin, String status) {
    answered(Side.request("Origin: " + origin + "\r\n"), status);
  }

  @Test
  void w7AProgramMayAllowOtherSites() {
    WebSocketOptions options =
        WebSocketOptions.DEFAULT.withAllowedOrigins("https://friend.example"::equals);
    assertThat(answer(options, Side.request("Origin: https://friend.example\r\n")).getFirst())
        .contains("101");
    assertThat(answer(options, Side.request("Origin: http://h\r\n")).getFirst()).contains("403");
  }

  @Test
  void w7AHugeHeaderIsRefused() {
    answered(Side.request("X: " + "x".repeat(1024 * 1024) + "\r\n"), "431");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        ",",
        ";;,;",
        "permessage-deflate; ;",
        "permessage-deflate; unknown=1",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=9",
        "permessage-deflate; client_max_window_bits=99",
        "permessage-deflate; server_no_context_takeover=x",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits=",
        "x-webkit-deflate-frame"
      })
  void w7ExtensionsThatAreGarbageAreNotTaken(String offer) {
    assertThat(
            answer(
                WebSocketOptions.DEFAULT,
                Side.request("Sec-WebSocket-Extensions: " + offer + "\r\n")))
        .contains("HTTP/1.1 101 Switching Protocols")
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("extensions"));
  }

  @ParameterizedTest
  @CsvSource({
    "permessage-deflate, permessage-deflate",
    "permessage-deflate; client_max_window_bits, permessage-deflate",
    "permessage-deflate; server_no_context_takeover,"
        + " permessage-deflate; server_no_context_takeover",
    "permessage-deflate; client_no_context_takeover; client_max_window_bits=10,"
        + " permessage-deflate; client_no_context_takeover",
    "'permessage-deflate; server_max_window_bits=9, permessage-deflate', permessage-deflate"
  })
  void theFirstOfferThatIsPossibleIsTaken(String offer, String expected) {
    assertThat(
            Side.header(
                answer(
                    WebSocketOptions.DEFAULT,
                    Side.request("Sec-WebSocket-Extensions: " + offer + "\r\n")),
                "sec-websocket-extensions"))
        .isEqualTo(expected);
  }

  @Test
  void theFirstSubprotocolOfTheClientsThatIsSpokenIsTaken() {
    WebSocketOptions options = WebSocketOptions.DEFAULT.withSubprotocols("b", "c");
    assertThat(
            Side.header(
                answer(options, Side.request("Sec-WebSocket-Protocol: a, c, b\r\n")),
                "sec-websocket-protocol"))
        .isEqualTo("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK|",
        "101 S|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: x|",
        "101 S|Upgrade: websocket|Sec-WebSocket-Accept: ACCEPT|",
        "101 S|Connection: Upgrade|Upgrade: other|Sec-WebSocket-Accept: ACCEPT|",
        "101 S|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: ACCEPT|"
            + "Sec-WebSocket-Protocol: other|",
        "101 S|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: ACCEPT|"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9|"
      })
  void w7AClientTakesNoWrongAnswer(String answer) {
    Side.run(() -> {
      Server server =
          Streams.startServer(
              (reader, writer) -> {
                String key = Side.header(RawPeer.readHead(reader), "sec-websocket-key");
                String lines = answer.replace("ACCEPT", Side.accept(key)).replace("|", "\r\n");
                writer.write("HTTP/1.1 " + lines + "\r\n");
              },
              Side.HOST,
              0);
      try {
        assertThatThrownBy(() -> Side.connect(server.port(), WebSocketOptions.DEFAULT))
            .isInstanceOf(WebSocketHandshakeException.class);
      } finally {
        server.shutdown(Duration.ZERO);
      }
    });
  }
}
