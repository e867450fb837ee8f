package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.http.wire.BadRequests.CHUNKED;
import static org.asyncio4j.http.wire.BadRequests.GET;
import static org.asyncio4j.http.wire.BadRequests.POST;
import static org.asyncio4j.http.wire.BadRequests.SMUGGLED;
import static org.asyncio4j.http.wire.BadRequests.withLines;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.asyncio4j.http.web.RawClient.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests over a socket, mostly bad ones: what the client is told, that the connection ends, and
/// that the application hears of no request that is none.
@Timeout(60)
final class Http1ConformanceTest {
  /// What has come to the application.
  private static final List<String> HEARD = new CopyOnWriteArrayList<>();

  private static WebFixture web;

  @BeforeAll
  static void serve() {
    Application app = Application.create();
    app.use((request, next) -> {
      HEARD.add(request.method() + " " + request.target());
      return next.handle(request);
    });
    app.get("/a", _ -> Response.text("body"));
    app.post("/a", request -> Response.text(request.text()));
    app.get("/host", request -> Response.text(String.valueOf(request.header("host"))));
    app.get("/204", _ -> Response.text("body").withStatus(204));
    app.get("/304", _ -> Response.stream(out -> out.write("body")).withStatus(304));
    app.get("/stream", _ -> Response.stream(out -> out.write("body")));
    web = WebFixture.serve(app);
  }

  @AfterAll
  static void end() {
    web.close();
  }

  @BeforeEach
  void forget() {
    HEARD.clear();
  }

  /// The answer to `bytes` is an error, and the last of the connection; of the connection nothing
  /// else is heard than `heard`.
  private static void refused(String bytes, int status, String... heard) throws IOException {
    try (RawClient client = web.connect()) {
      Reply reply = client.ask(bytes);
      assertThat(reply.status()).as(reply.text()).isEqualTo(status);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(reply.header("content-type")).startsWith("text/plain");
      assertThat(client.isEnded()).isTrue();
      client.send(SMUGGLED); // the server's end has closed its half only
    }
    assertHeard(heard);
  }

  /// Asks once more, over another connection: what was to be heard of earlier ones has been.
  private static void assertHeard(String... heard) throws IOException {
    assertThat(web.ask("GET /host HTTP/1.1\r\nHost: last\r\n\r\n").text()).isEqualTo("last");
    assertThat(HEARD.removeLast()).isEqualTo("GET /host");
    assertThat(HEARD).containsExactly(heard);
  }

  // --- framing ---

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#lengths")
  void h1ConflictingLengthsAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#transferCodings")
  void h2OtherTransferCodingsAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#beginnings")
  void h3BytesBeforeTheRequestAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#requestLines")
  void h3OtherRequestLinesAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#controlCharacters")
  void h3ControlCharactersAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#chunks")
  void h4ChunksThatAreNoneAreRefused(String bytes) throws Exception {
    refused(bytes, 400, "POST /a");
  }

  @Test
  void h4EndlessChunkExtensionsAreRefused() throws Exception {
    refused(CHUNKED + "1;" + "a".repeat(100_000), 400, "POST /a");
    HEARD.clear();
    refused(CHUNKED + ("1;a=" + "b".repeat(4000) + "\r\nx\r\n").repeat(5), 400, "POST /a");
  }

  // --- the host ---

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#hosts")
  void h5HostsThatAreNoneAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @Test
  void h5AbsoluteTargetsAreServedWhenTheyAgreeWithTheHost() throws Exception {
    String agreeing = "GET http://H:80/host?b HTTP/1.1\r\nHost: h\r\n\r\n";
    assertThat(web.ask(agreeing).text()).isEqualTo("h");
    assertThat(web.ask("GET http://other/host HTTP/1.0\r\n\r\n").text()).isEqualTo("other");
    assertHeard("GET /host?b", "GET /host");
  }

  // --- header lines ---

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#headerLines")
  void h6HeadersThatCanBeMisunderstoodAreRefused(String bytes) throws Exception {
    refused(bytes, 400);
  }

  @Test
  void h7HeadsThatAreTooLargeAreRefused() throws Exception {
    refused("GET /" + "a".repeat(1_000_000) + " HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED, 414);
    refused(withLines("A: " + "b".repeat(1_000_000) + "\r\n"), 431);
    refused(withLines("A: b\r\n".repeat(10_000)), 431);
    refused(withLines(("A: " + "b".repeat(8000) + "\r\n").repeat(9)), 431);
    refused(CHUNKED + "0\r\n" + "A: b\r\n".repeat(10_000), 431, "POST /a");
  }

  // --- versions, and what a connection is kept for ---

  @ParameterizedTest
  @MethodSource("org.asyncio4j.http.wire.BadRequests#versions")
  void otherVersionsAreRefused(String bytes) throws Exception {
    refused(bytes, 505);
  }

  @Test
  void anHttp10ConnectionIsKeptWhenTheClientAsksForIt() throws Exception {
    String kept = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    try (RawClient client = web.connect()) {
      for (int i = 0; i < 2; i++) {
        Reply reply = client.ask(kept);
        assertThat(reply.text()).isEqualTo("body");
        assertThat(reply.header("connection")).isEqualTo("keep-alive");
        assertThat(reply.header("content-length")).isEqualTo("4");
      }
      Reply last = client.ask("GET /a HTTP/1.0\r\n\r\n" + SMUGGLED);
      assertThat(last.text()).isEqualTo("body");
      assertThat(client.isEnded()).isTrue();
    }
    assertHeard("GET /a", "GET /a", "GET /a");
  }

  @Test
  void h10WhatFollowsTheLastRequestIsNotHeard() throws Exception {
    try (RawClient client = web.connect()) {
      Reply reply =
          client.ask("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + SMUGGLED);
      assertThat(reply.text()).isEqualTo("body");
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
    try (RawClient client = web.connect()) {
      String last = POST + "Connection: close\r\nContent-Length: 2\r\n\r\nhi" + SMUGGLED;
      assertThat(client.ask(last).text()).isEqualTo("hi");
      assertThat(client.isEnded()).isTrue();
    }
    assertHeard("GET /a", "POST /a");
  }

  @Test
  void requestsBeforeABadOneAreAnswered() throws Exception {
    try (RawClient client = web.connect()) {
      client.send(GET + GET + "GET  /b HTTP/1.1\r\n\r\n" + SMUGGLED);
      assertThat(client.read().text()).isEqualTo("body");
      assertThat(client.read().text()).isEqualTo("body");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
    }
    assertHeard("GET /a", "GET /a");
  }

  @Test
  void aBadBodyBehindAnotherRequestIsRefusedInItsTurn() throws Exception {
    try (RawClient client = web.connect()) {
      client.send(GET + CHUNKED + "1\r\na\r\n0x1\r\n" + SMUGGLED);
      assertThat(client.read().text()).isEqualTo("body");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
    }
    assertHeard("GET /a", "POST /a");
  }

  // --- expectations, and answers without bodies ---

  @Test
  void h10OtherExpectationsAreRefused() throws Exception {
    refused(withLines("Expect: a-miracle\r\n"), 417);
  }

  @Test
  void h10NothingFollowsAnAnswerWithoutABody() throws Exception {
    try (RawClient client = web.connect()) {
      client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readHead().header("content-length")).isEqualTo("4");
      client.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(200);
      assertThat(client.ask("GET /204 HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(204);
      assertThat(client.ask("GET /304 HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(304);
      assertThat(client.ask(GET).text()).isEqualTo("body");
    }
  }

  @Test
  void h10AnErrorToHeadHasNoBody() throws Exception {
    try (RawClient client = web.connect()) {
      client.send("HEAD /missing HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(404);
      assertThat(client.ask(GET).text()).isEqualTo("body");
    }
  }

  @Test
  void optionsOfTheServerItself() throws Exception {
    try (RawClient client = web.connect()) {
      assertThat(client.ask("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(204);
      assertThat(client.ask(GET).text()).isEqualTo("body");
    }
    refused("GET * HTTP/1.1\r\nHost: h\r\n\r\n" + SMUGGLED, 400, "OPTIONS *", "GET /a");
  }

  @Test
  void bodiesInPiecesOfOneByteAreTheSame() throws Exception {
    String request = CHUNKED + "3;x=\"y;\"\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: v\r\n\r\n" + GET;
    try (RawClient client = web.connect()) {
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      assertThat(client.read().text()).isEqualTo("abc0123456789");
      assertThat(client.read().text()).isEqualTo("body");
    }
    assertHeard("POST /a", "GET /a");
  }
}
