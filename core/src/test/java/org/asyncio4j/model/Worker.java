package org.asyncio4j.model;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelScope;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// A task that does a few random things: some of them under a time limit, some in a cancel scope.
final class Worker {
  final int number;
  final SplittableRandom random;
  private final Round round;
  private final Task<?> task;
  private @Nullable CancelScope scope;
  private boolean ending;

  Worker(Round round, int number) {
    this.number = number;
    this.round = round;
    this.random = round.random;
    this.task = Asyncio.createTask("worker " + number, this::run);
  }

  private void run() {
    try {
      for (int left = 1 + random.nextInt(4); left > 0 && !ending; left--) {
        actOnce();
      }
    } catch (Throwable e) {
      round.failed(e);
    } finally {
      round.scenario.leave(this);
    }
  }

  private void actOnce() throws Exception {
    try {
      pause();
      Duration limit = Duration.ofSeconds(random.nextInt(3));
      switch (random.nextInt(6)) {
        case 0 -> actWithin(limit);
        case 1 -> actInScope(limit);
        default -> round.scenario.act(this);
      }
    } catch (CancelledError e) {
      if (task.cancelling() == 0) {
        throw new AssertionError("cancelled by nobody", e);
      }
      while (task.cancelling() > 0) {
        task.uncancel(); // and goes on
      }
    }
  }

  private void actWithin(Duration limit) throws Exception {
    try {
      Asyncio.timeout(
          limit,
          _ -> {
            round.scenario.act(this);
          });
    } catch (TimeoutException e) {
      // as planned
    }
  }

  private void actInScope(Duration limit) {
    boolean _ =
        Asyncio.moveOnAfter(
            limit,
            scope -> {
              this.scope = scope;
              try {
                round.scenario.act(this);
              } finally {
                this.scope = null;
              }
            });
  }

  void pause() {
    round.pause();
  }

  /// Whether this was asked to end what it waits for, and may not have run since.
  boolean isCancelled() {
    return task.cancelling() > 0 || (scope != null && scope.cancelCalled());
  }

  void cancel(SplittableRandom random) {
    if (scope != null && random.nextBoolean()) {
      scope.cancel();
    } else {
      task.cancel();
    }
  }

  boolean done() {
    return task.done();
  }

  void end() {
    ending = true;
    task.cancel();
  }

  void awaitEnd() {
    if (!task.done()) {
      Asyncio.wait(List.of(task));
    }
  }

  @Override
  public String toString() {
    return "worker " + number;
  }
}
