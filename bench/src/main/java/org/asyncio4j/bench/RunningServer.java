package org.asyncio4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server, or a client, in a process of its own. A server prints `port N` when it listens, a
/// client `port 0` when it has begun. It ends when its input does, so that it never outlives this
/// JVM. What it says besides goes to a log.
final class RunningServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final Path log;
  private final int port;

  private RunningServer(Process process, Path log) throws IOException, InterruptedException {
    this.process = process;
    this.output = process.inputReader();
    this.input = process.outputWriter();
    this.log = log;
    port = (int) new Child(0, List.of(line("port "))).number("port");
  }

  /// Starts a server and waits until it listens.
  ///
  /// @param pinned what stands before its command
  /// @throws IOException when it ends before, or takes too long
  static RunningServer start(List<String> pinned, Tool tool, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinned);
    command.addAll(tool.command());
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try {
      return new RunningServer(process, log);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// {@return what it has computed so far}
  Duration cpu() throws IOException {
    return ProcStat.cpu(process.pid());
  }

  /// {@return the line that it prints when it is sent one, and that begins with the same word}
  String ask(String word, String... more) throws IOException, InterruptedException {
    input.write(word + (more.length == 0 ? "" : " " + String.join(" ", more)) + "\n");
    input.flush();
    return line(word + " ");
  }

  /// Reads the next line that it prints and that begins with `start`; others are skipped.
  private String line(String start) throws IOException, InterruptedException {
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        String line = output.readLine();
        while (line != null && !line.startsWith(start)) {
          line = output.readLine();
        }
        found.complete(line == null ? "" : line);
      } catch (IOException e) {
        found.completeExceptionally(e);
      }
    });
    try {
      String line = found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (line.isEmpty()) {
        throw new IOException("the server has ended, and its log says why: " + log);
      }
      return line;
    } catch (TimeoutException e) {
      throw new IOException(
          "the server has been silent for " + PATIENCE.toSeconds() + " s; its log is " + log, e);
    } catch (ExecutionException e) {
      throw new IOException("the server cannot be heard; its log is " + log, e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
