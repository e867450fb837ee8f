package org.asyncio4j.spi;

/// Where a loop reads the time. The loop's timers, and everything built on them, follow this clock
/// and no other.
@FunctionalInterface
public interface Clock {
  /// The system's monotonic clock, `System.nanoTime()`.
  Clock SYSTEM = System::nanoTime;

  /// {@return nanoseconds since an arbitrary moment; never goes back} Called on the loop only.
  long nanoTime();
}
