package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatWebTest {
  @TempDir Path temporary;

  /// The JDK's WebSocket, as another program would use it.
  private static final class Guest implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Guest(HttpClient client, int port) {
      URI uri = URI.create("ws://127.0.0.1:" + port + "/chat");
      socket = client.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    static Guest join(HttpClient client, int port, String name, String room) {
      Guest guest = new Guest(client, port);
      guest.send("{\"type\":\"join\",\"name\":\"" + name + "\",\"room\":\"" + room + "\"}");
      return guest;
    }

    void say(String text) {
      send("{\"type\":\"say\",\"text\":\"" + text + "\"}");
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    String hear() throws InterruptedException {
      return heard.poll(1, TimeUnit.MINUTES);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add(code + " " + reason);
      return null;
    }
  }

  private static String note(String text, String here) {
    return "{\"type\":\"note\",\"name\":\"\",\"text\":\"" + text + "\",\"here\":[" + here + "]}";
  }

  private static String said(String name, String text) {
    return "{\"type\":\"said\",\"name\":\"" + name + "\",\"text\":\"" + text + "\",\"here\":null}";
  }

  @Test
  void whatIsSaidIsHeardInTheRoomUntilCtrlC() throws Exception {
    Program program = new Program(temporary, "ChatWeb.java", "0");
    int port = program.servedPort();
    HttpClient client = HttpClient.newHttpClient();
    try {
      Guest ada = Guest.join(client, port, "ada", "java");
      assertThat(ada.hear()).isEqualTo(note("ada has joined", "\"ada\""));
      Guest bob = Guest.join(client, port, "bob", "java");
      assertThat(ada.hear()).isEqualTo(note("bob has joined", "\"ada\",\"bob\""));
      assertThat(bob.hear()).isEqualTo(note("bob has joined", "\"ada\",\"bob\""));
      Guest eve = Guest.join(client, port, "eve", "lobby");
      assertThat(eve.hear()).isEqualTo(note("eve has joined", "\"eve\""));

      eve.say("is anybody here?");
      bob.say("hello");
      assertThat(ada.hear()).isEqualTo(said("bob", "hello"));
      assertThat(bob.hear()).isEqualTo(said("bob", "hello"));
      assertThat(eve.hear()).isEqualTo(said("eve", "is anybody here?"));
      bob.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      assertThat(ada.hear()).isEqualTo(note("bob has left", "\"ada\""));

      program.interrupt();
      assertThat(ada.hear()).isEqualTo("1001 the server is shut down");
      assertThat(eve.hear()).isEqualTo("1001 the server is shut down");
    } finally {
      client.shutdownNow();
    }
    Program.End end = program.end();
    assertThat(end.err()).isEmpty();
    assertThat(end.out()).containsExactly("2 messages were said, 0 disconnected");
    assertThat(end.status()).isEqualTo(130);
  }

  /// {@return a condition: what the last line of the page's log is}
  private static String lastLine(String kind, String text) {
    return "document.querySelector('#log li.%s:last-child')?.textContent === '%s'"
        .formatted(kind, text);
  }

  @Test
  void thePagesShowWhatIsSaidAndWhoHasLeft(@TempDir Path folder) throws Exception {
    Browser chromium = new Browser(folder);
    Program program = new Program(temporary, "ChatWeb.java", "0");
    try (Http http = new Http(program.servedPort());
        OpenBrowser browser = chromium.open()) {
      browser.use(devTools -> {
        Page ada = Page.open(devTools, http.uri("/?room=java"));
        ada.type("ada");
        ada.pressEnter();
        ada.await(lastLine("note", "ada has joined"));
        Page bob = Page.open(devTools, http.uri("/?name=bob&room=java"));
        ada.await(lastLine("note", "bob has joined"));

        bob.await("document.activeElement.id === 'text'");
        bob.type("hello, <b>ada</b>");
        bob.pressEnter();
        ada.await(lastLine("said", "bobhello, <b>ada</b>")); // text, not HTML
        bob.await(lastLine("mine", "bobhello, <b>ada</b>"));

        bob.close();
        ada.await(lastLine("note", "bob has left"));
        assertThat(ada.evaluate("document.querySelector('#here').textContent").asText())
            .isEqualTo("ada");
      });
    }
    program.interrupt();
    assertThat(program.end().err()).isEmpty();
  }

  @Test
  void whoDoesNotPlayByTheRulesIsRefused() throws Exception {
    Program program = new Program(temporary, "ChatWeb.java", "0");
    int port = program.servedPort();
    HttpClient client = HttpClient.newHttpClient();
    try {
      Guest ada = Guest.join(client, port, "ada", "java");
      assertThat(ada.hear()).isEqualTo(note("ada has joined", "\"ada\""));
      Guest second = Guest.join(client, port, "ada", "java");
      assertThat(second.hear()).contains("refused", "ada is here already: take another name");
      assertThat(second.hear()).startsWith("1000");
      assertThat(Guest.join(client, port, "a b", "java").hear()).contains("1 to 20 letters");
      Guest stranger = new Guest(client, port);
      stranger.send("hello");
      assertThat(stranger.hear()).isEqualTo("1008 that was no message of this chat");
      ada.say("x".repeat(1001));
      assertThat(ada.hear()).isEqualTo("1008 a text has at most 1000 letters");
    } finally {
      client.shutdownNow();
    }
    program.interrupt();
    assertThat(program.end().err()).isEmpty();
  }

  @Test
  void whoDoesNotReadIsDisconnectedAndHoldsUpNobody() throws Exception {
    Program program = new Program(temporary, "ChatWeb.java", "0");
    int port = program.servedPort();
    HttpClient client = HttpClient.newHttpClient();
    try (Client sloth = new Client(port)) {
      Guest ada = Guest.join(client, port, "ada", "java");
      assertThat(ada.hear()).isEqualTo(note("ada has joined", "\"ada\""));
      sloth.say(
          """
          GET /chat HTTP/1.1\r
          Host: 127.0.0.1:%d\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          """
              .formatted(port));
      assertThat(sloth.hear()).startsWith("HTTP/1.1 101 ");
      while (!sloth.hear().isEmpty()) {
        // the rest of the answer: before its end nothing can be said
      }
      sloth.sayMasked("{\"type\":\"join\",\"name\":\"sloth\",\"room\":\"java\"}");
      assertThat(ada.hear()).isEqualTo(note("sloth has joined", "\"ada\",\"sloth\""));

      int said = 0;
      String heard = "";
      for (String text = "blah ".repeat(199); !heard.contains("sloth has left"); ) {
        ada.say(said + text);
        said++;
        heard = ada.hear();
      }
      assertThat(heard).isEqualTo(note("sloth has left", "\"ada\""));
      assertThat(said).isGreaterThan(100);
    } finally {
      client.shutdownNow();
    }
    program.interrupt();
    Program.End end = program.end();
    assertThat(end.err()).isEmpty();
    assertThat(end.out().getLast()).endsWith(", 1 disconnected");
  }
}
