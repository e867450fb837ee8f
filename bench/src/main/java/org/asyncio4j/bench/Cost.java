package org.asyncio4j.bench;

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
}
