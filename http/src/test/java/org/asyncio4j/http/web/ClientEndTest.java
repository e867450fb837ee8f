package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How requests end when the client, the server or the time does.
@Timeout(60)
final class ClientEndTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String WAIT = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n";

  /// Done when the handler of `/wait` runs.
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  /// What that handler waits for, and how it has ended.
  private final CompletableFuture<String> gate = new CompletableFuture<>();

  private final CompletableFuture<String> ended = new CompletableFuture<>();

  private Application app() {
    Application app = Application.create();
    app.get("/a", _ -> Response.text("body"));
    app.get("/header", request -> Response.of(204).withHeader("x", request.query("x", "")));
    app.get("/to", request -> Response.redirect(302, request.query("x", "")));
    app.get(
        "/wait",
        _ -> {
          begun.complete(null);
          try {
            return Response.text(Asyncio.await(gate));
          } catch (CancelledError e) {
            ended.complete("cancelled");
            throw e;
          }
        });
    app.post(
        "/upload",
        request -> {
          begun.complete(null);
          try {
            return Response.text(request.text());
          } catch (CancelledError | IOException e) {
            ended.complete(e.getClass().getSimpleName());
            throw e;
          }
        });
    return app;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aClientThatEndsItsHalfIsAnswered() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      client.send(GET + GET + GET).socket().shutdownOutput();
      for (int i = 0; i < 3; i++) {
        assertThat(client.read().text()).isEqualTo("body");
      }
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aHandlerThatWaitsForAClientThatHasEndedItsHalfIsCancelled() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      client.send(GET + GET + WAIT).socket().shutdownOutput();
      assertThat(client.read().text()).isEqualTo("body");
      assertThat(client.read().text()).isEqualTo("body");
      assertThat(get(ended)).isEqualTo("cancelled");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aClientThatEndsItsHalfAfterItsBodyIsAnswered() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nh");
      get(begun);
      client.send("i").socket().shutdownOutput();
      assertThat(client.read().text()).isEqualTo("hi");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aClientThatEndsItsHalfWithinItsBodyIsToldSo() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nh");
      get(begun);
      client.socket().shutdownOutput();
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHandlerIsCancelledWhenItsClientGoes(boolean reset) throws Exception {
    try (WebFixture web = WebFixture.serve(app())) {
      RawClient client = web.connect();
      client.send(WAIT);
      get(begun);
      if (reset) {
        client.socket().setSoLinger(true, 0);
      }
      client.close();
      assertThat(get(ended)).isEqualTo("cancelled");
      assertThat(web.ask(GET).text()).isEqualTo("body");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUploadEndsWhenItsClientGoes(boolean reset) throws Exception {
    try (WebFixture web = WebFixture.serve(app())) {
      RawClient client = web.connect();
      client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nh");
      get(begun);
      if (reset) {
        client.socket().setSoLinger(true, 0);
      }
      client.close();
      assertThat(get(ended)).isNotNull();
      assertThat(web.ask(GET).text()).isEqualTo("body");
    }
  }

  @Test
  void aRequestThatRunsWhenTheServerClosesIsTheLast() throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient idle = web.connect();
        RawClient client = web.connect()) {
      assertThat(idle.ask(GET).text()).isEqualTo("body");
      client.send(WAIT + GET);
      get(begun);
      web.onLoop(() -> web.server().close());
      assertThat(idle.isEnded()).isTrue();
      assertThatThrownBy(web::connect).isInstanceOf(IOException.class);
      gate.complete("waited");
      Reply reply = client.read();
      assertThat(reply.text()).isEqualTo("waited");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aHandlerThatTakesTooLongIsCancelledAndAnsweredFor() throws Exception {
    WebOptions options = WebOptions.DEFAULT.withHandlerTimeout(Duration.ofMillis(200));
    try (WebFixture web = WebFixture.serve(app(), options);
        RawClient client = web.connect()) {
      assertThat(client.ask(WAIT).status()).isEqualTo(503);
      assertThat(get(ended)).isEqualTo("cancelled");
      assertThat(client.ask(GET).text()).isEqualTo("body");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/header?x=a%0d%0aY:+b", "/to?x=/%0d%0aY:+b", "/header?x=%00", "/to?x=%0a"})
  void h11WhatAClientSaysBecomesNoHeader(String target) throws Exception {
    try (WebFixture web = WebFixture.serve(app());
        RawClient client = web.connect()) {
      Reply reply = client.ask("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.headers()).doesNotContainKeys("y", "location", "x");
      assertThat(client.ask(GET).text()).isEqualTo("body");
      assertThat(web.reports()).hasSize(1);
    }
  }
}
