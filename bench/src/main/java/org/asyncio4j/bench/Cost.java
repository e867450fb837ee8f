package org.asyncio4j.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What one operation costs, as one iteration found it.
///
/// @param wallNanos the time that passes
/// @param cpuNanos the time its JVM computes, on all cores: its compiler and its garbage collector
///   count too
record Cost(double wallNanos, double cpuNanos) {
  /// {@return the smaller number: wall time also counts what other programs take away, CPU time
  /// what the compiler takes}
  double nanos() {
    return Math.min(wallNanos, cpuNanos);
  }

  /// {@return the median of one of the numbers over at least one cost}
  static double median(List<Cost> costs, ToDoubleFunction<Cost> number) {
    double[] sorted = costs.stream().mapToDouble(number).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
