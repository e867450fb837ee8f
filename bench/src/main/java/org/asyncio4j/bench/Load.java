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
/// @param name what it is called in the report
/// @param connections how many there are
/// @param bytes how long a message is
/// @param pipeline how many messages a connection sends at once
/// @param tls whether it is encrypted
record Load(String name, int connections, int bytes, int pipeline, boolean tls) {
  private static final Duration END = Duration.ofSeconds(20);

  /// {@return name and numbers}
  String text() {
    return String.format(
        Locale.ROOT,
        "%s: %d connections, messages of %,d bytes, %d at a time",
        name,
        connections,
        bytes,
        pipeline);
  }

  /// Loads a server, and measures it in the second part of that time.
  ///
  /// @param program the load, and what stands before its command
  /// @param unmeasured how long the first part is
  /// @param measured how long the second part is
  /// @throws IOException when the load has found something wrong, which it tells in the message
  Sample run(
      List<String> program, RunningServer server, Duration unmeasured, Duration measured, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("--warmup", seconds(unmeasured)));
    command.addAll(List.of(Integer.toString(server.port()), Integer.toString(connections)));
    command.addAll(List.of(Integer.toString(bytes), seconds(measured), Integer.toString(pipeline)));
    Process load = new ProcessBuilder(command).redirectError(log.toFile()).start();
    try (BufferedReader output = load.inputReader()) {
      Stretch stretch = null;
      List<String> lines = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        switch (line) {
          case "measuring" -> stretch = Stretch.from(server);
          case "measured" -> {
            if (stretch != null) {
              stretch = stretch.to(server);
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
      return Sample.of(lines, stretch.cpu().toNanos() / (double) stretch.wall().toNanos());
    } finally {
      load.destroyForcibly();
    }
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }

  /// How long something lasted, and what a server computed in that time. A start until it is ended.
  private record Stretch(Duration wall, Duration cpu) {
    static Stretch from(RunningServer server) throws IOException {
      return new Stretch(Duration.ofNanos(System.nanoTime()), server.cpu());
    }

    Stretch to(RunningServer server) throws IOException {
      return new Stretch(Duration.ofNanos(System.nanoTime()).minus(wall), server.cpu().minus(cpu));
    }
  }
}
