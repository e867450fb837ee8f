package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.asyncio4j.http.websocket.Message;
import org.asyncio4j.http.websocket.WebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// curl and aiohttp as clients of a server of ours, over HTTP/1.1.
@Timeout(60)
final class Http1InteropTest {
  record Point(int x, int y) {}

  @TempDir Path folder;
  private WebFixture web;

  @BeforeEach
  void serve() {
    Application app = Application.create();
    app.get("/hello", _ -> Response.text("hello\n"));
    app.post("/echo", request -> Response.bytes(request.bytes()));
    app.post(
        "/json",
        request -> {
          Point point = request.json(Point.class);
          return Response.json(new Point(point.y(), point.x()));
        });
    app.post("/count", request -> Response.text(count(request) + "\n"))
        .withMaxBodySize(8 * 1024 * 1024);
    app.get(
        "/stream",
        _ ->
            Response.stream(out -> {
              for (int i = 0; i < 128; i++) {
                byte[] piece = new byte[8 * 1024];
                Arrays.fill(piece, (byte) i);
                out.write(piece);
              }
            }));
    app.get("/ws", _ -> Response.webSocket(Http1InteropTest::echo));
    web = WebFixture.serve(app);
  }

  @AfterEach
  void end() {
    web.close();
  }

  private static long count(Request request) throws Exception {
    long count = 0;
    for (byte[] piece = request.body().read(); piece != null; piece = request.body().read()) {
      count += piece.length;
    }
    return count;
  }

  private static void echo(WebSocket ws) throws Exception {
    for (Message message : ws) {
      switch (message) {
        case Message.Text(String text) when text.equals("close") -> ws.close(4321, "as you said");
        case Message.Text(String text) when text.equals("fail") ->
            throw new IllegalStateException("it fails");
        case Message.Text(String text) when text.equals("ping") ->
            ws.send(ws.ping().isPositive() ? "pong" : "no time");
        case Message.Text(String text) -> ws.send(text);
        case Message.Binary(byte[] data) -> ws.send(data);
      }
    }
  }

  // --- curl ---

  private String curl(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "-w"));
    all.add("|%{http_version} %{http_code} %{num_connects}\n");
    all.addAll(List.of(arguments));
    return Programs.run(folder, all.toArray(new String[0]));
  }

  private String url(String path) {
    return web.uri(path).toString();
  }

  @Test
  void curlAsks() throws Exception {
    assertThat(curl(url("/hello"))).isEqualTo("hello\n|1.1 200 1\n");
    assertThat(curl(url("/missing"))).endsWith("|1.1 404 1\n");
    assertThat(curl("-d", "some data", url("/echo"))).isEqualTo("some data|1.1 200 1\n");
    assertThat(curl("-I", url("/hello"))).contains("content-length: 6").endsWith("|1.1 200 1\n");
  }

  @Test
  void curlKeepsAConnection() throws Exception {
    assertThat(curl(url("/hello"), url("/hello")))
        .isEqualTo("hello\n|1.1 200 1\nhello\n|1.1 200 0\n");
    assertThat(curl("-d", "x", url("/hello"), url("/missing"), url("/echo"))).endsWith(" 200 0\n");
  }

  @Test
  void curlWithHttp10() throws Exception {
    assertThat(curl("--http1.0", url("/hello"))).isEqualTo("hello\n|1.1 200 1\n");
    assertThat(curl("--http1.0", "-o", "/dev/null", "-w", "%{size_download}", url("/stream")))
        .isEqualTo("1048576");
  }

  @Test
  void curlSendsChunks() throws Exception {
    Path file = folder.resolve("upload");
    Files.write(file, new byte[3_000_000]);
    assertThat(curl("-H", "Transfer-Encoding: chunked", "--data-binary", "@" + file, url("/count")))
        .isEqualTo("3000000\n|1.1 200 1\n");
  }

  @Test
  void curlExpectsToBeAskedForALargeBody() throws Exception {
    Path file = folder.resolve("upload");
    Files.write(file, new byte[2 * 1024 * 1024]);
    String body = "@" + file;
    assertThat(curl("-v", "--expect100-timeout", "20", "--data-binary", body, url("/count")))
        .contains("> Expect: 100-continue", "< HTTP/1.1 100 Continue", "2097152\n")
        .endsWith("|1.1 200 1\n");
    assertThat(curl("-v", "--expect100-timeout", "20", "--data-binary", body, url("/echo")))
        .contains("> Expect: 100-continue", "< HTTP/1.1 413")
        .doesNotContain("100 Continue")
        .endsWith("|1.1 413 1\n");
  }

  // --- aiohttp ---

  /// Runs what a client of aiohttp does with its `session` and `base`.
  private void aiohttp(String body) throws Exception {
    Programs.assumeAiohttp();
    String program =
        """
        import aiohttp, asyncio, sys

        base = sys.argv[1]

        async def main():
            timeout = aiohttp.ClientTimeout(total=30)
            async with aiohttp.ClientSession(timeout=timeout) as session:
        %s
        asyncio.run(main())
        print("done")
        """
            .formatted(body.indent(8));
    assertThat(Programs.run(folder, "python3", "-c", program, url(""))).isEqualTo("done\n");
  }

  @Test
  void aiohttpAsks() throws Exception {
    aiohttp(
        """
        async with session.get(base + "/hello") as response:
            assert response.status == 200
            assert response.headers["content-type"] == "text/plain; charset=utf-8"
            assert await response.text() == "hello\\n"
        async with session.post(base + "/json", json={"x": 1, "y": 2}) as response:
            assert await response.json() == {"x": 2, "y": 1}
        async with session.post(base + "/json", data=b"{") as response:
            assert response.status == 400
        async with session.head(base + "/hello") as response:
            assert response.headers["content-length"] == "6"
        """);
  }

  @Test
  void aiohttpStreams() throws Exception {
    aiohttp(
        """
        async def pieces():
            for i in range(300):
                yield bytes(10_000)
        async with session.post(base + "/count", data=pieces()) as response:
            assert await response.text() == "3000000\\n"
        async with session.post(base + "/count", data=bytes(2000000), expect100=True) as response:
            assert await response.text() == "2000000\\n"
        async with session.get(base + "/stream") as response:
            assert response.headers["transfer-encoding"] == "chunked"
            data = b""
            async for piece in response.content.iter_any():
                data += piece
            assert data == b"".join(bytes([i]) * 8192 for i in range(128))
        """);
  }

  @Test
  void aiohttpSpeaksOverAWebSocket() throws Exception {
    aiohttp(
        """
        for compress in (0, 15, 10):  # a server of ours has no smaller windows
            async with session.ws_connect(base + "/ws", compress=compress) as ws:
                assert bool(ws.compress) == (compress == 15)
                for text in ("hello", "", "h\\u00fc \\u20ac \\U0001F600", "x" * 200_000):
                    await ws.send_str(text)
                    assert await ws.receive_str(timeout=20) == text
                data = bytes(range(256)) * 300
                await ws.send_bytes(data)
                assert await ws.receive_bytes(timeout=20) == data
                await ws.send_str("ping")
                assert await ws.receive_str(timeout=20) == "pong"
                await ws.close(code=3210)
                assert ws.close_code == 3210
        """);
  }

  @Test
  void aiohttpHearsHowAWebSocketIsClosed() throws Exception {
    aiohttp(
        """
        async with session.ws_connect(base + "/ws", autoping=False, heartbeat=None) as ws:
            await ws.ping(b"payload")
            message = await ws.receive(timeout=20)
            assert message.type == aiohttp.WSMsgType.PONG and message.data == b"payload"
            await ws.send_str("close")
            message = await ws.receive(timeout=20)
            assert message.type == aiohttp.WSMsgType.CLOSE
            assert (message.data, message.extra) == (4321, "as you said")
        async with session.ws_connect(base + "/ws") as ws:
            await ws.send_str("fail")
            message = await ws.receive(timeout=20)
            assert message.type == aiohttp.WSMsgType.CLOSE
            assert message.data == 1011
        """);
    assertThat(web.reports()).hasSize(1);
  }
}
