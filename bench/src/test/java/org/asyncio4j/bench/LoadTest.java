package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `load.c` and `soak.c` say when something is wrong.
class LoadTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path logs;
  private Peers peers;

  @BeforeEach
  void needsCompiler() throws IOException {
    assumeTrue(Tool.onPath("cc").isThere(), "no cc on the PATH");
    peers = Peers.of(Path.of("."));
  }

  private Child run(Tool program, String... arguments) throws IOException, InterruptedException {
    return Child.run(program.with(arguments).command(), "", logs.resolve("log"), LIMIT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 2 3; usage: load [--tls] [--warmup SECONDS] PORT CONNECTIONS BYTES SECONDS [PIPELINE]",
        "x 1 1 1; PORT must be a whole number from 1 to 65535, and is \"x\"",
        "70000 1 1 1; PORT must be a whole number from 1 to 65535, and is \"70000\"",
        "1 0 1 1; CONNECTIONS must be a whole number from 1 to 100000, and is \"0\"",
        "1 1 1k 1; BYTES must be a whole number from 1 to 16777216, and is \"1k\"",
        "1 1 1 -1; SECONDS must be a number from 0.01 to 3600, and is \"-1\"",
        "1 1 1 1 0; PIPELINE must be a whole number from 1 to 10000, and is \"0\"",
        "--warmup soon 1 1 1 1; the warm-up must be a number from 0 to 3600, and is \"soon\"",
        "--slow 1 1 1 1; unknown option \"--slow\", or one without its value",
      })
  void aCommandLineThatIsWrongIsNamed(String arguments, String message) throws Exception {
    Child load = run(peers.load(), arguments.split(" ", -1));

    assertThat(load.lines()).containsExactly("load: " + message);
    assertThat(load.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 2 3; usage: soak PORT CONNECTIONS SECONDS RESETS [SEED]",
        "1 0 1 1; CONNECTIONS must be a whole number from 1 to 1000000, and is \"0\"",
        "1 1 1 101; RESETS must be a number from 0 to 100, and is \"101\"",
      })
  void soRefusesSoak(String arguments, String message) throws Exception {
    Child soak = run(peers.soak(), arguments.split(" ", -1));

    assertThat(soak.lines()).containsExactly("soak: " + message);
    assertThat(soak.status()).isEqualTo(2);
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int free;
    try (ServerSocket listener = listener()) {
      free = listener.getLocalPort();
    }
    Child load = run(peers.load(), Integer.toString(free), "1", "10", "1");

    assertThat(load.status()).isEqualTo(1);
    assertThat(load.lines())
        .containsExactly("load: cannot connect to 127.0.0.1 port " + free + ": Connection refused");
  }

  @Test
  void aServerThatClosesIsNamed() throws Exception {
    assertThat(saidOf("")).isEqualTo("load: the server closed the connection");
  }

  @Test
  void aServerThatAnswersOtherBytesIsNamed() throws Exception {
    assertThat(saidOf("bbb")).isEqualTo("load: the server answered other bytes than it was sent");
  }

  @Test
  void aServerThatAnswersTooMuchIsNamed() throws Exception {
    assertThat(saidOf("abcdefghi\na")).isEqualTo("load: the server answered more than it was sent");
  }

  /// What load says of a server that answers ten bytes with `answer` and closes.
  private String saidOf(String answer) throws Exception {
    try (ServerSocket listener = listener()) {
      Thread server = Thread.startVirtualThread(() -> answerOnce(listener, answer));
      Child load = run(peers.load(), Integer.toString(listener.getLocalPort()), "1", "10", "1");
      server.join();
      assertThat(load.status()).isEqualTo(1);
      return String.join("\n", load.lines());
    }
  }

  private static void answerOnce(ServerSocket listener, String answer) {
    try (Socket connection = listener.accept();
        OutputStream output = connection.getOutputStream()) {
      connection.getInputStream().readNBytes(10);
      output.write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }
}
