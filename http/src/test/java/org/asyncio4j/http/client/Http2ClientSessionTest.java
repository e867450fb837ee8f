package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Compression;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.wire.RawHttp2;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.ServerOptions;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class Http2ClientSessionTest {
  private static final String TEXT = "a text that is there many times, ".repeat(10_000);

  @TempDir Path folder;
  private OwnServer.Certificate certificate;

  /// The connections that requests have come by.
  private final Set<SocketAddress> remotes = new HashSet<>();

  private final byte[] large = new byte[5_000_000];

  /// How many handlers of `/slow` have been cancelled.
  private int cancelled;

  /// How much the handler of `/counted` has got rid of.
  private int written;

  @BeforeEach
  void makeCertificate() throws Exception {
    certificate = OwnServer.Certificate.in(folder);
    new Random(1).nextBytes(large);
  }

  // --- a server of ours ---

  /// @param gate what `/slow` waits for
  private Application application(Future<@Nullable Void> gate) {
    Application app = Application.create();
    app.use(Compression.create());
    app.get(
        "/hello",
        request -> {
          remotes.add(request.remote());
          return Response.text("hello over " + request.version());
        });
    app.get(
        "/slow",
        request -> {
          remotes.add(request.remote());
          try {
            Asyncio.shield(gate);
          } catch (CancelledError e) {
            cancelled++;
            throw e;
          }
          return Response.text("slow");
        });
    app.get("/large", _ -> Response.bytes(large));
    app.get(
        "/counted",
        _ ->
            Response.stream(out -> {
              for (int i = 0; i < large.length; i += 100_000) {
                out.write(Arrays.copyOfRange(large, i, i + 100_000));
                written += 100_000;
              }
            }));
    app.get("/text", _ -> Response.text(TEXT));
    app.post(
        "/echo",
        request ->
            Response.stream(out -> {
              for (byte[] piece = request.body().read();
                  piece != null;
                  piece = request.body().read()) {
                out.write(piece);
              }
            }));
    app.post("/early", _ -> Response.text("enough"));
    return app;
  }

  interface Check {
    void run(OwnServer server, ClientSession session, Future<@Nullable Void> gate) throws Exception;
  }

  private void with(ClientOptions options, Check check) {
    RawServer.run(() -> {
      Future<@Nullable Void> gate = Asyncio.getRunningLoop().createFuture();
      try (OwnServer server = OwnServer.start(application(gate), certificate);
          ClientSession session = ClientSession.create(options)) {
        check.run(server, session, gate);
      }
    });
  }

  private void with(Check check) throws IOException {
    with(certificate.trusted(), check);
  }

  @Test
  void http2IsSpokenWithServersThatOfferIt() throws Exception {
    with((server, session, _) -> {
      try (ClientResponse response = session.get(server.url("https", "/hello"))) {
        assertThat(response.version()).isEqualTo("HTTP/2");
        assertThat(response.reason()).isEqualTo("OK");
        assertThat(response.text()).isEqualTo("hello over HTTP/2");
      }
      try (ClientResponse response = session.head(server.url("https", "/hello"))) {
        assertThat(response.headers().get("Content-Length")).isEqualTo("17");
        assertThat(response.text()).isEmpty();
      }
    });
  }

  @Test
  void http2CanBeSwitchedOff() throws Exception {
    with(
        certificate.trusted().withHttp2(false),
        (server, session, _) -> {
          try (ClientResponse response = session.get(server.url("https", "/hello"))) {
            assertThat(response.version()).isEqualTo("HTTP/1.1");
            assertThat(response.text()).isEqualTo("hello over HTTP/1.1");
          }
        });
  }

  @Test
  void aServerWithoutHttp2IsSpokenToInHttp1OnTheSameConnection() throws Exception {
    RawServer.with(
        RawServer.echoingPaths(),
        ServerOptions.DEFAULT.withTls(certificate.server().withAlpn("http/1.1")),
        certificate.trusted(),
        (server, session) -> {
          String url = server.url("").replace("http:", "https:");
          try (ClientResponse response = session.get(url + "/1")) {
            assertThat(response.version()).isEqualTo("HTTP/1.1");
            assertThat(response.text()).isEqualTo("/1");
          }
          assertThat(server.connections).isOne();
          List<Task<String>> tasks =
              IntStream.range(0, 5)
                  .mapToObj(i -> Asyncio.createTask(() -> session.get(url + "/" + i).text()))
                  .toList();
          for (int i = 0; i < 5; i++) {
            assertThat(tasks.get(i).await()).isEqualTo("/" + i);
          }
        });
  }

  @Test
  void theFirstRequestsToAServerWithoutHttp2GetConnectionsOfTheirOwn() {
    RawServer.run(() -> {
      Future<@Nullable Void> all = Asyncio.getRunningLoop().createFuture();
      int[] come = {0};
      try (RawServer server =
              RawServer.start(
                  talk -> {
                    talk.request();
                    if (++come[0] == 5) {
                      all.setResult(null);
                    }
                    Asyncio.shield(all);
                    talk.answer("x");
                  },
                  ServerOptions.DEFAULT.withTls(certificate.server()));
          ClientSession session = ClientSession.create(certificate.trusted())) {
        String url = server.url("/").replace("http:", "https:");
        List<Task<String>> tasks =
            IntStream.range(0, 5)
                .mapToObj(_ -> Asyncio.createTask(() -> session.get(url).text()))
                .toList();
        for (Task<String> task : tasks) {
          assertThat(task.await()).isEqualTo("x");
        }
        assertThat(server.connections).isEqualTo(5);
      }
    });
  }

  @Test
  void manyRequestsAtOnceShareOneConnection() throws Exception {
    with((server, session, gate) -> {
      List<Task<String>> tasks =
          IntStream.range(0, 50)
              .mapToObj(
                  _ -> Asyncio.createTask(() -> session.get(server.url("https", "/slow")).text()))
              .toList();
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      gate.setResult(null);
      for (Task<String> task : tasks) {
        assertThat(task.await()).isEqualTo("slow");
      }
      assertThat(remotes).hasSize(1);
    });
  }

  @Test
  void moreThanTheLimitOfStreamsWaitForTheirTurn() throws Exception {
    with((server, session, gate) -> {
      List<Task<String>> tasks =
          IntStream.range(0, 250)
              .mapToObj(
                  _ -> Asyncio.createTask(() -> session.get(server.url("https", "/slow")).text()))
              .toList();
      Asyncio.sleep(Duration.ofMillis(1));
      tasks.get(249).cancel();
      gate.setResult(null);
      for (Task<String> task : tasks.subList(0, 249)) {
        assertThat(task.await()).isEqualTo("slow");
      }
      assertThat(tasks.get(249).cancelled()).isTrue();
      assertThat(remotes).hasSize(1);
    });
  }

  @Test
  void aBodyIsStreamedThereAndBack() throws Exception {
    with((server, session, _) -> {
      byte[] data = Arrays.copyOf(large, 1_000_000);
      RequestBody body =
          RequestBody.stream(out -> {
            for (int i = 0; i < data.length; i += 100_000) {
              out.write(Arrays.copyOfRange(data, i, i + 100_000));
            }
          });
      try (ClientResponse response = session.post(server.url("https", "/echo"), body)) {
        assertThat(response.version()).isEqualTo("HTTP/2");
        assertThat(response.bytes()).isEqualTo(data);
      }
      assertThat(session.post(server.url("https", "/echo"), RequestBody.text("short")).text())
          .isEqualTo("short");
    });
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestEndsTheUpload() throws Exception {
    with((server, session, _) -> {
      Future<@Nullable Void> never = Asyncio.getRunningLoop().createFuture();
      RequestBody body =
          RequestBody.stream(out -> {
            out.write(new byte[] {1});
            never.await();
          });
      for (int i = 0; i < 3; i++) {
        assertThat(session.post(server.url("https", "/early"), body).text()).isEqualTo("enough");
      }
    });
  }

  @Test
  void whatIsCancelledLeavesTheOthers() throws Exception {
    with((server, session, gate) -> {
      String url = server.url("https", "/slow");
      session.get(server.url("https", "/hello")).close();
      Task<String> first = Asyncio.createTask(() -> session.get(url).text());
      Task<String> second = Asyncio.createTask(() -> session.get(url).text());
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      first.cancel();
      assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
      while (cancelled == 0) { // the server hears of it
        Asyncio.sleep(Duration.ofMillis(1));
      }
      gate.setResult(null);
      assertThat(second.await()).isEqualTo("slow");
      assertThat(remotes).hasSize(1);
    });
  }

  @Test
  void responsesThatNobodyReadsDoNotHoldUpOthers() throws Exception {
    with((server, session, _) -> {
      List<ClientResponse> open = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        open.add(session.get(server.url("https", "/large")));
      }
      assertThat(session.get(server.url("https", "/large")).bytes()).isEqualTo(large);
      assertThat(open.getLast().bytes()).isEqualTo(large);
      open.forEach(ClientResponse::close);
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      assertThat(remotes).hasSize(1);
    });
  }

  @Test
  void aServerIsHeldUpWhileNobodyReads() throws Exception {
    with((server, session, _) -> {
      try (ClientResponse response = session.get(server.url("https", "/counted"))) {
        assertThat(session.get(server.url("https", "/large")).bytes()).isEqualTo(large);
        assertThat(written).isLessThan(1_000_000);
        assertThat(response.bytes()).isEqualTo(large);
        assertThat(written).isEqualTo(large.length);
      }
    });
  }

  @Test
  void whoWaitsForAHandshakeThatIsCancelledMakesOne() throws Exception {
    with((server, session, _) -> {
      String url = server.url("https", "/hello");
      Task<String> first = Asyncio.createTask(() -> session.get(url).text());
      Task<String> second = Asyncio.createTask(() -> session.get(url).text());
      Asyncio.sleep(Duration.ZERO);
      first.cancel();
      assertThat(second.await()).startsWith("hello");
      assertThat(first.cancelled()).isTrue();
    });
  }

  @Test
  void whoWaitsForAHandshakeThatFailsGetsAFailureOfItsOwn() throws Exception {
    with(
        ClientOptions.DEFAULT, // which do not trust it
        (server, session, _) -> {
          List<Task<ClientResponse>> tasks =
              IntStream.range(0, 3)
                  .mapToObj(_ -> Asyncio.createTask(() -> session.get(server.url("https", "/"))))
                  .toList();
          for (Task<ClientResponse> task : tasks) {
            assertThatThrownBy(task::await).hasCauseInstanceOf(ClientConnectionError.class);
          }
        });
  }

  @Test
  void aCompressedBodyIsDecompressed() throws Exception {
    with((server, session, _) -> {
      try (ClientResponse response = session.get(server.url("https", "/text"))) {
        assertThat(response.headers().get("Content-Encoding")).isNull();
        assertThat(response.text()).isEqualTo(TEXT);
      }
      try (ClientResponse response =
          session.get(
              server.url("https", "/text"), with -> with.withHeader("Accept-Encoding", "x"))) {
        assertThat(response.bytes()).isEqualTo(TEXT.getBytes(UTF_8));
      }
    });
  }

  @Test
  void aRequestThatTakesTooLongIsGivenUpAlone() throws Exception {
    with((server, session, _) -> {
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      assertThatThrownBy(() ->
              session.get(
                  server.url("https", "/slow"),
                  with -> with.withTimeout(ClientTimeout.DEFAULT.withTotal(Duration.ofMillis(50)))))
          .isInstanceOf(ClientTimeoutError.class);
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      assertThat(remotes).hasSize(1);
    });
  }

  @Test
  void aClosedSessionEndsItsRequests() throws Exception {
    with((server, session, _) -> {
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      Task<String> task =
          Asyncio.createTask(() -> session.get(server.url("https", "/slow")).text());
      assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
      session.close();
      assertThatThrownBy(task::await)
          .hasCauseInstanceOf(ClientConnectionError.class)
          .hasMessageContaining("the session was closed");
    });
  }

  @Test
  void anUnusedConnectionMakesRoomForAnotherServer() throws Exception {
    with(
        certificate.trusted().withLimit(1),
        (server, session, gate) -> {
          try (OwnServer other = OwnServer.start(application(gate), certificate)) {
            for (int i = 0; i < 2; i++) {
              assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
              assertThat(session.get(other.url("https", "/hello")).text()).startsWith("hello");
            }
          }
          assertThat(remotes).hasSize(4);
        });
  }

  @Test
  void whoWaitsForAPlaceGetsItWhenTheLastStreamHasEnded() throws Exception {
    with(
        certificate.trusted().withLimit(1),
        (server, session, gate) -> {
          try (OwnServer other = OwnServer.start(application(gate), certificate)) {
            Task<String> slow =
                Asyncio.createTask(() -> session.get(server.url("https", "/slow")).text());
            while (remotes.isEmpty()) {
              Asyncio.sleep(Duration.ofMillis(1));
            }
            Task<String> waiting =
                Asyncio.createTask(() -> session.get(other.url("https", "/hello")).text());
            Asyncio.sleep(Duration.ZERO);
            gate.setResult(null);
            assertThat(slow.await()).isEqualTo("slow");
            assertThat(waiting.await()).startsWith("hello");
          }
        });
  }

  @Test
  void anIdleTimeoutOfZeroUsesAConnectionOnce() throws Exception {
    with(
        certificate.trusted().withIdleTimeout(Duration.ZERO),
        (server, session, _) -> {
          for (int i = 0; i < 3; i++) {
            assertThat(session.get(server.url("https", "/hello")).text()).startsWith("hello");
          }
          assertThat(remotes).hasSize(3);
        });
  }

  // --- a server that writes frames by hand ---

  interface Script {
    void serve(int number, RawHttp2 http2) throws Exception;
  }

  private void withRaw(Script script, Awaited check) {
    RawServer.run(() -> {
      int[] connections = {0};
      Server server =
          Streams.startServer(
              (reader, writer) -> {
                int number = ++connections[0];
                reader.readExactly(24); // the preface
                try {
                  script.serve(number, new RawHttp2(reader, writer).settings().send());
                } catch (IOException e) {
                  // the client has gone
                }
              },
              RawServer.HOST,
              0,
              ServerOptions.DEFAULT.withTls(certificate.server().withAlpn("h2")));
      try (ClientSession session = ClientSession.create(certificate.trusted())) {
        check.run("https://" + RawServer.HOST + ":" + server.port(), session);
      } finally {
        server.shutdown(Duration.ZERO);
      }
    });
  }

  interface Awaited {
    void run(String url, ClientSession session) throws Exception;
  }

  private static void answer(RawHttp2 http2, int stream, String text) throws IOException {
    http2.fields(stream, false, ":status", "200").data(stream, true, text).send();
  }

  private static int request(RawHttp2 http2) throws IOException {
    return http2.awaitFrame(RawHttp2.HEADERS).stream();
  }

  @Test
  void aStreamThatIsRefusedIsSentAgainOnANewConnection() {
    withRaw(
        (number, http2) -> {
          int stream = request(http2);
          if (number == 1) {
            http2.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.bytes(7)).send();
          } else {
            answer(http2, stream, "on " + number);
          }
          http2.awaitEnd();
        },
        (url, session) ->
            assertThat(session.post(url + "/", RequestBody.text("x")).text()).isEqualTo("on 2"));
  }

  @Test
  void t9WhatAGoAwayLeavesOutIsSentAgainAndTheRestGoesOn() {
    withRaw(
        (number, http2) -> {
          if (number > 1) {
            answer(http2, request(http2), "again");
          } else {
            answer(http2, request(http2), "first");
            int second = request(http2);
            request(http2);
            http2.frame(RawHttp2.GOAWAY, 0, 0, RawHttp2.bytes(second, 0)).send();
            answer(http2, second, "late");
          }
          http2.awaitEnd();
        },
        (url, session) -> {
          assertThat(session.get(url + "/1").text()).isEqualTo("first");
          Task<String> second = Asyncio.createTask(() -> session.get(url + "/2").text());
          Task<String> third =
              Asyncio.createTask(() -> session.post(url + "/3", RequestBody.text("x")).text());
          assertThat(second.await()).isEqualTo("late");
          assertThat(third.await()).isEqualTo("again");
        });
  }

  @Test
  void aStreamThatFailsIsNotSentAgain() {
    withRaw(
        (_, http2) -> {
          http2.frame(RawHttp2.RST_STREAM, 0, request(http2), RawHttp2.bytes(2)).send();
          int stream = request(http2);
          http2.fields(stream, false, ":status", "200").data(stream, false, "half");
          http2.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.bytes(2)).send();
          answer(http2, request(http2), "well");
          http2.awaitEnd();
        },
        (url, session) -> {
          assertThatThrownBy(() -> session.get(url + "/"))
              .isInstanceOf(ServerDisconnectedError.class)
              .hasMessageContaining("INTERNAL_ERROR");
          try (ClientResponse response = session.get(url + "/")) {
            assertThatThrownBy(response::bytes)
                .isInstanceOf(ClientPayloadError.class)
                .hasMessageContaining("cut short after 4 bytes");
          }
          assertThat(session.get(url + "/").text()).isEqualTo("well");
        });
  }

  @Test
  void aServerThatFallsSilentEndsTheRequestAndNotTheConnection() {
    int[] connections = {0};
    List<Integer> codes = new ArrayList<>();
    withRaw(
        (number, http2) -> {
          connections[0] = number;
          request(http2); // and no answer
          codes.add(http2.awaitFrame(RawHttp2.RST_STREAM).code());
          int stream = request(http2);
          http2.fields(stream, false, ":status", "200").send();
          codes.add(http2.awaitFrame(RawHttp2.RST_STREAM, stream).code());
          stream = request(http2);
          http2.fields(stream, false, ":status", "200").data(stream, false, "half").send();
          codes.add(http2.awaitFrame(RawHttp2.RST_STREAM, stream).code());
          answer(http2, request(http2), "well");
          http2.awaitEnd();
        },
        (url, session) -> {
          ClientTimeout timeout = ClientTimeout.NONE.withRead(Duration.ofMillis(200));
          assertThatThrownBy(() -> session.get(url + "/", with -> with.withTimeout(timeout)))
              .isInstanceOf(ClientTimeoutError.class)
              .hasMessageContaining("nothing has come from the server");
          try (ClientResponse response =
              session.get(url + "/", with -> with.withTimeout(timeout))) {
            assertThatThrownBy(response::bytes)
                .isInstanceOf(ClientTimeoutError.class)
                .hasMessageContaining("nothing has come from the server");
          }
          try (ClientResponse response =
              session.get(url + "/", with -> with.withTimeout(timeout))) {
            assertThat(response.body().read()).isEqualTo("half".getBytes(UTF_8));
            assertThatThrownBy(response.body()::read).isInstanceOf(ClientTimeoutError.class);
          }
          assertThat(session.get(url + "/").text()).isEqualTo("well");
          assertThat(connections[0]).isOne();
          assertThat(codes).containsExactly(8, 8, 8); // CANCEL
        });
  }

  @Test
  void whatIsNoMessageIsAnErrorOfItsStream() {
    withRaw(
        (_, http2) -> {
          int stream = request(http2);
          http2.fields(stream, false, ":status", "abc").send();
          http2.awaitFrame(RawHttp2.RST_STREAM);
          answer(http2, request(http2), "well");
          http2.awaitEnd();
        },
        (url, session) -> {
          assertThatThrownBy(() -> session.get(url + "/"))
              .isInstanceOf(ClientPayloadError.class)
              .hasMessageContaining("no message of HTTP/2");
          assertThat(session.get(url + "/").text()).isEqualTo("well");
        });
  }

  @Test
  void t11NoMoreStreamsAreOpenedThanTheServerAllows() {
    withRaw(
        (_, http2) -> {
          http2.settings(3, 2).send();
          answer(http2, request(http2), "first");
          for (int i = 0; i < 2; i++) {
            int one = request(http2);
            int two = request(http2);
            answer(http2, two, "b");
            answer(http2, one, "a");
          }
          http2.awaitEnd();
        },
        (url, session) -> {
          assertThat(session.get(url + "/").text()).isEqualTo("first");
          List<Task<String>> tasks =
              IntStream.range(0, 4)
                  .mapToObj(_ -> Asyncio.createTask(() -> session.get(url + "/").text()))
                  .toList();
          for (Task<String> task : tasks) {
            assertThat(task.await()).isIn("a", "b");
          }
        });
  }

  @Test
  void t11APushThatNobodyHasAskedForEndsTheConnection() {
    withRaw(
        (_, http2) -> {
          int stream = request(http2);
          ByteArrayOutputStream promise = new ByteArrayOutputStream();
          promise.writeBytes(RawHttp2.bytes(2));
          promise.writeBytes(
              http2.block(":method", "GET", ":scheme", "https", ":path", "/", ":authority", "a"));
          http2
              .frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0)
              .frame(RawHttp2.PUSH_PROMISE, RawHttp2.END_HEADERS, stream, promise.toByteArray())
              .send();
          assertThat(http2.awaitFrame(RawHttp2.GOAWAY).code()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
        },
        (url, session) ->
            assertThatThrownBy(() -> session.get(url + "/")).isInstanceOf(ClientError.class));
  }
}
