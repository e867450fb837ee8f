package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.asyncio4j.http.client.ClientResponse;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.websocket.WebSocket;

/// A page in an open browser: what is done with it, one thing after the other. Each method suspends
/// until the browser has done it.
final class Page {
  private final ClientSession devTools;
  private final String id;
  private final WebSocket socket;
  private int calls;

  private Page(ClientSession devTools, String id, WebSocket socket) {
    this.devTools = devTools;
    this.id = id;
    this.socket = socket;
  }

  /// Opens a page in a tab of its own. {@return it, when it has been loaded}
  static Page open(ClientSession devTools, URI address) throws IOException {
    JsonNode tab;
    try (ClientResponse response = devTools.request("PUT", "/json/new?about:blank")) {
      tab = response.json(JsonNode.class);
    }
    WebSocket socket = devTools.webSocketConnect(tab.get("webSocketDebuggerUrl").asText());
    Page page = new Page(devTools, tab.get("id").asText(), socket);
    page.call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true)); // as if in front
    page.call("Page.enable", Map.of());
    page.call("Page.navigate", Map.of("url", address.toString()));
    while (!page.hear().path("method").asText().equals("Page.loadEventFired")) {
      // what comes before it
    }
    return page;
  }

  /// Types `text`, letter by letter, where the cursor is.
  void type(String text) throws IOException {
    for (int letter : text.codePoints().toArray()) {
      call("Input.insertText", Map.of("text", Character.toString(letter)));
    }
  }

  void pressEnter() throws IOException {
    pressEnter("keyDown");
    pressEnter("keyUp");
  }

  private void pressEnter(String what) throws IOException {
    call(
        "Input.dispatchKeyEvent",
        Map.of("type", what, "key", "Enter", "text", "\r", "windowsVirtualKeyCode", 13));
  }

  /// Waits until JavaScript's `condition` holds: looks at it whenever the page changes.
  void await(String condition) throws IOException {
    evaluate(
        """
        new Promise(resolve => {
          const observer = new MutationObserver(look);
          function look() {
            if (%s) {
              observer.disconnect();
              resolve();
            }
          }
          observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
          look();
        })
        """
            .formatted(condition));
  }

  /// {@return what JavaScript's `expression` gives} Waits for it, if that is a promise.
  JsonNode evaluate(String expression) throws IOException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    assertThat(result.get("exceptionDetails")).as(expression).isNull();
    return result.get("result").path("value");
  }

  /// Closes its tab, as its user would.
  void close() throws IOException {
    try (ClientResponse response = devTools.get("/json/close/" + id)) {
      assertThat(response.status()).isEqualTo(200);
    }
    socket.close();
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws IOException {
    int call = ++calls;
    socket.sendJson(Map.of("id", call, "method", method, "params", parameters));
    JsonNode answer = hear();
    while (answer.path("id").asInt() != call) {
      answer = hear(); // that was an event
    }
    assertThat(answer.get("error")).as(method).isNull();
    return answer.get("result");
  }

  private JsonNode hear() throws IOException {
    return socket.receiveJson(JsonNode.class);
  }
}
