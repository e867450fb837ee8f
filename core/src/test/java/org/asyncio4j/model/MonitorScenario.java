package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;

/// Tasks wait on a condition and notify each other.
///
/// The model notifies the first who wait and are not cancelled, in the order in which they came. A
/// task that is cancelled after it was notified gives the notification to the next. More wake-ups
/// than that are legal; none may be missing: whoever is notified in the model goes on.
final class MonitorScenario implements Scenario {
  private static final class Wait {
    final Worker worker;
    boolean notified;

    Wait(Worker worker) {
      this.worker = worker;
    }

    @Override
    public String toString() {
      return worker + (notified ? " (notified)" : "");
    }
  }

  private final Monitor monitor;
  private final List<Wait> waits = new ArrayList<>();
  private final List<Worker> entering = new ArrayList<>();
  private @Nullable Worker owner;

  MonitorScenario(Monitor monitor) {
    this.monitor = monitor;
  }

  @Override
  public void act(Worker worker) {
    entering.add(worker);
    try {
      monitor.acquire();
    } finally {
      entering.remove(worker);
    }
    enter(worker);
    try {
      actInside(worker);
    } finally {
      leave();
      monitor.release();
    }
  }

  private void actInside(Worker worker) {
    if (worker.random.nextBoolean()) {
      worker.pause();
    }
    switch (worker.random.nextInt(6)) {
      case 0 -> {
        wake(2);
        monitor.notify(2);
      }
      case 1 -> {
        wake(1);
        monitor.notify(1);
      }
      case 2 -> {
        wake(waits.size());
        monitor.notifyAllWaiters();
      }
      default -> await(worker);
    }
    if (worker.random.nextBoolean()) {
      worker.pause();
    }
  }

  private void await(Worker worker) {
    Wait wait = new Wait(worker);
    waits.add(wait);
    leave();
    try {
      monitor.await();
    } catch (CancelledError e) {
      waits.remove(wait);
      if (wait.notified) {
        wake(1);
      }
      throw e;
    } finally {
      waits.remove(wait);
      enter(worker);
    }
  }

  private void wake(int count) {
    int left = count;
    for (Wait wait : waits) {
      if (left > 0 && !wait.notified && !wait.worker.isCancelled()) {
        wait.notified = true;
        left--;
      }
    }
  }

  private void enter(Worker worker) {
    assertThat(owner).as("who else has the lock when %s has it", worker).isNull();
    owner = worker;
  }

  private void leave() {
    owner = null;
  }

  @Override
  public void checkQuiet() {
    if (owner == null) {
      assertThat(entering).as("those who wait for the lock though it is free").isEmpty();
      assertThat(waits).as("those who wait").noneMatch(wait -> wait.notified);
    }
  }

  @Override
  public void checkEnd() {
    assertThat(owner).isNull();
    monitor.acquire();
    monitor.release();
  }
}
