package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Debug mode's eye on how long each step holds the loop: one resumption of a task, or one
/// callback. On the loop.
final class SlowSteps {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  private Duration limit = Duration.ofMillis(100);
  private long began;

  void setLimit(Duration limit) {
    this.limit = limit;
  }

  Duration limit() {
    return limit;
  }

  void begin() {
    began = System.nanoTime();
  }

  /// The step of `culprit`, made at `createdAt`, that began last has ended.
  void end(EventLoop loop, Object culprit, @Nullable List<StackTraceElement> createdAt) {
    long took = System.nanoTime() - began;
    if (took >= limit.toNanos()) {
      if (FlightEvents.recordSlowSteps()) {
        FlightEvents.slowStep(
            loop,
            culprit.toString(),
            took,
            "debug mode",
            Objects.requireNonNullElse(createdAt, List.of()));
      }
      LOG.log(
          WARNING,
          "Executing {0} took {1} seconds: nothing else ran meanwhile. Move blocking work to toThread.",
          culprit,
          String.format("%.3f", took / 1e9));
    }
  }
}
