package org.asyncio4j.bench;

import static org.asyncio4j.bench.Measure.NANOS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A figure that JMH times.
///
/// @param benchmark the class with a method per lane
/// @param longWork whether a single piece of the work lasts longer than an iteration should
/// @param lines the lines to print, in that order
record TimedFigure(Class<?> benchmark, boolean longWork, List<Comparison> lines) implements Figure {
  /// The lanes take turns.
  @Override
  public void run(Pace given, Path logs, Report report) {
    Pace pace = longWork ? given.forLongWork() : given;
    LaneTimer timer = new LaneTimer(pace, logs);
    List<Comparison> wanted = pace.wanted(lines);
    Map<Lane, List<Cost>> costs = new EnumMap<>(Lane.class);
    for (int round = 0; round < pace.rounds(); round++) {
      for (Lane lane : Comparison.lanes(wanted)) {
        costs.computeIfAbsent(lane, _ -> new ArrayList<>()).addAll(timer.time(benchmark, lane));
      }
    }
    Map<Lane, Double> nanos = new EnumMap<>(Lane.class);
    Map<Lane, Double> wallNanos = new EnumMap<>(Lane.class);
    costs.forEach((lane, found) -> {
      if (!found.isEmpty()) {
        nanos.put(lane, Cost.median(found, Cost::nanos));
        wallNanos.put(lane, Cost.median(found, Cost::wallNanos));
      }
    });
    for (Comparison line : wanted) {
      report.print(line, NANOS, nanos);
      if (pace.thorough()) {
        report.print(line.by("wall time"), NANOS, wallNanos);
      }
    }
  }
}
