package org.asyncio4j.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// Some workers do random things with one primitive and are cancelled at random.
///
/// The workers sleep for whole seconds. Half a second later everybody waits: then it is checked
/// that each waits for a reason. In the end those who are left are cancelled, and must end.
final class Round {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MOST_SECONDS = 20;

  final SplittableRandom random;
  final Scenario scenario;
  private final List<Worker> workers = new ArrayList<>();
  private @Nullable Throwable failure;

  Round(SplittableRandom random, Scenario scenario) {
    this.random = random;
    this.scenario = scenario;
  }

  void run() {
    int count = 3 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      workers.add(new Worker(this, i));
    }
    scenario.begin(workers);
    Asyncio.sleep(Duration.ZERO);
    Asyncio.sleep(Duration.ZERO); // now all have started: who is cancelled before never runs
    Task<?> canceller = Asyncio.createTask(this::cancelSome);
    Asyncio.sleep(SECOND.dividedBy(2));
    for (int i = 0; i < MOST_SECONDS && !allDone(); i++) {
      check();
      Asyncio.sleep(SECOND);
    }
    check();
    workers.forEach(Worker::end);
    workers.forEach(Worker::awaitEnd);
    canceller.await();
    throwFailure();
    scenario.checkEnd();
  }

  private boolean allDone() {
    return workers.stream().allMatch(Worker::done);
  }

  private void check() {
    throwFailure();
    scenario.checkQuiet();
  }

  private void cancelSome() {
    for (int left = random.nextInt(4); left > 0; left--) {
      pause();
      if (random.nextInt(3) == 0) {
        workers.forEach(worker -> worker.cancel(random));
      } else {
        workers.get(random.nextInt(workers.size())).cancel(random);
      }
    }
  }

  /// Suspends for a moment, for a second or two, or not at all.
  void pause() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {}
      case 3 -> Asyncio.sleep(SECOND);
      case 4 -> Asyncio.sleep(SECOND.multipliedBy(2));
      default -> {
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
          Asyncio.sleep(Duration.ZERO);
        }
      }
    }
  }

  void failed(Throwable e) {
    if (failure == null) {
      failure = e;
    }
  }

  private void throwFailure() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(failure);
    }
  }
}
