package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;

/// Runs rounds of a scenario, each determined by a seed: what the workers do, whom they cancel, and
/// the order in which the loop runs what is ready.
///
/// All rounds share one loop. Each begins and ends with nothing else there, so that a round runs in
/// the same way alone.
final class ModelCheck {
  /// `-Dasyncio.model.rounds=` runs more of them.
  private static final int ROUNDS = Integer.getInteger("asyncio.model.rounds", 10_000);

  private static final int STANDSTILL_SECONDS = 10;

  private ModelCheck() {}

  /// A promise that was not kept.
  record Failure(long seed, Throwable what) {
    String message() {
      return "seed " + seed + ": " + what;
    }
  }

  /// Fails if a round does, with its seed. `-Dasyncio.model.seed=` runs that round alone.
  static void holds(Supplier<? extends Scenario> scenario) {
    Long seed = Long.getLong("asyncio.model.seed");
    Failure failure = seed == null ? run(0, ROUNDS, scenario) : run(seed, seed + 1, scenario);
    if (failure != null) {
      fail(failure.message(), failure.what());
    }
  }

  /// Fails unless the bug in the scenario's subject is found, and found again with the same seed.
  static void findsBug(Supplier<? extends Scenario> scenario) {
    Failure failure = run(0, ROUNDS, scenario);
    if (failure == null) {
      throw new AssertionError("no round of " + ROUNDS + " has failed");
    }
    Failure again = run(failure.seed(), failure.seed() + 1, scenario);
    assertThat(again)
        .as("the same seed again")
        .isNotNull()
        .extracting(Failure::message)
        .isEqualTo(failure.message());
  }

  private static @Nullable Failure run(
      long firstSeed, long endSeed, Supplier<? extends Scenario> scenario) {
    Rounds rounds = new Rounds(scenario);
    CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    Thread runner =
        Thread.ofPlatform().daemon().start(() -> end.complete(run(rounds, firstSeed, endSeed)));
    while (true) {
      long seed = rounds.seed();
      try {
        Throwable failure = end.get(STANDSTILL_SECONDS, TimeUnit.SECONDS);
        return failure == null ? null : new Failure(rounds.seed(), failure);
      } catch (TimeoutException e) {
        if (rounds.seed() == seed) { // a task goes round in circles; the loop cannot be stopped
          return new Failure(seed, new AssertionError("the round does not end: " + runner));
        }
      } catch (ExecutionException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// {@return what failed: an assertion, or the deadlock of a round whose tasks are stuck}
  private static @Nullable Throwable run(Rounds rounds, long firstSeed, long endSeed) {
    try {
      Asyncio.run(
          VirtualTime.options().withReadyOrder(rounds),
          Asyncio.async(() -> rounds.run(firstSeed, endSeed)));
      return null;
    } catch (Throwable e) {
      return e;
    }
  }
}
