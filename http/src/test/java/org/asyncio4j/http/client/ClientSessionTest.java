package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.asyncio4j.Asyncio;
import org.asyncio4j.http.BodyTooLargeException;
import org.asyncio4j.http.wire.Decompression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ClientSessionTest {
  record User(String name, int age) {}

  @Test
  void aResponseHasStatusHeadersAndBody() {
    RawServer.run(() -> {
      try (RawServer server =
              RawServer.start(
                  RawServer.answering(
                      "HTTP/1.1 201 Made\r\nX-One: 1\r\nSet-Cookie: a=b; Path=/\r\n"
                          + "Content-Length: 5\r\n\r\nhello"));
          ClientSession session = ClientSession.create();
          ClientResponse response = session.get(server.url("/"))) {
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.reason()).isEqualTo("Made");
        assertThat(response.ok()).isTrue();
        assertThat(response.version()).isEqualTo("HTTP/1.1");
        assertThat(response.headers().get("x-one")).isEqualTo("1");
        assertThat(response.cookies()).isEqualTo(Map.of("a", "b"));
        assertThat(response.url().toString()).isEqualTo(server.url("/"));
        assertThat(response.body().length()).isEqualTo(5);
        assertThat(response.text()).isEqualTo("hello");
      }
    });
  }

  @Test
  void aRequestIsWrittenAsItWasAsked() {
    RawServer.run(() -> {
      try (RawServer server = RawServer.start(RawServer.echoingPaths());
          ClientSession session =
              ClientSession.create(
                  ClientOptions.DEFAULT.withBaseUrl(server.url("/api/")).withHeader("X", "1"))) {
        ClientResponse response =
            session.get(
                "some where?a=1",
                with ->
                    with.withParam("q", "ä &")
                        .withHeader("Accept", "text/plain")
                        .withHeader("Y", "2"));
        assertThat(response.text()).isEqualTo("/api/some%20where?a=1&q=%C3%A4+%26");
        assertThat(server.requests.getFirst().split("\r\n"))
            .containsExactlyInAnyOrder(
                "GET /api/some%20where?a=1&q=%C3%A4+%26 HTTP/1.1",
                "host: 127.0.0.1:" + server.port(),
                "User-Agent: asyncio4j",
                "accept-encoding: " + Decompression.acceptEncoding(),
                "Accept: text/plain",
                "X: 1",
                "Y: 2");
      }
    });
  }

  @Test
  void oneConnectionServesManyRequests() {
    RawServer.with(
        RawServer.echoingPaths(),
        (server, session) -> {
          for (int i = 0; i < 20; i++) {
            assertThat(session.get(server.url("/" + i)).text()).isEqualTo("/" + i);
          }
          assertThat(server.connections).isEqualTo(1);
        });
  }

  @Test
  void jsonGoesThereAndBack() {
    RawServer.with(
        talk -> {
          String head = talk.request();
          assertThat(head).contains("content-type: application/json", "content-length: 23");
          talk.answer(talk.body(23));
        },
        (server, session) -> {
          User user =
              session.post(server.url("/"), RequestBody.json(new User("ada", 36))).json(User.class);
          assertThat(user).isEqualTo(new User("ada", 36));
        });
  }

  @Test
  void aFormIsEncoded() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.answer(talk.body(7));
        },
        (server, session) -> {
          ClientResponse response =
              session.post(server.url("/"), with -> with.withForm(Map.of("a", "b c&")));
          assertThat(response.text()).isEqualTo("a=b+c%26".substring(0, 7));
        });
  }

  @Test
  void aStreamGoesInChunks() {
    RawServer.with(
        talk -> {
          assertThat(talk.request()).contains("transfer-encoding: chunked");
          talk.answer(talk.chunks());
        },
        (server, session) -> {
          RequestBody body =
              RequestBody.stream(out -> {
                out.write("one ");
                Asyncio.sleep(Duration.ZERO);
                out.write("two");
              });
          assertThat(session.put(server.url("/"), body).text()).isEqualTo("one two");
        });
  }

  @Test
  void aFileIsSent(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x".repeat(300_000));
    RawServer.with(
        talk -> {
          assertThat(talk.request()).contains("content-length: 300000");
          talk.answer("" + talk.body(300_000).length());
        },
        (server, session) -> {
          assertThat(session.post(server.url("/"), RequestBody.file(file)).text())
              .isEqualTo("300000");
        });
  }

  @Test
  void aServerThatSendsBackWhatItGetsIsReadMeanwhile() {
    int size = 8 * 1024 * 1024;
    RawServer.with(
        talk -> {
          talk.request();
          talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
          for (int left = size; left > 0; ) {
            byte[] piece = talk.reader().read(64 * 1024);
            talk.writer().write(piece);
            left -= piece.length;
          }
        },
        (server, session) -> {
          RequestBody body =
              RequestBody.stream(
                  size,
                  out -> {
                    for (int i = 0; i < 128; i++) {
                      out.write(new byte[size / 128]);
                    }
                  });
          assertThat(session.post(server.url("/"), body).bytes()).hasSize(size);
        });
  }

  @Test
  void aBodyIsReadBitByBit(@TempDir Path folder) {
    RawServer.run(() -> {
      try (RawServer server =
              RawServer.start(talk -> {
                talk.request();
                talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 50; i++) {
                  talk.say("7d0\r\n" + "y".repeat(2000) + "\r\n");
                }
                talk.say("0\r\n\r\n");
              });
          ClientSession session = ClientSession.create();
          ClientResponse response = session.get(server.url("/"))) {
        Path file = folder.resolve("copy");
        assertThat(response.body().transferTo(file)).isEqualTo(100_000);
        assertThat(Files.size(file)).isEqualTo(100_000);
      }
    });
  }

  @Test
  void aBodyIsBounded() {
    RawServer.with(
        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"),
        ClientOptions.DEFAULT.withMaxBodySize(10),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")).text())
              .isInstanceOf(BodyTooLargeException.class);
        });
  }

  @Test
  void aStatusCanBeAnError() {
    RawServer.with(
        RawServer.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/x")).raiseForStatus())
              .isInstanceOfSatisfying(
                  ClientResponseError.class, e -> assertThat(e.status()).isEqualTo(404))
              .hasMessage("GET " + server.url("/x") + " was answered with 404 Not Found");
        });
  }

  @Test
  void aHeadResponseHasNoBody() {
    RawServer.with(
        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (server, session) -> {
          for (int i = 0; i < 2; i++) {
            try (ClientResponse response = session.head(server.url("/"))) {
              assertThat(response.headers().get("Content-Length")).isEqualTo("5");
              assertThat(response.bytes()).isEmpty();
            }
          }
          assertThat(server.connections).isEqualTo(1);
        });
  }

  @Test
  void nobodyListens() {
    RawServer.run(() -> {
      RawServer server = RawServer.start(RawServer.echoingPaths());
      String url = server.url("/");
      server.close();
      try (ClientSession session = ClientSession.create()) {
        assertThatThrownBy(() -> session.get(url))
            .isInstanceOf(ClientConnectionError.class)
            .hasMessageContaining(url.substring(0, url.length() - 1));
      }
    });
  }

  @Test
  void theTotalTimeIsLimited() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.answer("");
          talk.request();
          talk.request(); // there is none
        },
        (server, session) -> {
          session.get(server.url("/")).close(); // connects
          assertThatThrownBy(
                  () -> session.get(server.url("/"), r -> r.withTimeout(Duration.ofMillis(20))))
              .isInstanceOf(ClientTimeoutError.class)
              .hasMessage("GET " + server.url("/") + " has taken longer than PT0.02S");
        });
  }

  @Test
  void theTotalTimeIncludesTheBody() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
          talk.request(); // there is none
        },
        (server, session) -> {
          assertThatThrownBy(() ->
                  session.get(server.url("/"), r -> r.withTimeout(Duration.ofMillis(50))).bytes())
              .isInstanceOf(ClientTimeoutError.class);
        });
  }

  @Test
  void aSilentServerIsGivenUp() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
          talk.request(); // there is none
        },
        ClientOptions.DEFAULT.withTimeout(ClientTimeout.DEFAULT.withRead(Duration.ofMillis(20))),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")).bytes())
              .isInstanceOf(ClientTimeoutError.class)
              .hasMessageContaining("nothing has come from the server for PT0.02S");
        });
  }

  @Test
  void manyTasksShareFewConnectionsInTheirOrder() {
    RawServer.with(
        RawServer.echoingPaths(),
        ClientOptions.DEFAULT.withLimitPerHost(2),
        (server, session) -> {
          var tasks =
              java.util.stream.IntStream.range(0, 50)
                  .mapToObj(i -> Asyncio.createTask(() -> session.get(server.url("/" + i)).text()))
                  .toList();
          for (int i = 0; i < 50; i++) {
            assertThat(tasks.get(i).await()).isEqualTo("/" + i);
          }
          assertThat(server.connections).isEqualTo(2);
          assertThat(server.requests.stream().map(RawServer::path))
              .isEqualTo(java.util.stream.IntStream.range(0, 50).mapToObj(i -> "/" + i).toList());
        });
  }

  @Test
  void aClosedSessionIsNotUsed() {
    RawServer.run(() -> {
      ClientSession session = ClientSession.create();
      session.close();
      assertThatThrownBy(() -> session.get("http://127.0.0.1:1/"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    });
  }

  @Test
  void h11BadInputThrowsBeforeAByteIsWritten() {
    RawServer.with(
        RawServer.echoingPaths(),
        (server, session) -> {
          for (String bad : List.of("a\r\nX: 1", "a\nX: 1", "a\rb", "a\0b")) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get(server.url("/" + bad)));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get("http://" + bad + "/"));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get(server.url("/"), r -> r.withHeader("A", bad)));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get(server.url("/"), r -> r.withHeader(bad, "a")));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.request(bad, server.url("/")));
            assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get(server.url("/"), r -> r.withBearerAuth(bad)));
            assertThatIllegalArgumentException()
                .isThrownBy(() ->
                    session.post(
                        server.url("/"), RequestBody.text("").withContentType("a/" + bad)));
          }
          assertThat(server.connections).isZero();
        });
  }

  @Test
  void aResponseIsTextInItsCharset() {
    RawServer.with(
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=\"ISO-8859-1\"\r\n"
                + "Content-Length: 1\r\n\r\n\u00e4"),
        (server, session) -> {
          assertThat(session.get(server.url("/")).text()).isEqualTo("ä");
          assertThat("ä".getBytes(UTF_8)).hasSize(2);
        });
  }
}
