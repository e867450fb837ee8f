package org.asyncio4j.bench;

import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.runner.options.TimeValue;

/// How long a run takes over each figure.
///
/// @param rounds how often each lane gets a fresh JVM; the lanes of a figure take turns, so that a
///   slow minute of the machine hits all of them
/// @param warmups how many iterations in each JVM do not count
/// @param iterations how many iterations in each JVM count
/// @param iteration how long one lasts
/// @param thorough whether to measure and print what no target needs
/// @param limit when to give up on the whole run
record Pace(
    int rounds,
    int warmups,
    int iterations,
    TimeValue iteration,
    boolean thorough,
    TimeLimit limit) {
  /// Some six minutes.
  static final Pace FULL =
      new Pace(3, 5, 5, TimeValue.milliseconds(400), true, new TimeLimit(Duration.ofMinutes(20)));

  /// Below fifty seconds, the start of every JVM included.
  static final Pace QUICK =
      new Pace(1, 7, 5, TimeValue.milliseconds(100), false, new TimeLimit(Duration.ofSeconds(48)));

  /// {@return a pace with fewer iterations, for work of which a single piece outlasts one}
  Pace forLongWork() {
    return new Pace(rounds, 3, 3, iteration, thorough, limit);
  }

  /// {@return the lines that a run of this pace prints}
  List<Comparison> wanted(List<Comparison> lines) {
    return lines.stream().filter(line -> line.quick() || thorough).toList();
  }
}
