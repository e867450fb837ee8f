package org.asyncio4j.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.http.client.ClientSession;
import org.asyncio4j.http.web.Application;
import org.asyncio4j.http.web.Response;
import org.asyncio4j.http.web.Web;
import org.asyncio4j.http.web.WebServer;
import org.asyncio4j.net.Connection;
import org.asyncio4j.net.Streams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nothing is left of WebSockets, however they end.
@Timeout(60)
final class WebSocketLeaksTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int ROUNDS = 25;
  private static final String SENTINEL = "left on purpose, so that the others would be seen";
  private static final String TEXT = "a message of some length, ".repeat(500);
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  /// What a handler does.
  private interface Handling {
    void handle(WebSocket ws) throws Exception;
  }

  /// A WebSocket from the server's side.
  ///
  /// @param begun done when its handler begins, with its task
  /// @param ended done when that has ended
  private record Turn(Handling handling, Future<Task<?>> begun, Future<@Nullable Void> ended) {}

  private @Nullable Turn turn;

  private Turn next(Handling handling) {
    EventLoop loop = Asyncio.getRunningLoop();
    Turn next = new Turn(handling, loop.createFuture(), loop.createFuture());
    turn = next;
    return next;
  }

  private WebServer serve() throws Exception {
    Application app = Application.create();
    app.get(
        "/ws",
        _ ->
            Response.webSocket(
                WebSocketOptions.DEFAULT,
                ws -> {
                  Turn here = Objects.requireNonNull(turn);
                  here.begun.setResult(Objects.requireNonNull(Asyncio.currentTask()));
                  try {
                    here.handling.handle(ws);
                  } finally {
                    here.ended.setResult(null);
                  }
                }));
    return Web.start(app, Side.HOST, 0);
  }

  private static String url(int port) {
    return "ws://" + Side.HOST + ":" + port + "/ws";
  }

  private static void echo(WebSocket ws) throws Exception {
    for (Message message : ws) {
      if (message instanceof Message.Text(String text)) {
        ws.send(text);
      }
    }
  }

  // --- the ways to end ---

  private void closedByTheClient(int port) throws Exception {
    Turn here = next(WebSocketLeaksTest::echo);
    try (ClientSession session = ClientSession.create();
        WebSocket ws = session.webSocketConnect(url(port))) {
      ws.send(TEXT);
      assertThat(ws.receiveText()).isEqualTo(TEXT);
    }
    here.ended.await();
  }

  /// With messages on both sides that nobody has read.
  private void closedByTheServer(int port) throws Exception {
    Future<@Nullable Void> sent = Asyncio.getRunningLoop().createFuture();
    Turn here =
        next(ws -> {
          ws.send(TEXT);
          sent.await();
        });
    try (ClientSession session = ClientSession.create();
        WebSocket ws = session.webSocketConnect(url(port))) {
      for (int i = 0; i < 10; i++) {
        ws.send(TEXT);
      }
      sent.setResult(null);
      here.ended.await();
    }
  }

  private void cancelledInTheServer(int port) throws Exception {
    Turn here = next(_ -> Asyncio.getRunningLoop().createFuture().await());
    try (ClientSession session = ClientSession.create();
        WebSocket ws = session.webSocketConnect(url(port))) {
      ws.send(TEXT);
      here.begun.await().cancel();
      here.ended.await();
    }
  }

  private void cancelledInTheClient(int port) throws Exception {
    Turn here = next(WebSocketLeaksTest::echo);
    Task<?> client =
        Asyncio.createTask(() -> {
          try (ClientSession session = ClientSession.create();
              WebSocket ws = session.webSocketConnect(url(port))) {
            ws.send(TEXT);
            while (ws.receive() != null) {}
          }
        });
    here.begun.await();
    client.cancel();
    assertThatThrownBy(client::await).isInstanceOf(CancelledError.class);
    here.ended.await();
  }

  private void anOpcodeThatIsNone(int port) throws Exception {
    raw(port, WebSocketLeaksTest::echo, "", peer -> peer.send(0x83, TEXT));
  }

  private void noDeflate(int port) throws Exception {
    raw(
        port,
        WebSocketLeaksTest::echo,
        DEFLATE,
        peer -> peer.send(RawPeer.TEXT | RawPeer.RSV1, TEXT));
  }

  private void abortedInAFrame(int port) throws Exception {
    raw(
        port,
        WebSocketLeaksTest::echo,
        "",
        peer -> {
          peer.send(0x01, TEXT);
          peer.sendHead(RawPeer.LAST, 100_000);
          peer.writer().write(new byte[1000]);
          peer.writer().abort();
        });
  }

  private void abortedWhileMessagesWait(int port) throws Exception {
    Future<@Nullable Void> over = Asyncio.getRunningLoop().createFuture();
    raw(
        port,
        _ -> over.await(),
        DEFLATE,
        peer -> {
          for (int i = 0; i < 10; i++) {
            peer.send(RawPeer.TEXT, TEXT);
          }
          Objects.requireNonNull(turn).begun.await();
          peer.writer().abort();
          over.setResult(null);
        });
  }

  private interface Attack {
    void by(RawPeer peer) throws Exception;
  }

  private void raw(int port, Handling handling, String header, Attack attack) throws Exception {
    Turn here = next(handling);
    try (Connection client = Streams.openConnection(Side.HOST, port)) {
      client.writer().write(Side.request(header));
      RawPeer.readHead(client.reader());
      attack.by(new RawPeer(client.reader(), client.writer(), true));
      here.ended.await();
    }
  }

  private void round(int port) throws Exception {
    closedByTheClient(port);
    closedByTheServer(port);
    cancelledInTheServer(port);
    cancelledInTheClient(port);
    anOpcodeThatIsNone(port);
    noDeflate(port);
    abortedInAFrame(port);
    abortedWhileMessagesWait(port);
  }

  // --- what is left ---

  private static long descriptors() throws Exception {
    try (Stream<Path> files = Files.list(DESCRIPTORS)) {
      return files.count();
    }
  }

  private static void leaveOne() {
    ByteBuf left = ByteBufAllocator.DEFAULT.buffer(100);
    left.touch(SENTINEL);
  }

  /// Has what nobody refers to be found, until that is the one which was left on purpose.
  private static void awaitSentinel(List<String> leaks) {
    leaveOne();
    while (leaks.stream().noneMatch(leak -> leak.contains(SENTINEL))) {
      System.gc();
      Asyncio.sleep(Duration.ofMillis(1));
      ByteBufAllocator.DEFAULT.buffer(100).release(); // which reports what was found
    }
  }

  @Test
  void noBufferAndNoDescriptorIsLeft() {
    Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "there is no " + DESCRIPTORS);
    List<String> leaks = new CopyOnWriteArrayList<>();
    Handler heard =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            leaks.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ResourceLeakDetector.class.getName());
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    logger.addHandler(heard);
    logger.setUseParentHandlers(false);
    try {
      Side.run(() -> {
        WebServer server = serve();
        round(server.port()); // has everything loaded
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        long before = descriptors();
        for (int i = 0; i < ROUNDS; i++) {
          round(server.port());
        }
        while (descriptors() > before) { // the last of them may be closing still
          Asyncio.sleep(Duration.ofMillis(1));
        }
        server.shutdown(Duration.ZERO);
        awaitSentinel(leaks);
      });
    } finally {
      ResourceLeakDetector.setLevel(level);
      logger.removeHandler(heard);
      logger.setUseParentHandlers(true);
    }
    assertThat(leaks).singleElement().asString().contains(SENTINEL);
  }
}
