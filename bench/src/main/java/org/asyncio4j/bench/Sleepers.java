package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      Child child = Child.run(command(lane, count), "", log, TIME_LIMIT).succeeded();
      return Optional.of(new Sleepers((int) child.number("asleep"), child.number("bytes")));
    } catch (IOException e) {
      System.err.println("SleepingTasks." + lane.method() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> command(Lane lane, int count) {
    List<String> arguments = new ArrayList<>(HEAP);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(SleepingTasks.class.getName(), lane.name(), Integer.toString(count)));
    return Child.java(lane, arguments);
  }
}
