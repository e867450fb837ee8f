package org.asyncio4j.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.junit.jupiter.api.Timeout;

/// S7: a server that has no descriptor left.
final class DescriptorLimitTest {
  private static final int DESCRIPTORS = 300;

  /// Greets and waits; prints what the exception handler is told.
  static final class Greeter {
    public static void main(String[] args) {
      Asyncio.run(() -> {
        loadAllClasses();
        EventLoop loop = Asyncio.getRunningLoop();
        loop.setExceptionHandler((_, report) ->
            System.out.println(
                "at " + loop.time() + " " + report.message() + ": " + report.exception()));
        Server server =
            Streams.startServer(
                (reader, writer) -> {
                  writer.write("hi");
                  reader.read();
                },
                Loopback.HOST,
                0,
                ServerOptions.DEFAULT.withBacklog(1000));
        Asyncio.sleep(Duration.ofMillis(10)); // the JDK opens what it needs at the first wait
        System.out.println("port " + server.port());
        Asyncio.toThread(() -> System.in.readAllBytes());
        server.shutdown(Duration.ofSeconds(1));
      });
    }

    private static void load(String name) throws ClassNotFoundException {
      try {
        Class.forName(name, false, Greeter.class.getClassLoader());
      } catch (NoClassDefFoundError e) {
        // for a library that is not on the class path
      }
    }

    /// A class that is first needed when there are no descriptors left could not be loaded.
    private static void loadAllClasses() throws IOException, ClassNotFoundException {
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path folder = Path.of(entry);
        if (Files.isDirectory(folder)) {
          List<Path> files;
          try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".class")).toList();
          }
          for (Path file : files) {
            String name = folder.relativize(file).toString().replace(".class", "");
            if (!name.equals("module-info")) {
              load(name.replace('/', '.'));
            }
          }
        }
      }
    }
  }

  @OnEachTransport
  @Timeout(90)
  void s7AcceptingPausesAndRecovers(NettyTransport transport) throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (ChildServer child = new ChildServer(Greeter.class, DESCRIPTORS, transport)) {
      int port = Integer.parseInt(child.await("port "));
      for (int i = 0; i < DESCRIPTORS + 50; i++) {
        Socket client = new Socket(InetAddress.ofLiteral(Loopback.HOST), port);
        client.setSoTimeout(20_000);
        clients.add(client);
      }
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String report = child.await("at ");
        assertThat(report).contains("Too many open files");
        times.add(Long.parseLong(report.substring(0, report.indexOf(' '))));
      }
      assertThat(times.get(2) - times.get(0))
          .as("one report in each pause of a second, and no busy loop")
          .isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
      for (Socket client : clients.subList(0, 150)) { // the backlog is served in order
        assertThat(client.getInputStream().readNBytes(2)).isEqualTo("hi".getBytes(US_ASCII));
        client.close();
      }
      for (Socket client : clients.subList(150, clients.size())) {
        assertThat(client.getInputStream().readNBytes(2)).isEqualTo("hi".getBytes(US_ASCII));
      }
      assertThat(child.end(Duration.ofSeconds(20))).isZero();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
