package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.NettyTransport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Large files on their way, on each transport.
@Timeout(60)
final class FileSendingTest {
  @TempDir Path folder;

  static Stream<NettyTransport> transports() {
    return Arrays.stream(NettyTransport.values())
        .filter(transport -> transport != NettyTransport.AUTO && transport.isAvailable());
  }

  private Path file(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    return Files.write(folder.resolve("large.bin"), content);
  }

  private static WebFixture serve(NettyTransport transport, Path file, WebOptions options) {
    Application app = Application.create();
    app.get("/file", _ -> Response.file(file));
    app.get("/other", _ -> Response.text("other"));
    return WebFixture.serve(transport, app, options);
  }

  /// A client whose system takes little of what it does not read.
  private static RawClient slowClient(WebFixture web) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(
        new InetSocketAddress(InetAddress.ofLiteral(WebFixture.HOST), web.port()), 20_000);
    return new RawClient(socket);
  }

  private static long open(Path file) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).equals(file.toRealPath());
                } catch (IOException e) {
                  return false; // closed meanwhile
                }
              })
          .count();
    }
  }

  /// Waits on the loop, on which files are closed.
  private static void awaitClosed(WebFixture web, Path file) {
    web.onLoop(() -> {
      while (open(file) > 0) {
        Asyncio.sleep(Duration.ofMillis(1));
      }
    });
  }

  @ParameterizedTest
  @MethodSource("transports")
  void allOfItComesAndTheFileIsClosed(NettyTransport transport) throws Exception {
    Path file = file(3 * 1024 * 1024 + 17);
    try (WebFixture web = serve(transport, file, WebOptions.DEFAULT);
        RawClient client = web.connect()) {
      for (int i = 0; i < 2; i++) {
        assertThat(client.ask("GET /file HTTP/1.1\r\nHost: a\r\n\r\n").body())
            .isEqualTo(Files.readAllBytes(file));
      }
      assertThat(
              client
                  .ask("GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes=1000000-2000000\r\n\r\n")
                  .body())
          .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(file), 1_000_000, 2_000_001));
      assertThat(client.ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("other");
      assertThat(client.ask("GET /file HTTP/1.0\r\n\r\n").body())
          .isEqualTo(Files.readAllBytes(file));
      awaitClosed(web, file);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aClientThatGoesInTheMiddleLeavesNothingOpen(NettyTransport transport) throws Exception {
    Path file = file(16 * 1024 * 1024);
    try (WebFixture web = serve(transport, file, WebOptions.DEFAULT)) {
      for (int i = 0; i < 5; i++) {
        RawClient client = slowClient(web);
        client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
        client.readLine();
        if (i % 2 == 0) {
          client.socket().setSoLinger(true, 0); // a reset
        }
        client.close();
      }
      awaitClosed(web, file);
      assertThat(web.ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("other");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void h19AFileThatIsCutWhileItIsSentCutsTheConnection(NettyTransport transport) throws Exception {
    Path file = file(32 * 1024 * 1024);
    try (WebFixture web = serve(transport, file, WebOptions.DEFAULT);
        RawClient client = slowClient(web)) {
      client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readLine();
      try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(1024);
      }
      assertThatThrownBy(() -> client.readExactly(32 * 1024 * 1024))
          .isInstanceOf(IOException.class);
      awaitClosed(web, file);
      assertThat(web.reports()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void h8WhoDoesNotReadAFileIsCutAndOthersAreNot(NettyTransport transport) throws Exception {
    Path file = file(32 * 1024 * 1024);
    WebOptions options = WebOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(300));
    try (WebFixture web = serve(transport, file, options);
        RawClient client = slowClient(web)) {
      client.send("GET /file HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readLine();
      assertThat(web.ask("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text()).isEqualTo("other");
      awaitClosed(web, file); // without a byte being read
      assertThatThrownBy(() -> client.readExactly(32 * 1024 * 1024))
          .isInstanceOf(IOException.class);
    }
  }
}
