package org.asyncio4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Work that CPython does, in a process of its own: a function of `sync.py`.
///
/// @param function which
/// @param numbers what it is given
record Script(String function, List<Integer> numbers) {
  private static final Duration TIME_LIMIT = Duration.ofMinutes(2);

  /// What one iteration took.
  ///
  /// @param operations how many there were
  /// @param wallNanos the time that passed
  /// @param cpuNanos the time it computed
  record Iteration(long operations, long wallNanos, long cpuNanos) {
    Cost cost() {
      return new Cost((double) wallNanos / operations, (double) cpuNanos / operations);
    }
  }

  /// {@return work with these numbers}
  static Script of(String function, Integer... numbers) {
    return new Script(function, List.of(numbers));
  }

  /// {@return the cost that each counted iteration found; empty when there is no CPython, or when
  /// it failed, of which its log tells more}
  List<Cost> time(Pace pace, Path logs) throws InterruptedException {
    if (!Python.FOUND.usable()) {
      return List.of();
    }
    try {
      return run(pace.iterations(), logs).stream().map(Iteration::cost).toList();
    } catch (IOException e) {
      System.err.println("sync.py " + function + ": " + e.getMessage());
      return List.of();
    }
  }

  /// Does the work once uncounted, then `iterations` times.
  List<Iteration> run(int iterations, Path logs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Python.COMMAND, "-", function));
    command.add(Integer.toString(iterations));
    numbers.forEach(number -> command.add(Integer.toString(number)));
    Path log = logs.resolve("sync.py." + function + ".log");
    return Child.run(command, source(), log, TIME_LIMIT).succeeded().lines().stream()
        .map(line -> line.split(" "))
        .map(columns ->
            new Iteration(
                Long.parseLong(columns[0]), Long.parseLong(columns[1]), Long.parseLong(columns[2])))
        .toList();
  }

  private static String source() throws IOException {
    try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream("/sync.py"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
