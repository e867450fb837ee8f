package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EventsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static WebFixture serve(Handler handler) {
    Application app = Application.create();
    app.get("/", handler);
    return WebFixture.serve(app);
  }

  private static WebFixture events(Response.Events events) {
    return serve(_ -> Response.events(events));
  }

  @Test
  void eventsAreLinesAndAnEmptyOne() throws Exception {
    try (WebFixture web =
        events(sink -> {
          sink.retry(Duration.ofMillis(1500));
          sink.send("one\ntwo\r\nthree\rfour\n");
          sink.send("tick", "7", "\u00e4");
          sink.send("tick", "");
          sink.comment("said\nso");
        })) {
      Reply reply = web.ask(GET);
      assertThat(reply.header("content-type")).isEqualTo("text/event-stream");
      assertThat(reply.header("cache-control")).isEqualTo("no-store");
      assertThat(reply.text())
          .isEqualTo(
              String.join(
                  "\n\n",
                  "retry: 1500",
                  "data: one\ndata: two\ndata: three\ndata: four\ndata: ",
                  "event: tick\nid: 7\ndata: \u00e4",
                  "event: tick\ndata: ",
                  ": said\n: so",
                  ""));
    }
  }

  @Test
  void h11NamesAndIdentitiesAreOneLine() throws Exception {
    CompletableFuture<Void> checked = new CompletableFuture<>();
    try (WebFixture web =
        events(sink -> {
          for (String bad : new String[] {"a\nb", "a\rb", "a\0b"}) {
            assertThatThrownBy(() -> sink.send(bad, "x"))
                .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sink.send("x", bad, "x"))
                .isInstanceOf(IllegalArgumentException.class);
          }
          checked.complete(null);
        })) {
      assertThat(web.ask(GET).text()).isEmpty();
      assertThat(checked).isDone();
    }
  }

  @Test
  void theLastEventIsKnownToTheHandler() throws Exception {
    try (WebFixture web =
        serve(request ->
            Response.events(sink -> sink.send(String.valueOf(request.header("last-event-id")))))) {
      assertThat(web.ask("GET / HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 41\r\n\r\n").text())
          .isEqualTo("data: 41\n\n");
    }
  }

  @Test
  void theHeartBeatsWhileNothingIsSent() throws Exception {
    try (WebFixture web =
            serve(_ ->
                Response.events(Duration.ofMillis(5), _ -> Asyncio.sleep(Duration.ofMinutes(5))));
        RawClient client = web.connect()) {
      client.send(GET);
      while (!client.readLine().isEmpty()) {}
      assertThat(new String(client.readChunk(), UTF_8)).isEqualTo(":\n\n");
      assertThat(new String(client.readChunk(), UTF_8)).isEqualTo(":\n\n");
    }
  }

  @Test
  void whoSendsIsCancelledWhenTheClientGoes() throws Exception {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    try (WebFixture web =
        events(sink -> {
          try {
            sink.send("first");
            Asyncio.sleep(Duration.ofMinutes(5));
          } catch (CancelledError e) {
            cancelled.complete(null);
            throw e;
          }
        })) {
      try (RawClient client = web.connect()) {
        client.send(GET);
        while (!client.readLine().isEmpty()) {}
        assertThat(new String(client.readChunk(), UTF_8)).isEqualTo("data: first\n\n");
      }
      cancelled.get(20, TimeUnit.SECONDS);
    }
  }
}
