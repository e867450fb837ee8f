package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a peer can have the engine do, after the handshake, without sending any data.
final class TlsFloodTest {
  private static Pki pki;
  private static TlsContext server;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    pki = new Pki(folder);
    Path local = pki.local();
    server = TlsContext.server(local, local);
  }

  private interface Talk {
    void run(SSLSocket socket) throws Exception;
  }

  /// What a server's handler fails with while it echoes what a foreign client says.
  private static List<IOException> failures(
      NettyTransport transport, TlsContext context, String protocol, Talk talk) {
    return failures(transport, context, protocol, _ -> {}, talk);
  }

  private static List<IOException> failures(
      NettyTransport transport,
      TlsContext context,
      String protocol,
      Consumer<StreamWriter> prepare,
      Talk talk) {
    List<IOException> failures = new ArrayList<>();
    Loopback.run(
        transport,
        () -> {
          Server listening =
              Streams.startServer(
                  (reader, writer) -> {
                    prepare.accept(writer);
                    try {
                      for (byte[] line = reader.readLine();
                          line.length > 0;
                          line = reader.readLine()) {
                        writer.write(line);
                      }
                    } catch (IOException e) {
                      failures.add(e);
                    }
                  },
                  Loopback.HOST,
                  0,
                  ServerOptions.DEFAULT.withTls(context));
          int port = listening.port();
          Asyncio.toThread(() -> {
            try (SSLSocket socket = pki.connect(port, protocol)) {
              talk.run(socket);
            }
          });
          listening.shutdown(Duration.ofSeconds(5));
        });
    return failures;
  }

  private static void ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
    assertThat(socket.getInputStream().readNBytes(6)).isEqualTo("hello\n".getBytes(US_ASCII));
  }

  @OnEachTls
  void x6KeyUpdatesWithoutEndAreRefused(NettyTransport transport, TlsEngine engine) {
    List<IOException> failures =
        failures(
            transport,
            server.withEngine(engine),
            "TLSv1.3",
            socket -> {
              ask(socket);
              assertThatThrownBy(
                      () -> {
                        for (int i = 0; i < 100_000; i++) {
                          socket.startHandshake(); // after the first: a request for new keys
                        }
                      })
                  .isInstanceOf(IOException.class);
            });
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst())
        .hasMessageMatching(
            engine == TlsEngine.JDK
                ? ".*(no data in them|does not read them)"
                : ".*TOO_MANY_KEY_UPDATES.*");
  }

  @Test
  @Timeout(30)
  void x6AnswersThatNobodyReadsAreBounded() {
    List<IOException> failures =
        failures(
            NettyTransport.AUTO,
            server.withEngine(TlsEngine.JDK), // the other one answers once at a time
            "TLSv1.3",
            // or the system takes megabytes of answers that nobody reads
            writer -> writer.stream().channel.config().setOption(ChannelOption.SO_SNDBUF, 8192),
            socket -> {
              ask(socket);
              assertThatThrownBy(
                      () -> {
                        for (int i = 0; i < 1_000_000; i++) {
                          for (int j = 0; j < 200; j++) {
                            socket.startHandshake();
                          }
                          socket.getOutputStream().write('.');
                        }
                      })
                  .isInstanceOf(IOException.class);
            });
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).hasMessageContaining("does not read them");
  }

  @OnEachTlsEngine
  void newKeysNowAndThenAreFine(TlsEngine engine) {
    List<IOException> failures =
        failures(
            NettyTransport.AUTO,
            server.withEngine(engine),
            "TLSv1.3",
            socket -> {
              for (int i = 0; i < 20; i++) {
                socket.startHandshake();
                ask(socket);
              }
            });
    assertThat(failures).isEmpty();
  }

  @OnEachTls
  void x6RenegotiationIsRefused(NettyTransport transport, TlsEngine engine) {
    List<IOException> failures =
        failures(
            transport,
            server.withEngine(engine),
            "TLSv1.2",
            socket -> {
              ask(socket);
              assertThatThrownBy(
                      () -> {
                        socket.startHandshake();
                        ask(socket);
                      })
                  .isInstanceOf(IOException.class);
            });
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).hasMessageContaining("renegotiation");
  }
}
