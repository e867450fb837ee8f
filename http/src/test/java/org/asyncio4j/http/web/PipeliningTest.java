package org.asyncio4j.http.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that do not wait for one answer before they send the next request.
@Timeout(60)
final class PipeliningTest {
  /// Twice what the systems of both ends hold for a connection, when the client's holds little.
  private static final int FAR_TOO_MUCH = 16 * 1024 * 1024;

  /// Holds the handlers of `/slow` until a test lets them go.
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  /// Holds that of `/first`.
  private final CompletableFuture<Void> first = new CompletableFuture<>();

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
        "/first",
        _ -> {
          Asyncio.await(first);
          return Response.text("first");
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

  /// A client that sends as much as the server takes.
  private static final class Flood implements AutoCloseable {
    private final WebFixture web;
    private final SocketChannel channel;
    private final ByteBuffer rest;
    final RawClient client;

    Flood(WebFixture web, byte[] all) throws IOException {
      this.web = web;
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
      channel.connect(new InetSocketAddress(InetAddress.ofLiteral(WebFixture.HOST), web.port()));
      client = new RawClient(channel.socket());
      rest = ByteBuffer.wrap(all);
    }

    /// Sends until the server's loop has turned many times and nothing more could be sent. {@return
    /// how many bytes have gone out in all}
    int stalled() throws IOException {
      channel.configureBlocking(false);
      for (int same = 0; same < 100 && rest.hasRemaining(); same++) {
        if (channel.write(rest) > 0) {
          same = 0;
        }
        web.onLoop(() -> {});
      }
      channel.configureBlocking(true);
      return rest.position();
    }

    /// Sends the rest from a thread of its own.
    void goOn() {
      Thread.ofPlatform()
          .daemon()
          .name("flood")
          .start(() -> {
            try {
              while (rest.hasRemaining()) {
                channel.write(rest);
              }
            } catch (IOException e) {
              // the test has ended
            }
          });
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static byte[] post(String before) {
    String head =
        before + "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: " + FAR_TOO_MUCH + "\r\n\r\n";
    return Arrays.copyOf(head.getBytes(US_ASCII), head.length() + FAR_TOO_MUCH);
  }

  @Test
  void h9NothingIsReadWhileRequestsWait() throws Exception {
    String request = get("/1?" + "x".repeat(6000));
    int count = FAR_TOO_MUCH / request.length();
    byte[] all = (get("/slow") + request.repeat(count)).getBytes(US_ASCII);
    try (WebFixture web = serve();
        Flood flood = new Flood(web, all)) {
      assertThat(flood.stalled()).isLessThan(FAR_TOO_MUCH / 2);
      assertThat(handled).hasValue(0);
      gate.complete(null);
      flood.goOn();
      assertThat(flood.client.read().text()).isEqualTo("slow");
      for (int i = 0; i < count; i++) {
        assertThat(flood.client.read().text()).isEqualTo("1");
      }
    }
  }

  @Test
  void h9NothingIsReadWhileABodyWaits() throws Exception {
    try (WebFixture web = serve();
        Flood flood = new Flood(web, post(get("/slow")))) {
      assertThat(flood.stalled()).isLessThan(FAR_TOO_MUCH / 2);
      gate.complete(null);
      flood.goOn();
      assertThat(flood.client.read().text()).isEqualTo("slow");
      assertThat(flood.client.read().text()).isEqualTo(String.valueOf(FAR_TOO_MUCH));
    }
  }

  @Test
  void h9NothingIsReadWhileTheBodyBehindAnotherRequestWaits() throws Exception {
    try (WebFixture web = serve();
        Flood flood = new Flood(web, post(get("/first")))) {
      assertThat(flood.stalled()).isLessThan(FAR_TOO_MUCH / 2);
      first.complete(null);
      assertThat(flood.client.read().text()).isEqualTo("first");
      assertThat(flood.stalled()).isLessThan(FAR_TOO_MUCH / 2);
      gate.complete(null);
      flood.goOn();
      assertThat(flood.client.read().text()).isEqualTo(String.valueOf(FAR_TOO_MUCH));
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
