package org.asyncio4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What `load.c` does to a server.
///
/// @param program that program
/// @param name what it is called in the report
/// @param connections how many there are
/// @param bytes how long a message is
/// @param pipeline how many messages a connection sends at once
record EchoLoad(Tool program, String name, int connections, int bytes, int pipeline)
    implements Load {
  private static final Duration END = Duration.ofSeconds(20);

  @Override
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s: %d connections, messages of %,d bytes, %d at a time",
        name,
        connections,
        bytes,
        pipeline);
  }

  @Override
  public Sample run(
      List<String> pinned, RunningServer measured, Duration settle, Duration window, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(pinned);
    command.addAll(command(measured.port(), settle, window));
    Process load = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try (BufferedReader output = load.inputReader()) {
      Stretch stretch = null;
      List<String> lines = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        switch (line) {
          case "measuring" -> stretch = Stretch.from(measured);
          case "measured" -> {
            if (stretch != null) {
              stretch = stretch.to(measured);
            }
            load.getOutputStream().close(); // lets it end
          }
          default -> lines.add(line);
        }
      }
      if (!load.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the load does not end");
      }
      if (load.exitValue() != 0 || stretch == null) {
        throw new IOException(Files.readString(log).strip());
      }
      return Sample.of(lines, stretch.cpuPerSecond());
    } finally {
      load.destroyForcibly();
    }
  }

  /// {@return the command of this load on a port}
  List<String> command(int port, Duration settle, Duration window) {
    return program
        .with("--warmup", seconds(settle), Integer.toString(port), Integer.toString(connections))
        .with(Integer.toString(bytes), seconds(window), Integer.toString(pipeline))
        .command();
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }
}
