package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What [SleepingTasks] found for a lane, in a JVM of its own.
///
/// @param asleep how many tasks slept
/// @param bytesEach by how much each of them made the heap grow
record Sleepers(int asleep, double bytesEach) {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  /// All of the heap from the start: growing it step by step takes longer than the measurement.
  private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g");

  /// {@return what was found; empty when the JVM failed or took too long, of which its log tells
  /// more}
  static Optional<Sleepers> measure(Lane lane, int count, Path logs) throws InterruptedException {
    Path log = logs.resolve(SleepingTasks.class.getName() + "." + lane.method() + ".log");
    try {
      run(command(lane, count), log);
      List<String> lines = Files.readAllLines(log);
      return Optional.of(new Sleepers((int) number(lines, "asleep "), number(lines, "bytes ")));
    } catch (IOException e) {
      System.err.println("SleepingTasks." + lane.method() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> command(Lane lane, int count) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(lane.jvmArgs());
    command.addAll(HEAP);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SleepingTasks.class.getName(), lane.name(), Integer.toString(count)));
    return command;
  }

  private static void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("took more than " + TIME_LIMIT.toSeconds() + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("exit code " + process.exitValue());
    }
  }

  private static double number(List<String> lines, String key) throws IOException {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return Double.parseDouble(line.substring(key.length()));
      }
    }
    throw new IOException("printed no '" + key.strip() + "'");
  }
}
