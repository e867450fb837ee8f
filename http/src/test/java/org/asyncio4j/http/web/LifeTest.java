package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.net.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an application does before, beside and after its requests.
@Timeout(30)
final class LifeTest {
  private final List<String> seen = new ArrayList<>();

  private Application recording(String name) {
    Application app = Application.create();
    app.onStartup(() -> seen.add(name + " starts"));
    app.cleanupContext(() -> {
      seen.add(name + " opens");
      return () -> seen.add(name + " closes");
    });
    app.onShutdown(() -> seen.add(name + " shuts down"));
    app.onCleanup(() -> seen.add(name + " cleans up"));
    return app;
  }

  @Test
  void callbacksRunInOrderAndAtTheEndInReverse() {
    Application app = recording("app");
    app.addSubApplication("/a", recording("a"));
    app.addSubApplication("/b", recording("b"));
    Asyncio.run(() -> {
      WebServer server = Web.start(app, WebFixture.HOST, 0);
      assertThat(seen)
          .containsExactly("app starts", "app opens", "a starts", "a opens", "b starts", "b opens");
      seen.clear();
      server.shutdown(Duration.ofSeconds(1));
    });
    assertThat(seen)
        .containsExactly(
            "b shuts down",
            "a shuts down",
            "app shuts down",
            "b closes",
            "b cleans up",
            "a closes",
            "a cleans up",
            "app closes",
            "app cleans up");
  }

  @Test
  void severalLoopsLiveOneLifeTogether() throws IOException {
    Application app = recording("app");
    app.background(
        "worker",
        () -> {
          seen.add("app works");
          Asyncio.await(new CompletableFuture<Void>());
        });
    app.get(
        "/", _ -> Response.text(String.valueOf(System.identityHashCode(Asyncio.getRunningLoop()))));
    WebOptions options = WebOptions.DEFAULT.withServer(ServerOptions.DEFAULT.withLoops(2));
    Set<String> loops = new HashSet<>();
    try (WebFixture web = WebFixture.serve(app, options)) {
      for (int i = 0; i < 200 && loops.size() < 2; i++) {
        loops.add(web.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").text());
      }
    }
    assertThat(loops).hasSize(2);
    assertThat(seen)
        .containsExactly(
            "app starts",
            "app opens",
            "app works",
            "app shuts down",
            "app closes",
            "app cleans up");
  }

  @Test
  void aStartUpThatFailsClosesWhatHasStarted() {
    Application app = recording("app");
    app.onStartup(() -> {
      throw new IOException("no database");
    });
    app.onStartup(() -> seen.add("not reached"));
    Asyncio.run(() -> {
      assertThatThrownBy(() -> Web.start(app, WebFixture.HOST, 0))
          .isInstanceOf(IOException.class)
          .hasMessage("no database");
    });
    assertThat(seen).containsExactly("app starts", "app opens", "app closes", "app cleans up");
  }

  @Test
  void oneCleanUpThatFailsKeepsNoOtherFromRunning() {
    Application app = recording("app");
    app.onCleanup(() -> {
      throw new IllegalStateException("cannot clean up");
    });
    Asyncio.run(() -> {
      WebServer server = Web.start(app, WebFixture.HOST, 0);
      assertThatThrownBy(() -> server.shutdown(Duration.ZERO)).hasMessage("cannot clean up");
    });
    assertThat(seen).endsWith("app closes", "app cleans up");
  }

  @Test
  void backgroundTasksAreCancelledWhenTheLastRequestHasEnded() {
    Application app = recording("app");
    app.background(
        "ticker",
        () -> {
          seen.add("ticker runs");
          try {
            Asyncio.sleep(Duration.ofDays(1));
          } catch (CancelledError e) {
            seen.add("ticker ends");
            throw e;
          }
        });
    Asyncio.run(() -> {
      WebServer server = Web.start(app, WebFixture.HOST, 0);
      Asyncio.sleep(Duration.ZERO);
      Asyncio.sleep(Duration.ZERO);
      server.shutdown(Duration.ofSeconds(1));
    });
    assertThat(seen)
        .containsSubsequence("ticker runs", "app shuts down", "ticker ends", "app closes");
  }

  @Test
  void aBackgroundTaskThatFailsEndsTheServer() {
    Application app = recording("app");
    app.background(
        "ticker",
        () -> {
          throw new IllegalStateException("out of ticks");
        });
    Asyncio.run(() -> {
      WebServer server = Web.start(app, WebFixture.HOST, 0);
      assertThatThrownBy(server::waitClosed)
          .isInstanceOf(ExceptionGroup.class)
          .hasRootCauseMessage("out of ticks");
      assertThat(server.sockets()).isEmpty();
    });
    assertThat(seen).endsWith("app closes", "app cleans up");
  }

  @Test
  void cancellingServeForeverCleansUp() {
    Application app = recording("app");
    Asyncio.run(() -> {
      WebServer server = Web.start(app, WebFixture.HOST, 0);
      Asyncio.moveOnAfter(Duration.ofMillis(1), server::serveForever);
    });
    assertThat(seen).endsWith("app closes", "app cleans up");
  }

  @Test
  void stateIsLookedUpInTheOuterApplicationToo() {
    StateKey<String> key = new StateKey<>("greeting", String.class);
    StateKey<String> missing = new StateKey<>("greeting", String.class);
    Application outer = Application.create();
    Application inner = Application.create();
    outer.addSubApplication("/in", inner);
    outer.set(key, "hello");
    assertThat(inner.get(key)).isEqualTo("hello");
    assertThatThrownBy(() -> inner.get(missing)).isInstanceOf(IllegalStateException.class);
    inner.set(key, "hi");
    assertThat(inner.get(key)).isEqualTo("hi");
    assertThat(outer.get(key)).isEqualTo("hello");
  }
}
