package org.asyncio4j.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/// When a run has to be over, counted from the start of this JVM.
///
/// @param age how old the JVM may become
record TimeLimit(Duration age) {
  /// {@return the time that is left}
  Duration left() {
    return age.minusMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  /// When the time is over, whatever the run hangs in, says so in the report and ends this JVM and
  /// every JVM it has started.
  void enforce(Report report) {
    Thread.ofPlatform().daemon().name("time limit").start(() -> endInTime(report));
  }

  private void endInTime(Report report) {
    try {
      Thread.sleep(left());
    } catch (InterruptedException e) {
      return;
    }
    report.late(age);
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(1);
  }
}
