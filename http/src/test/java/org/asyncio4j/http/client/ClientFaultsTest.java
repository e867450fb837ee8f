package org.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.net.ServerOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClientFaultsTest {
  // --- H14: what servers send wrong ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        "hello\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
      })
  void h14WhatIsNoResponseIsAnErrorAndItsConnectionIsNotUsedAgain(String answer) {
    RawServer.with(
        talk -> {
          talk.request();
          if (talk.number() == 1) {
            talk.say(answer);
          } else {
            talk.answer("good");
          }
        },
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")).bytes())
              .isInstanceOf(ClientPayloadError.class)
              .hasMessageStartingWith("GET " + server.url("/") + ": ");
          assertThat(session.get(server.url("/")).text()).isEqualTo("good");
          assertThat(server.connections).isEqualTo(2);
        });
  }

  @Test
  void h14AThousandInterimResponsesAreTooMany() {
    RawServer.with(
        RawServer.answering(
            "HTTP/1.1 102 Processing\r\n\r\n".repeat(1000)
                + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")))
              .isInstanceOf(ClientPayloadError.class);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X", "\r\nXX", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "HTTP/1.1 2"})
  void h14WhatComesBehindAResponseIsNobodysAnswer(String garbage) {
    RawServer.with(
        talk -> {
          for (String r = talk.request(); r != null; r = talk.request()) {
            String body = RawServer.path(r);
            talk.say(
                "HTTP/1.1 200 OK\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body
                    + garbage);
          }
        },
        (server, session) -> {
          for (int i = 0; i < 5; i++) {
            assertThat(session.get(server.url("/" + i)).text()).isEqualTo("/" + i);
          }
          assertThat(server.connections).isEqualTo(5);
        });
  }

  // --- H17: kept connections that are closed meanwhile ---

  /// Answers the first request of its first connection, and ends that at the second, having sent
  /// `first` of an answer.
  private static RawServer closingServer(String first) throws java.io.IOException {
    return RawServer.start(talk -> {
      talk.request();
      talk.answer("1");
      if (talk.request() == null) {
        return;
      }
      if (talk.number() == 1) {
        talk.say(first);
      } else {
        talk.answer("again");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
  void h17AnIdempotentRequestIsSentOnceMoreOnANewConnection(String method) {
    RawServer.run(() -> {
      try (RawServer server = closingServer("");
          ClientSession session = ClientSession.create()) {
        session.get(server.url("/")).bytes();
        session.request(method, server.url("/x")).close();
        assertThat(server.connections).isEqualTo(2);
        assertThat(server.requests).hasSize(3);
      }
    });
  }

  @Test
  void h17APostIsNotSentTwice() {
    RawServer.run(() -> {
      try (RawServer server = closingServer("");
          ClientSession session = ClientSession.create()) {
        session.get(server.url("/")).bytes();
        assertThatThrownBy(() -> session.request("POST", server.url("/x")))
            .isInstanceOf(ServerDisconnectedError.class)
            .hasMessageContaining("without an answer");
        assertThat(server.requests).hasSize(2);
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "HTTP/1.1 100 Continue\r\n\r\n"})
  void h17NothingIsSentTwiceWhenTheAnswerHasBegun(String first) {
    RawServer.run(() -> {
      try (RawServer server = closingServer(first);
          ClientSession session = ClientSession.create()) {
        session.get(server.url("/")).bytes();
        assertThatThrownBy(() -> session.get(server.url("/x"))).isInstanceOf(ClientError.class);
        assertThat(server.requests).hasSize(2);
      }
    });
  }

  @Test
  void h17AStreamIsNotSentTwice() {
    RawServer.run(() -> {
      try (RawServer server = closingServer("");
          ClientSession session = ClientSession.create()) {
        session.get(server.url("/")).bytes();
        RequestBody stream = RequestBody.stream(0, _ -> {});
        assertThatThrownBy(() -> session.put(server.url("/x"), stream))
            .isInstanceOf(ServerDisconnectedError.class);
      }
    });
  }

  @Test
  void aServerThatAlwaysClosesIsAskedOnceOnANewConnection() {
    RawServer.with(
        RawServer.Talk::request,
        (server, session) -> {
          assertThatThrownBy(() -> session.get(server.url("/")))
              .isInstanceOf(ServerDisconnectedError.class);
          assertThat(server.connections).isEqualTo(1);
        });
  }

  // --- cancellation ---

  /// Sends half of its answers at once and the rest when it is told to, so that there is always
  /// something left of a request that was cancelled.
  private static void serveSlowly(RawServer.Talk talk) throws Exception {
    for (String r = talk.request(); r != null; r = talk.request()) {
      String body = RawServer.path(r).repeat(50);
      talk.say("HTTP/1.1 100 Continue\r\n\r\n");
      Asyncio.sleep(Duration.ZERO);
      talk.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n");
      Asyncio.sleep(Duration.ZERO);
      talk.say(body.substring(0, 50));
      Asyncio.sleep(Duration.ZERO);
      talk.say(body.substring(50));
    }
  }

  @Test
  void aCancelledRequestLeavesNothingForTheNext() {
    RawServer.with(
        ClientFaultsTest::serveSlowly,
        ClientOptions.DEFAULT.withLimit(1),
        (server, session) -> {
          for (int steps = 0; steps < 60; steps++) {
            String cancelled = server.url("/cancelled" + steps);
            Task<byte[]> task =
                Asyncio.createTask(() -> {
                  try (ClientResponse response = session.get(cancelled)) {
                    return response.bytes();
                  }
                });
            for (int i = 0; i < steps; i++) {
              Asyncio.sleep(Duration.ZERO);
            }
            task.cancel();
            try {
              task.await();
            } catch (CancelledError e) {
              // most are
            }
            assertThat(session.get(server.url("/next" + steps)).text())
                .isEqualTo(("/next" + steps).repeat(50));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 1",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nfir",
      })
  void aRequestThatIsCancelledWhileTheServerHoldsIsNotAnsweredToTheNext(String held) {
    RawServer.run(() -> {
      Future<@Nullable Void> holding = Asyncio.getRunningLoop().createFuture();
      try (RawServer server =
              RawServer.start(talk -> {
                String request = talk.request();
                if (request != null && RawServer.path(request).equals("/first")) {
                  talk.say(held);
                  holding.setResult(null);
                  talk.request();
                } else {
                  talk.answer("second");
                }
              });
          ClientSession session = ClientSession.create(ClientOptions.DEFAULT.withLimit(1))) {
        Task<String> first = Asyncio.createTask(() -> session.get(server.url("/first")).text());
        Task<String> second = Asyncio.createTask(() -> session.get(server.url("/second")).text());
        holding.await();
        for (int i = 0; i < 5; i++) {
          Asyncio.sleep(Duration.ZERO);
        }
        first.cancel();
        assertThat(second.await()).isEqualTo("second");
        assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
        assertThat(server.connections).isEqualTo(2);
      }
    });
  }

  @Test
  void aTurnOfACancelledTaskIsPassedOn() {
    RawServer.run(() -> {
      Future<@Nullable Void> go = Asyncio.getRunningLoop().createFuture();
      try (RawServer server =
              RawServer.start(talk -> {
                for (String r = talk.request(); r != null; r = talk.request()) {
                  go.await();
                  talk.answer(RawServer.path(r));
                }
              });
          ClientSession session = ClientSession.create(ClientOptions.DEFAULT.withLimit(1))) {
        Task<String> first = Asyncio.createTask(() -> session.get(server.url("/1")).text());
        Asyncio.sleep(Duration.ZERO);
        Task<String> second = Asyncio.createTask(() -> session.get(server.url("/2")).text());
        Task<String> third = Asyncio.createTask(() -> session.get(server.url("/3")).text());
        first.addDoneCallback(_ -> second.cancel());
        go.setResult(null);
        assertThat(third.await()).isEqualTo("/3");
        assertThat(server.connections).isEqualTo(1);
      }
    });
  }

  @Test
  void aResponseThatIsClosedEarlyClosesItsConnection() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nx");
          talk.request();
        },
        ClientOptions.DEFAULT.withLimit(1),
        (server, session) -> {
          for (int i = 1; i <= 3; i++) {
            session.get(server.url("/")).close();
            assertThat(server.connections).isEqualTo(i);
          }
        });
  }

  @Test
  void whatTheProducerOfABodyThrowsEndsTheRequest() {
    RawServer.with(
        talk -> {
          talk.request();
          talk.request();
        },
        (server, session) -> {
          IllegalStateException mine = new IllegalStateException("mine");
          RequestBody body =
              RequestBody.stream(_ -> {
                throw mine;
              });
          assertThatThrownBy(() -> session.post(server.url("/"), body)).isSameAs(mine);
        });
  }

  // --- X2 ---

  @Test
  void x2ABodyThatTlsHasNotClosedIsAnError(@TempDir Path folder) throws Exception {
    OwnServer.Certificate certificate = OwnServer.Certificate.in(folder);
    RawServer.with(
        talk -> {
          String request = talk.request();
          talk.say("HTTP/1.1 200 OK\r\n\r\nall of it");
          while (talk.writer().getWriteBufferSize() > 0) {
            Asyncio.sleep(Duration.ZERO);
          }
          if (request != null && RawServer.path(request).equals("/cut")) {
            talk.writer().abort();
          }
        },
        ServerOptions.DEFAULT.withTls(certificate.server()),
        certificate.trusted(),
        (server, session) -> {
          String url = server.url("").replace("http:", "https:");
          assertThat(session.get(url + "/whole").text()).isEqualTo("all of it");
          assertThatThrownBy(() -> session.get(url + "/cut").text())
              .isInstanceOf(ClientPayloadError.class)
              .hasMessageContaining("cut short");
          try (ClientSession strict = ClientSession.create()) {
            assertThatThrownBy(() -> strict.get(url + "/whole"))
                .isInstanceOf(ClientConnectionError.class)
                .hasMessageContaining("not trusted");
          }
        });
  }
}
