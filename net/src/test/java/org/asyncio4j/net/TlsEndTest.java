package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// How connections under TLS end.
final class TlsEndTest {
  private static Pki pki;
  private static TlsContext server;
  private static TlsContext client;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    pki = new Pki(folder);
    Path local = pki.local();
    server = TlsContext.server(local, local);
    client = TlsContext.client().withTrust(pki.authority());
  }

  @OnEachTls
  void closeSendsWhatWasWrittenAndSaysGoodbye(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          byte[] much = new byte[2_000_000];
          pair.writer().writeNowait(much);
          pair.writer().close();
          assertThat(pair.reader().read()).hasSize(much.length);
          assertThat(pair.reader().atEof()).isTrue();
          pair.writer().waitClosed();
          pair.accepted().writer().waitClosed();
        });
  }

  @OnEachTls
  void theOtherSidesGoodbyeEndsTheConnection(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          pair.writer().write("last\nwords");
          pair.writer().close();
          pair.accepted().writer().waitClosed(); // nobody has read yet
          assertThat(pair.reader().readLine(US_ASCII)).isEqualTo("last\n");
          assertThat(pair.reader().read()).hasSize(5);
          assertThatThrownBy(() -> pair.accepted().writer().write("too late"))
              .isInstanceOf(SocketException.class);
        });
  }

  @OnEachTls
  void nothingIsLeftOfManyConnections(NettyTransport transport, TlsEngine engine) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server listening = TlsPairs.echo(server.withEngine(engine));
          TlsContext shared = client.withEngine(engine);
          List<Task<?>> talks = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            String line = i + "\n";
            talks.add(
                Asyncio.createTask(() -> {
                  try (Connection connection = TlsPairs.connect(listening, shared)) {
                    connection.writer().write(line);
                    assertThat(connection.reader().readLine(US_ASCII)).isEqualTo(line);
                    connection.writer().close();
                    connection.writer().waitClosed();
                  }
                }));
          }
          for (Task<?> talk : talks) {
            talk.await();
          }
          listening.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }

  // --- the stream is cut ---

  private interface Reading {
    void read(StreamReader reader) throws Exception;
  }

  /// Has the stream be cut after `came`, and `reading` find that out.
  private static void assertCutIsSeen(
      NettyTransport transport, TlsEngine engine, String came, Reading reading) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          pair.writer().write(came);
          while (pair.reader().buffered() < came.length()) {
            Asyncio.sleep(Duration.ofMillis(1));
          }
          pair.writer().abort();
          for (int i = 0; i < 2; i++) { // and it stays so
            assertThatThrownBy(() -> reading.read(pair.reader()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("cut")
                .hasMessageContaining("127.0.0.1");
          }
          assertThat(pair.reader().atEof()).isFalse();
          assertThatThrownBy(() -> pair.accepted().writer().waitClosed())
              .isInstanceOf(SSLException.class);
        });
  }

  @OnEachTls
  void x2AnEndWithoutAGoodbyeIsAFailureOnceAllWasRead(NettyTransport transport, TlsEngine engine) {
    assertCutIsSeen(
        transport,
        engine,
        "a line\na rest",
        reader -> {
          if (reader.buffered() > 0) {
            Asyncio.sleep(Duration.ofMillis(5)); // the end has come
            assertThat(reader.readLine(US_ASCII)).isEqualTo("a line\n");
            assertThat(reader.read(100)).hasSize(6);
          }
          reader.read(100);
        });
  }

  @OnEachTlsEngine
  void x2ABodyThatIsCutIsNotAShortBody(TlsEngine engine) {
    NettyTransport any = NettyTransport.AUTO;
    assertCutIsSeen(any, engine, "body", reader -> reader.read());
    assertCutIsSeen(any, engine, "body", reader -> reader.readExactly(5));
    assertCutIsSeen(any, engine, "body", reader -> reader.readUntil("\n"));
    assertCutIsSeen(any, engine, "body", reader -> reader.readLine());
    assertCutIsSeen(
        any,
        engine,
        "body",
        reader -> {
          try {
            assertThat(reader.lines().iterator().hasNext()).isTrue();
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  @OnEachTlsEngine
  void whatCameBeforeACutIsStillThereAfterAFailedRead(TlsEngine engine) {
    assertCutIsSeen(
        NettyTransport.AUTO,
        engine,
        "body",
        reader -> {
          if (reader.buffered() > 0) {
            assertThatThrownBy(() -> reader.read()).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> reader.readExactly(5)).isInstanceOf(SSLException.class);
            assertThat(reader.read(100)).hasSize(4);
          }
          reader.read(100);
        });
  }

  @OnEachTls
  void aResetIsAFailureToo(NettyTransport transport, TlsEngine engine) {
    TlsPairs.withPair(
        transport,
        server.withEngine(engine),
        client.withEngine(engine),
        pair -> {
          Task<byte[]> reading = Asyncio.createTask(() -> pair.reader().read());
          Asyncio.sleep(Duration.ZERO);
          Resets.reset(pair.client());
          assertThatThrownBy(reading::await).hasCauseInstanceOf(IOException.class);
        });
  }

  // --- the other side does not say goodbye ---

  /// A client of the JDK's, which is a peer that does nothing by itself.
  private interface Talk {
    void run(SSLSocket socket) throws Exception;
  }

  private static void withForeignClient(
      NettyTransport transport, TlsContext context, ConnectionHandler handler, Talk talk) {
    Loopback.run(
        transport,
        () -> {
          long before = Loopback.sockets();
          Server listening =
              Streams.startServer(
                  handler, Loopback.HOST, 0, ServerOptions.DEFAULT.withTls(context));
          int port = listening.port();
          Asyncio.toThread(() -> {
            try (SSLSocket socket = pki.connect(port, "TLSv1.3")) {
              talk.run(socket);
              // try-with-resources says goodbye, which the other side may not hear any more
            } catch (SocketException e) {
              assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe|closed|abort).*");
            }
            return null;
          });
          listening.shutdown(Duration.ofSeconds(5));
          Loopback.awaitSockets(before);
        });
  }

  @OnEachTls
  void closeWaitsForAGoodbyeOnlySoLong(NettyTransport transport, TlsEngine engine) {
    CountDownLatch over = new CountDownLatch(1);
    withForeignClient(
        transport,
        server.withEngine(engine).withShutdownTimeout(Duration.ofMillis(50)),
        (reader, writer) -> {
          reader.readExactly(1);
          writer.close();
          writer.waitClosed(); // normally: all that was written was sent
          over.countDown();
        },
        socket -> {
          socket.getOutputStream().write(1);
          over.await();
        });
  }

  @OnEachTls
  void aPeerThatGoesOnSendingIsNotWaitedFor(NettyTransport transport, TlsEngine engine) {
    withForeignClient(
        transport,
        server.withEngine(engine).withShutdownTimeout(Duration.ofDays(1)),
        (reader, writer) -> {
          reader.readExactly(1);
          writer.close();
          writer.waitClosed();
        },
        socket -> {
          byte[] more = new byte[10_000];
          for (int i = 0; i < 10_000; i++) { // fails soon
            socket.getOutputStream().write(more);
          }
          throw new AssertionError("everything was taken");
        });
  }

  @OnEachTls
  void aForeignPeerSeesAProperEnd(NettyTransport transport, TlsEngine engine) {
    withForeignClient(
        transport,
        server.withEngine(engine).withShutdownTimeout(Duration.ofDays(1)),
        (reader, writer) -> writer.write("all of it"),
        socket -> {
          InputStream in = socket.getInputStream();
          assertThat(new String(in.readAllBytes(), US_ASCII)).isEqualTo("all of it");
        });
  }

  @OnEachTls
  void aLoopCanBeClosedUnderConnections(NettyTransport transport, TlsEngine engine) {
    Asyncio.run(
        Loopback.options(transport),
        () -> {
          Server listening =
              Streams.startServer(
                  (_, _) -> Asyncio.sleep(Duration.ofDays(1)),
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withTls(server.withEngine(engine)));
          Connection left = TlsPairs.connect(listening, client.withEngine(engine));
          left.writer().writeNowait(new byte[10_000_000]);
        });
  }
}
