package org.asyncio4j;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;

/// What tests of the engines share. The suite runs once on each engine.
final class Engines {
  private Engines() {}

  static boolean confined() {
    return LoopOptions.defaults().engine() == Engine.CONFINED && JdkThreads.AVAILABLE;
  }

  static void assumeConfined() {
    assumeTrue(confined(), "only the confined engine does this");
  }

  static void assumeBaton() {
    assumeTrue(!confined(), "only the baton engine does this");
  }

  /// Options of a loop whose tasks go on while one of them is in a foreign blocking call.
  static LoopOptions yielding() {
    assumeConfined();
    return LoopOptions.defaults().withBlocking(Blocking.YIELD);
  }

  static void sleepMillis(int millis) {
    Asyncio.sleep(Duration.ofMillis(millis));
  }

  /// Blocks the thread: a foreign call to the loop.
  static void block(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  static void yieldNow() {
    Asyncio.sleep(Duration.ZERO);
  }

  static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
