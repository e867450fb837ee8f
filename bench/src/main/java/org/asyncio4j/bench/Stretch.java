package org.asyncio4j.bench;

import java.io.IOException;
import java.time.Duration;

/// How long something lasted, and what a process computed in that time. A start until it is ended.
///
/// @param wall the time
/// @param cpu the CPU time
record Stretch(Duration wall, Duration cpu) {
  /// {@return one that begins now}
  static Stretch from(RunningServer process) throws IOException {
    return new Stretch(Duration.ofNanos(System.nanoTime()), process.cpu());
  }

  /// {@return this, ended now}
  Stretch to(RunningServer process) throws IOException {
    return new Stretch(Duration.ofNanos(System.nanoTime()).minus(wall), process.cpu().minus(cpu));
  }

  /// {@return how many seconds the process computed in each second}
  double cpuPerSecond() {
    return cpu.toNanos() / (double) wall.toNanos();
  }
}
