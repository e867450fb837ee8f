package org.asyncio4j.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.junit.jupiter.api.Test;

/// The examples that Javadoc quotes.
final class PackageExamples {
  // @start region="echo"
  static WebServer startEcho() throws IOException {
    Application app = Application.create();
    app.get("/ws", _ -> Response.webSocket(ws -> echo(ws)));
    return Web.start(app, "127.0.0.1", 0);
  }

  static void echo(WebSocket ws) throws IOException {
    for (Message message : ws) { // ends when the client has closed
      switch (message) {
        case Message.Text(String text) -> ws.send("you said " + text);
        case Message.Binary(byte[] data) -> ws.send(data);
      }
    }
  }

  // @end

  // @start region="kinds"
  static String describe(Message message) {
    return switch (message) {
      case Message.Text(String text) -> text;
      case Message.Binary(byte[] data) -> data.length + " bytes";
    };
  }

  // @end

  @Test
  void aServerEchoes() {
    Asyncio.run(() -> {
      WebServer server = startEcho();
      try (WebSocket ws = Side.connect(server.port(), WebSocketOptions.DEFAULT)) {
        ws.send("hello");
        assertThat(ws.receiveText()).isEqualTo("you said hello");
        ws.send(new byte[3]);
        assertThat(ws.receiveBinary()).hasSize(3);
      }
      server.shutdown(Duration.ofSeconds(1));
    });
  }

  @Test
  void messagesAreTextOrBytes() {
    assertThat(describe(new Message.Text("t"))).isEqualTo("t");
    assertThat(describe(new Message.Binary(new byte[2]))).isEqualTo("2 bytes");
  }
}
