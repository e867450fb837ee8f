package org.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.net.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a process that serves an application ends: a JVM of its own, which is sent signals.
@Timeout(120)
final class RunAppTest {
  private static final String REQUEST = " HTTP/1.1\r\nHost: a\r\n\r\n";

  /// What the child runs: tells when a request has come, and what its end does.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Application app = Application.create();
      app.onCleanup(() -> System.out.println("cleaned up"));
      app.get(
          "/slow",
          request -> {
            System.out.println("slow");
            while (System.in.available() == 0) {
              Asyncio.sleep(Duration.ofMillis(5));
            }
            return Response.text("done");
          });
      app.get(
          "/endless",
          request -> {
            System.out.println("endless");
            Asyncio.sleep(Duration.ofDays(1));
            return Response.text("never");
          });
      Web.runApp(
          app,
          WebFixture.HOST,
          0,
          WebOptions.DEFAULT.withServer(
              ServerOptions.DEFAULT.withLoops(Integer.parseInt(args[0]))));
      System.out.println("returned");
    }
  }

  private static final class Child implements AutoCloseable {
    final Process process;
    final int port;
    private final BufferedReader output;
    private final List<String> read = new ArrayList<>();

    Child(int loops) throws IOException {
      String engine = System.getProperty("asyncio.engine", "auto");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Dasyncio.engine=" + engine);
      if (!engine.equals("baton")) {
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
      }
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              Program.class.getName(),
              String.valueOf(loops)));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      output = process.inputReader();
      CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
      String line = await("listening on http://");
      port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /// Waits until it prints a line that has `text` in it. {@return the line}
    String await(String text) throws IOException {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        read.add(line);
        if (line.contains(text)) {
          return line;
        }
      }
      throw new AssertionError("the child has ended, after " + read);
    }

    void send(String signal) throws IOException, InterruptedException {
      String pid = String.valueOf(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    }

    RawClient connect() throws IOException {
      return new RawClient(new Socket(InetAddress.ofLiteral(WebFixture.HOST), port));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /// Connects until nobody listens.
  private static void awaitRefusal(Child child) throws IOException {
    while (true) {
      try {
        child.connect().close();
      } catch (ConnectException refused) {
        return;
      } catch (SocketException reset) {
        // it was in the queue that was closed
      }
    }
  }

  private static void finishesWhatIsInFlight(int loops, String signal) throws Exception {
    try (Child child = new Child(loops);
        RawClient client = child.connect()) {
      client.send("GET /slow" + REQUEST);
      child.await("slow");
      child.send(signal);
      awaitRefusal(child);
      child.process.outputWriter().write("\n");
      child.process.outputWriter().flush();
      assertThat(client.read().text()).isEqualTo("done");
      assertThat(client.isEnded()).isTrue();
      child.await("cleaned up");
      child.await("returned");
      assertThat(child.process.waitFor()).isZero();
    }
  }

  @Test
  void aRequestInFlightIsFinishedAfterSigterm() throws Exception {
    finishesWhatIsInFlight(1, "TERM");
  }

  @Test
  void aRequestInFlightIsFinishedAfterSigtermOnSeveralLoops() throws Exception {
    finishesWhatIsInFlight(2, "TERM");
  }

  @Test
  void aSecondCtrlCEndsTheGrace() throws Exception {
    try (Child child = new Child(1);
        RawClient client = child.connect()) {
      client.send("GET /endless" + REQUEST);
      child.await("endless");
      child.send("INT");
      awaitRefusal(child);
      child.send("INT");
      child.await("cleaned up");
      assertThat(child.process.waitFor()).isEqualTo(130);
    }
  }
}
