package org.asyncio4j.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class Http2ServerTest {
  interface Body {
    void run(Http2Server server, RawHttp2 client) throws Exception;
  }

  static void with(Body body) {
    with(Http2Limits.DEFAULT, body);
  }

  static void with(Http2Limits limits, Body body) {
    Asyncio.run(() -> {
      try (Http2Server server = new Http2Server(limits);
          RawHttp2 client = RawHttp2.connect(server.port())) {
        body.run(server, client);
      }
    });
  }

  @Test
  void aRequestIsAnswered() {
    with((server, client) -> {
      client.get(1, "/hello").send();
      RawHttp2.Frame head = client.awaitFrame(RawHttp2.HEADERS, 1);
      assertThat(client.decode(head).status().toString()).isEqualTo("200");
      RawHttp2.Frame data = client.awaitFrame(RawHttp2.DATA, 1);
      assertThat(data.text()).isEqualTo("hello ");
      assertThat(data.has(RawHttp2.END_STREAM)).isTrue();
      Http2Server.Stream stream = server.streams.getFirst();
      assertThat(stream.line).isEqualTo("GET /hello");
      assertThat(stream.request.headers().names()).containsExactly("host");
    });
  }
}
