package org.asyncio4j.model;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.spi.ReadyOrder;

/// Rounds one after another, and the order in which the loop runs what is ready in each.
final class Rounds implements ReadyOrder {
  private final Supplier<? extends Scenario> scenario;
  private SplittableRandom random = new SplittableRandom(0);
  private volatile long seed;

  Rounds(Supplier<? extends Scenario> scenario) {
    this.scenario = scenario;
  }

  /// Runs on the loop; throws what a round fails with.
  void run(long firstSeed, long endSeed) {
    Asyncio.getRunningLoop()
        .setExceptionHandler((_, _) -> {}); // tasks that are stuck are reported here
    for (long next = firstSeed; next < endSeed; next++) {
      seed = next;
      random = new SplittableRandom(next);
      new Round(random, scenario.get()).run();
    }
  }

  /// The seed of the round that runs now. Any thread.
  long seed() {
    return seed;
  }

  @Override
  public int pick(int size) {
    return random.nextInt(size);
  }
}
