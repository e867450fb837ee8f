package org.asyncio4j.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.http.wire.WebSocketAccess;
import org.asyncio4j.http.wire.WebSocketClientHandshake;
import org.asyncio4j.http.wire.WebSocketUpgrade;
import org.asyncio4j.net.ChannelConnection;
import org.asyncio4j.net.ChannelProtocol;
import org.asyncio4j.net.ConnectOptions;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.NettyChannels;
import org.asyncio4j.net.Server;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;

/// Which side is ours; the other one is a [RawPeer].
enum Side {
  SERVER,
  CLIENT;

  static final String HOST = "127.0.0.1";
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  interface Body {
    void run(WebSocket ws, RawPeer peer) throws Exception;
  }

  interface LoopBody {
    void run() throws Exception;
  }

  /// Runs `body` in a loop, and checks that no failure was reported.
  static void run(LoopBody body) {
    List<ExceptionContext> reports = new ArrayList<>();
    Asyncio.run(() -> {
      Asyncio.getRunningLoop().setExceptionHandler((_, report) -> reports.add(report));
      body.run();
    });
    if (!reports.isEmpty()) {
      throw new AssertionError(reports.toString(), reports.getFirst().exception());
    }
  }

  void with(WebSocketOptions options, Body body) {
    with(options, false, body);
  }

  /// Runs `body` with both ends of a WebSocket, and closes everything.
  void with(WebSocketOptions options, boolean compressed, Body body) {
    run(() -> {
      if (this == SERVER) {
        asServer(options, compressed, body);
      } else {
        asClient(options, compressed, body);
      }
    });
  }

  static String request(String... lines) {
    return "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n"
        + String.join("", lines)
        + "\r\n";
  }

  private static void asServer(WebSocketOptions options, boolean compressed, Body body)
      throws Exception {
    EventLoop loop = Asyncio.getRunningLoop();
    Future<WebSocket> made = loop.createFuture();
    Future<@Nullable Void> over = loop.createFuture();
    Application app = Application.create();
    app.get(
        "/ws",
        _ ->
            Response.webSocket(
                options,
                ws -> {
                  made.setResult(ws);
                  over.await();
                }));
    WebServer server = Web.start(app, HOST, 0);
    try (Connection client = Streams.openConnection(HOST, server.port())) {
      client
          .writer()
          .write(request(compressed ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : ""));
      RawPeer.readHead(client.reader());
      body.run(made.await(), new RawPeer(client.reader(), client.writer(), true));
    } finally {
      over.setResult(null);
      server.shutdown(Duration.ZERO);
    }
  }

  static String accept(String key) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    return Base64.getEncoder().encodeToString(digest);
  }

  static String header(List<String> head, String name) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static void asClient(WebSocketOptions options, boolean compressed, Body body)
      throws Exception {
    EventLoop loop = Asyncio.getRunningLoop();
    Future<RawPeer> accepted = loop.createFuture();
    Future<@Nullable Void> over = loop.createFuture();
    Server server =
        Streams.startServer(
            (reader, writer) -> {
              List<String> head = RawPeer.readHead(reader);
              writer.write(
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      + (compressed ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "")
                      + "Sec-WebSocket-Accept: "
                      + accept(header(head, "sec-websocket-key"))
                      + "\r\n\r\n");
              accepted.setResult(new RawPeer(reader, writer, false));
              over.await();
            },
            HOST,
            0);
    try (WebSocket ws = connect(server.port(), options)) {
      body.run(ws, accepted.await());
      accepted.await().writer().abort();
    } finally {
      over.setResult(null);
      server.shutdown(Duration.ZERO);
    }
  }

  /// Suspends until a client of ours is connected to `/ws`.
  static WebSocket connect(int port, WebSocketOptions options) throws Exception {
    Opening opening =
        NettyChannels.open(() -> new Opening(options), HOST, port, ConnectOptions.DEFAULT);
    opening.done.await();
    if (opening.failure != null) {
      throw opening.failure;
    }
    return Objects.requireNonNull(opening.ws);
  }

  /// The least of a client.
  private static final class Opening extends ChannelInboundHandlerAdapter
      implements ChannelProtocol {
    private final WebSocketOptions options;
    private final WebSocketClientHandshake handshake;
    final Future<@Nullable Void> done = Asyncio.getRunningLoop().createFuture();
    @Nullable WebSocket ws;
    @Nullable IOException failure;
    private @Nullable ChannelConnection connection;

    Opening(WebSocketOptions options) {
      this.options = options;
      handshake = new WebSocketClientHandshake(options);
    }

    @Override
    public void begin(ChannelConnection connection) {
      this.connection = connection;
      connection.channel().pipeline().addLast(new HttpClientCodec(), this);
      DefaultFullHttpRequest request =
          new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws");
      request.headers().set("Host", HOST);
      handshake.addTo(request.headers());
      connection.channel().write(request);
      connection.flushSoon();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelConnection here = Objects.requireNonNull(connection);
      if (message instanceof HttpResponse response) {
        try {
          ws =
              WebSocketAccess.of(
                  WebSocketUpgrade.client(
                      here, () -> leave(here), handshake.check(response), options));
        } catch (IOException e) {
          failure = e;
          here.abort();
        }
        here.wake(done);
      }
      ReferenceCountUtil.release(message);
    }

    private void leave(ChannelConnection here) {
      here.channel().pipeline().remove(this);
      here.channel().pipeline().remove(HttpClientCodec.class);
    }

    @Override
    public void drain() {}

    @Override
    public void cancel(String reason) {}
  }
}
