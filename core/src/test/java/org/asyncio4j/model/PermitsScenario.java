package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

/// Permits are taken and given back.
///
/// **Fairness** in a shuffled order: several who were given a permit in one iteration may run in
/// any order, so an earlier one may still be seen waiting when a later one goes on. But then it
/// must have its permit already. So when somebody goes on, he, those who hold a permit and all
/// those who asked before him, wait, and are not cancelled have one each: together they are not
/// more than there are.
final class PermitsScenario implements Scenario {
  private final Permits permits;
  private final boolean resizable;
  private int total;

  /// The most that there were since everybody waited.
  private int bound;

  /// In the order in which they asked.
  private final List<Worker> waiting = new ArrayList<>();

  private final List<Worker> holders = new ArrayList<>();

  PermitsScenario(Permits permits, int total, boolean resizable) {
    this.permits = permits;
    this.total = total;
    this.bound = total;
    this.resizable = resizable;
  }

  @Override
  public void act(Worker worker) {
    int choice = worker.random.nextInt(10);
    if (choice == 0 && resizable) {
      total = worker.random.nextInt(4);
      bound = Math.max(bound, total);
      permits.resize(total);
    } else if (choice < 3) {
      if (permits.tryAcquire()) {
        hold(worker, waiting);
      }
    } else {
      waiting.add(worker);
      List<Worker> before;
      try {
        permits.acquire();
        before = List.copyOf(waiting.subList(0, waiting.indexOf(worker)));
      } finally {
        waiting.remove(worker);
      }
      hold(worker, before);
    }
  }

  private void hold(Worker worker, List<Worker> askedBefore) {
    long entitled = askedBefore.stream().filter(other -> !other.isCancelled()).count();
    holders.add(worker);
    try {
      assertThat(holders.size() + entitled)
          .as(
              "permits of %s, who hold one, and of those of %s who asked before %s",
              holders, askedBefore, worker)
          .isLessThanOrEqualTo(bound);
      worker.pause();
    } finally {
      holders.remove(worker);
      permits.release();
    }
  }

  @Override
  public void checkQuiet() {
    bound = total;
    if (holders.size() < total) {
      assertThat(waiting).as("who waits though permits are free").isEmpty();
    }
  }

  @Override
  public void checkEnd() {
    assertThat(permits.free()).as("free permits in the end").isEqualTo(total);
    if (permits.bounded()) {
      assertThatThrownBy(permits::release).isInstanceOf(IllegalStateException.class);
    }
    assertThat(permits.tryAcquire()).as("can take a free permit").isEqualTo(total > 0);
  }
}
