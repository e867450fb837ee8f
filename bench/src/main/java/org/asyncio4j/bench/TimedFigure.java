package org.asyncio4j.bench;

import static org.asyncio4j.bench.Lane.CPYTHON;
import static org.asyncio4j.bench.Measure.NANOS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A figure that is timed: by JMH, or, in CPython's lane, by a script.
///
/// @param benchmark the class with a method per lane
/// @param script the same work in CPython; null where no line needs it
/// @param longWork whether a single piece of the work lasts longer than an iteration should
/// @param lines the lines to print, in that order
record TimedFigure(
    Class<?> benchmark, @Nullable Script script, boolean longWork, List<Comparison> lines)
    implements Figure {
  TimedFigure(Class<?> benchmark, boolean longWork, List<Comparison> lines) {
    this(benchmark, null, longWork, lines);
  }

  /// The lanes take turns.
  @Override
  public void run(Pace given, Path logs, Report report) throws InterruptedException {
    Pace pace = longWork ? given.forLongWork() : given;
    LaneTimer timer = new LaneTimer(pace, logs);
    List<Comparison> wanted = pace.wanted(lines);
    Map<Lane, List<Cost>> costs = new EnumMap<>(Lane.class);
    for (int round = 0; round < pace.rounds(); round++) {
      for (Lane lane : Comparison.lanes(wanted)) {
        List<Cost> found =
            lane == CPYTHON
                ? Objects.requireNonNull(script).time(pace, logs)
                : timer.time(benchmark, lane);
        costs.computeIfAbsent(lane, _ -> new ArrayList<>()).addAll(found);
      }
    }
    Map<Lane, Double> nanos = new EnumMap<>(Lane.class);
    Map<Lane, Double> wallNanos = new EnumMap<>(Lane.class);
    costs.forEach((lane, found) -> {
      if (!found.isEmpty()) {
        nanos.put(lane, Median.of(found, Cost::nanos));
        wallNanos.put(lane, Median.of(found, Cost::wallNanos));
      }
    });
    report.name(CPYTHON, Python.FOUND.text());
    for (Comparison line : wanted) {
      print(line, nanos, report);
      if (pace.thorough()) {
        print(line.by("wall time"), wallNanos, report);
      }
    }
  }

  private static void print(Comparison line, Map<Lane, Double> numbers, Report report) {
    if (line.peer() == CPYTHON && !Python.FOUND.usable()) {
      report.withoutPeer(line, NANOS, numbers, Python.FOUND.text());
    } else {
      report.print(line, NANOS, numbers);
    }
  }
}
