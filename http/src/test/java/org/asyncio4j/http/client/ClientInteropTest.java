package org.asyncio4j.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.http.websocket.WebSocket;
import org.asyncio4j.http.websocket.WebSocketClosedException;
import org.asyncio4j.http.websocket.WebSocketOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers of others.
@Timeout(60)
class ClientInteropTest {
  private static final String TEXT = "a line of a text that is long\n".repeat(10_000);

  /// Does not become smaller when it is compressed.
  private static final byte[] DATA = new byte[3_000_000];

  static {
    new Random(1).nextBytes(DATA);
  }

  @TempDir Path folder;

  record Form(String name, String file) {}

  private interface Body {
    void run(String url) throws Exception;
  }

  private static Path program(String first, String... others) {
    List<String> names = new ArrayList<>(List.of(others));
    names.addFirst(first);
    for (String name : names) {
      if (Files.isExecutable(Path.of(name))) {
        return Path.of(name);
      }
    }
    return Assumptions.abort(first + " is not installed");
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  // --- nginx ---

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(RawServer.HOST))) {
      return socket.getLocalPort();
    }
  }

  /// Serves `folder/html` until `body` has ended.
  private void withNginx(Body body) throws Exception {
    Path nginx = program("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx");
    Path html = Files.createDirectories(folder.resolve("html"));
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(html.resolve("text.txt"), TEXT);
    Files.write(html.resolve("data.bin"), DATA);
    int port = freePort();
    Path config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %1$s/tmp/body;
              proxy_temp_path %1$s/tmp/proxy;
              fastcgi_temp_path %1$s/tmp/fastcgi;
              uwsgi_temp_path %1$s/tmp/uwsgi;
              scgi_temp_path %1$s/tmp/scgi;
              types { text/plain txt; }
              gzip on;
              gzip_types text/plain;
              server {
                listen 127.0.0.1:%2$d;
                root %1$s/html;
                location /connection { return 200 "$connection $http_user_agent"; }
                location /chunked { ssi on; ssi_types *; alias %1$s/html; }
                location /moved { return 302 /text.txt; }
              }
            }
            """
                .formatted(folder, port));
    Process process =
        new ProcessBuilder(nginx.toString(), "-p", folder.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      RawServer.run(() -> {
        String url = "http://" + RawServer.HOST + ":" + port;
        awaitStart(process, url);
        body.run(url);
      });
    } finally {
      end(process);
    }
  }

  /// Suspends until the server takes connections; it does not say when.
  private void awaitStart(Process process, String url) throws Exception {
    try (ClientSession session = ClientSession.create()) {
      while (true) {
        try {
          session.get(url + "/connection").close();
          return;
        } catch (ClientConnectionError e) {
          assertThat(process.isAlive())
              .as(() -> "nginx has ended: " + read(folder.resolve("log")))
              .isTrue();
          Asyncio.sleep(Duration.ofMillis(20));
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void nginx() throws Exception {
    withNginx(url -> {
      try (ClientSession session = ClientSession.create()) {
        Set<String> connections = new HashSet<>();
        for (int i = 0; i < 20; i++) {
          connections.add(session.get(url + "/connection").raiseForStatus().text());
        }
        assertThat(connections).hasSize(1);
        assertThat(connections.iterator().next()).endsWith("asyncio4j");

        try (ClientResponse compressed = session.get(url + "/text.txt")) { // gzip, in chunks
          assertThat(compressed.headers().get("Transfer-Encoding")).isEqualTo("chunked");
          assertThat(compressed.body().length()).isEqualTo(-1);
          assertThat(compressed.text()).isEqualTo(TEXT);
        }
        assertThat(
                session
                    .get(url + "/text.txt", with -> with.withHeader("Accept-Encoding", "identity"))
                    .text())
            .isEqualTo(TEXT);
        assertThat(
                session
                    .get(
                        url + "/chunked/text.txt",
                        with -> with.withHeader("Accept-Encoding", "identity"))
                    .text())
            .isEqualTo(TEXT);
        assertThat(session.get(url + "/data.bin").bytes()).isEqualTo(DATA);
        try (ClientResponse head =
            session.head(
                url + "/data.bin", with -> with.withHeader("Accept-Encoding", "identity"))) {
          assertThat(head.headers().get("Content-Length")).isEqualTo("3000000");
          assertThat(head.bytes()).isEmpty();
        }
        try (ClientResponse part =
            session.get(url + "/text.txt", with -> with.withHeader("Range", "bytes=2-5"))) {
          assertThat(part.status()).isEqualTo(206);
          assertThat(part.text()).isEqualTo("line");
        }
        try (ClientResponse missing = session.get(url + "/missing")) {
          assertThat(missing.status()).isEqualTo(404);
          assertThat(missing.text()).contains("404 Not Found");
        }
        try (ClientResponse moved = session.get(url + "/moved")) {
          assertThat(moved.url().getPath()).isEqualTo("/text.txt");
          assertThat(moved.text()).isEqualTo(TEXT);
        }
        try (ClientResponse refused =
            session.post(url + "/text.txt", RequestBody.bytes(new byte[500_000]))) {
          assertThat(refused.status()).isEqualTo(405);
        }
      }
    });
  }

  // --- aiohttp ---

  private static final String AIOHTTP =
      """
      import asyncio, sys
      from aiohttp import web

      async def echo(request):
          return web.Response(body=await request.read(), content_type=request.content_type)

      async def form(request):
          data = await request.post()
          return web.json_response({k: v if isinstance(v, str) else v.file.read().decode()
                                    for k, v in data.items()})

      async def compressed(request):
          response = web.Response(text='text ' * 10000)
          response.enable_compression()
          return response

      async def stream(request):
          response = web.StreamResponse()
          await response.prepare(request)
          for i in range(100):
              await response.write(b'piece %d\\n' % i)
          return response

      async def websocket(request):
          ws = web.WebSocketResponse(protocols=['chat'])
          await ws.prepare(request)
          async for message in ws:
              if message.data == 'ping me':
                  await ws.ping(b'from aiohttp')
                  await ws.send_str('pinged')
              elif message.data == 'fragments':  # which aiohttp itself does not send
                  request.transport.write(b'\\x01\\x04one \\x00\\x04two \\x80\\x05three')
              elif message.data == 'close':
                  await ws.close(code=4001, message=b'enough')
              elif message.data == 'fail':
                  raise ValueError('as asked for')
              elif message.type == web.WSMsgType.TEXT:
                  await ws.send_str('echo ' + message.data)
              elif message.type == web.WSMsgType.BINARY:
                  await ws.send_bytes(message.data)
          closed.append('%s %s' % (request.query.get('name'), ws.close_code))
          return ws

      closed = []

      async def closes(request):
          return web.Response(text=', '.join(closed))

      async def main():
          app = web.Application(client_max_size=10**8)
          app.add_routes([web.post('/echo', echo), web.post('/form', form),
                          web.get('/compressed', compressed), web.get('/stream', stream),
                          web.get('/ws', websocket), web.get('/closes', closes)])
          runner = web.AppRunner(app)
          await runner.setup()
          site = web.TCPSite(runner, '127.0.0.1', 0)
          await site.start()
          print(site._server.sockets[0].getsockname()[1], flush=True)
          await asyncio.to_thread(sys.stdin.read)
          await runner.cleanup()

      asyncio.run(main())
      """;

  @Test
  void aiohttp() throws Exception {
    withAiohttp(ClientInteropTest::askAiohttp);
  }

  /// Serves the script until `body` has ended.
  private void withAiohttp(Body body) throws Exception {
    Path python = program("/usr/bin/python3", "/usr/local/bin/python3");
    Process check =
        new ProcessBuilder(python.toString(), "-c", "import aiohttp")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Assumptions.assumeTrue(check.waitFor() == 0, "aiohttp is not installed");
    Path script = Files.writeString(folder.resolve("server.py"), AIOHTTP);
    Process process =
        new ProcessBuilder(python.toString(), script.toString())
            .redirectError(folder.resolve("log").toFile())
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String port = out.readLine();
      assertThat(port).as(() -> read(folder.resolve("log"))).isNotNull();
      RawServer.run(() -> body.run("http://" + RawServer.HOST + ":" + port));
    } finally {
      end(process);
    }
  }

  private static void askAiohttp(String url) throws IOException {
    try (ClientSession session = ClientSession.create()) {
      byte[] large = new byte[2_000_000];
      large[1_999_999] = 1;
      assertThat(session.post(url + "/echo", RequestBody.bytes(large)).bytes()).isEqualTo(large);
      assertThat(
              session
                  .post(
                      url + "/echo",
                      RequestBody.stream(out -> {
                        for (int i = 0; i < 10; i++) {
                          out.write("0123456789");
                        }
                      }))
                  .text())
          .isEqualTo("0123456789".repeat(10));
      assertThat(
              session
                  .post(
                      url + "/echo",
                      with ->
                          with.withBody(RequestBody.stream(o -> o.write("x"))).withExpectContinue())
                  .text())
          .isEqualTo("x");
      assertThat(
              session
                  .post(
                      url + "/form",
                      with ->
                          with.withMultipart(
                              MultipartBody.create()
                                  .withField("name", "Ada Löwe")
                                  .withFile("file", "a.txt", RequestBody.text("content"))))
                  .json(Form.class))
          .isEqualTo(new Form("Ada Löwe", "content"));
      assertThat(session.get(url + "/compressed").text()).isEqualTo("text ".repeat(10_000));
      assertThat(session.get(url + "/stream").text())
          .startsWith("piece 0\n")
          .endsWith("piece 99\n");
      assertThat(session.get(url + "/missing").status()).isEqualTo(404);
      List<Task<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String text = "request " + i;
        tasks.add(
            Asyncio.createTask(() -> session.post(url + "/echo", RequestBody.text(text)).text()));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(tasks.get(i).await()).isEqualTo("request " + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void webSocketsOfAiohttp(boolean compressed) throws Exception {
    withAiohttp(http -> {
      String url = http.replace("http:", "ws:") + "/ws?name=";
      WebSocketOptions options =
          WebSocketOptions.DEFAULT.withCompression(compressed).withSubprotocols("chat");
      try (ClientSession session = ClientSession.create()) {
        try (WebSocket ws = session.webSocketConnect(url + "a", options)) {
          assertThat(ws.isCompressed()).isEqualTo(compressed);
          assertThat(ws.subprotocol()).isEqualTo("chat");
          for (String text : List.of("", "ß€😀", "x".repeat(125), "x".repeat(65_536), TEXT)) {
            ws.send(text);
            assertThat(ws.receiveText()).isEqualTo("echo " + text);
          }
          for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 300_000}) {
            byte[] data = Arrays.copyOf(DATA, size);
            ws.send(data);
            assertThat(ws.receiveBinary()).isEqualTo(data);
          }
          assertThat(ws.ping()).isPositive();
          ws.send("ping me");
          assertThat(ws.receiveText()).isEqualTo("pinged");
          ws.send("fragments");
          assertThat(ws.receiveText()).isEqualTo("one two three");
          for (int i = 0; i < 100; i++) {
            ws.send("message " + i);
          }
          for (int i = 0; i < 100; i++) {
            assertThat(ws.receiveText()).isEqualTo("echo message " + i);
          }
          ws.close(4000, "done");
          assertThat(ws.closeCode()).isEqualTo(1000); // its answer to any code
        }
        try (WebSocket ws = session.webSocketConnect(url + "b", options)) {
          ws.send("close");
          assertThat(ws.receive()).isNull();
          assertThat(ws.closeCode()).isEqualTo(4001);
          assertThat(ws.closeReason()).isEqualTo("enough");
        }
        try (WebSocket ws = session.webSocketConnect(url + "c", options)) {
          ws.send("fail");
          assertThatThrownBy(ws::receive)
              .isInstanceOf(WebSocketClosedException.class)
              .hasMessageContaining("1006");
        }
        assertThat(session.get(http + "/closes").text()).isEqualTo("a 4000, b 4001");
      }
    });
  }

  // --- the JDK's ---

  @Test
  void jdk() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(RawServer.HOST), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("X-Method", exchange.getRequestMethod());
          exchange.sendResponseHeaders(200, 0); // in chunks
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(exchange.getRequestURI().toString().getBytes(UTF_8));
            out.write('|');
            out.write(body);
          }
        });
    server.start();
    try {
      String url = "http://" + RawServer.HOST + ":" + server.getAddress().getPort();
      RawServer.run(() -> {
        try (ClientSession session = ClientSession.create()) {
          for (int i = 0; i < 10; i++) {
            assertThat(session.get(url + "/a?b=" + i).text()).isEqualTo("/a?b=" + i + "|");
            try (ClientResponse response =
                session.put(url + "/put", RequestBody.text("body " + i))) {
              assertThat(response.headers().get("X-Method")).isEqualTo("PUT");
              assertThat(response.text()).isEqualTo("/put|body " + i);
            }
          }
        }
      });
    } finally {
      server.stop(0);
    }
  }
}
