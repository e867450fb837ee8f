package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that do not wait for one answer before they send the next request.
@Timeout(60)
final class PipeliningTest {
  /// More than the systems of both ends hold for a connection.
  private static final int FAR_TOO_MUCH = 48 * 1024 * 1024;

  /// Holds the handlers of `/slow` until a test lets them go.
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  private final AtomicInteger handled = new AtomicInteger();

  private WebFixture serve() {
    Application app = Application.create();
    app.get(
        "/slow",
        _ -> {
          Asyncio.await(gate);
          return Response.text("slow");
        });
    app.get(
        "/{number}",
        request -> {
          handled.incrementAndGet();
          return Response.text(request.match("number"));
        });
    app.post("/echo", request -> Response.text(request.text()));
    app.post(
            "/slow",
            request -> {
              Asyncio.await(gate);
              return Response.text(String.valueOf(request.bytes().length));
            })
        .withMaxBodySize(FAR_TOO_MUCH);
    return WebFixture.serve(app);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  @Test
  void h9AThousandRequestsInOneWriteAreAnsweredInOrder() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      StringBuilder requests = new StringBuilder(get("/slow"));
      for (int i = 0; i < 1000; i++) {
        requests.append(get("/" + i));
      }
      client.send(requests.toString());
      assertThat(web.ask(get("/other")).text()).isEqualTo("other");
      gate.complete(null);
      assertThat(client.read().text()).isEqualTo("slow");
      for (int i = 0; i < 1000; i++) {
        assertThat(client.read().text()).isEqualTo(String.valueOf(i));
      }
      assertThat(handled).hasValue(1001);
    }
  }

  /// Sends `times` `piece` from a thread of its own. {@return how many bytes have gone out}
  private static AtomicLong sendAll(RawClient client, byte[] piece, int times) {
    AtomicLong sent = new AtomicLong();
    Thread.ofPlatform()
        .daemon()
        .name("sender")
        .start(() -> {
          try {
            for (int i = 0; i < times; i++) {
              client.send(piece);
              sent.addAndGet(piece.length);
            }
          } catch (IOException e) {
            // the test has ended
          }
        });
    return sent;
  }

  /// What was sent when for a while nothing more went out.
  private static long settled(AtomicLong sent) throws InterruptedException {
    long before = -1;
    for (long now = sent.get(); now != before || now == 0; now = sent.get()) {
      before = now;
      Thread.sleep(300);
    }
    return before;
  }

  @Test
  void h9NothingIsReadWhileRequestsWait() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      client.send(get("/slow"));
      byte[] request = get("/1?" + "x".repeat(6000)).getBytes(US_ASCII);
      int count = FAR_TOO_MUCH / request.length;
      assertThat(settled(sendAll(client, request, count))).isLessThan(FAR_TOO_MUCH / 2);
      assertThat(handled).hasValue(0);
      gate.complete(null);
      assertThat(client.read().text()).isEqualTo("slow");
      for (int i = 0; i < count; i++) {
        assertThat(client.read().text()).isEqualTo("1");
      }
    }
  }

  @Test
  void h9NothingIsReadWhileABodyWaits() throws Exception {
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      client.send(get("/slow"));
      client.send("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: " + FAR_TOO_MUCH + "\r\n\r\n");
      AtomicLong sent = sendAll(client, new byte[64 * 1024], FAR_TOO_MUCH / (64 * 1024));
      assertThat(settled(sent)).isLessThan(FAR_TOO_MUCH / 2);
      gate.complete(null);
      assertThat(client.read().text()).isEqualTo("slow");
      assertThat(client.read().text()).isEqualTo(String.valueOf(FAR_TOO_MUCH));
    }
  }

  @Test
  void h9NothingIsReadWhileTheBodyBehindAnotherRequestWaits() throws Exception {
    CompletableFuture<Void> first = new CompletableFuture<>();
    Application app = Application.create();
    app.get(
        "/first",
        _ -> {
          Asyncio.await(first);
          return Response.text("first");
        });
    app.post(
            "/second",
            request -> {
              Asyncio.await(gate);
              return Response.text(String.valueOf(request.bytes().length));
            })
        .withMaxBodySize(FAR_TOO_MUCH);
    try (WebFixture web = WebFixture.serve(app);
        RawClient client = web.connect()) {
      client.send(
          get("/first")
              + "POST /second HTTP/1.1\r\nHost: h\r\nContent-Length: "
              + FAR_TOO_MUCH
              + "\r\n\r\n");
      AtomicLong sent = sendAll(client, new byte[64 * 1024], FAR_TOO_MUCH / (64 * 1024));
      assertThat(settled(sent)).isLessThan(FAR_TOO_MUCH / 2);
      first.complete(null);
      assertThat(client.read().text()).isEqualTo("first");
      assertThat(settled(sent)).isLessThan(FAR_TOO_MUCH / 2);
      gate.complete(null);
      assertThat(client.read().text()).isEqualTo(String.valueOf(FAR_TOO_MUCH));
    }
  }

  @Test
  void h9BodiesInPiecesBelongToTheirRequests() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String body = "body " + i + " " + "x".repeat(i * 7);
      requests.append("POST /echo HTTP/1.1\r\nHost: h\r\n");
      if (i % 2 == 0) {
        requests.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
      } else {
        String begin = body.substring(0, 3);
        String rest = body.substring(3);
        requests
            .append("Transfer-Encoding: chunked\r\n\r\n3\r\n")
            .append(begin)
            .append("\r\n")
            .append(Integer.toHexString(rest.length()))
            .append("\r\n")
            .append(rest)
            .append("\r\n0\r\n\r\n");
      }
    }
    try (WebFixture web = serve();
        RawClient client = web.connect()) {
      for (int from = 0; from < requests.length(); from += 13) {
        client.send(requests.substring(from, Math.min(requests.length(), from + 13)));
      }
      for (int i = 0; i < 40; i++) {
        assertThat(client.read().text()).isEqualTo("body " + i + " " + "x".repeat(i * 7));
      }
    }
  }
}
