package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// An event is set, cleared and waited for. Setting it releases all who wait, even if it is cleared
/// before they run.
final class FlagScenario implements Scenario {
  private static final class Wait {
    final Worker worker;
    boolean released;

    Wait(Worker worker) {
      this.worker = worker;
    }

    @Override
    public String toString() {
      return worker + (released ? " (released)" : "");
    }
  }

  private final Flag flag;
  private final List<Wait> waits = new ArrayList<>();
  private boolean set;

  FlagScenario(Flag flag) {
    this.flag = flag;
  }

  @Override
  public void act(Worker worker) {
    switch (worker.random.nextInt(5)) {
      case 0 -> {
        set = true;
        waits.forEach(wait -> wait.released = true);
        flag.set();
      }
      case 1 -> {
        set = false;
        flag.clear();
      }
      default -> await(worker);
    }
    assertThat(flag.isSet()).isEqualTo(set);
  }

  private void await(Worker worker) {
    Wait wait = new Wait(worker);
    wait.released = set;
    waits.add(wait);
    try {
      flag.await();
    } finally {
      waits.remove(wait);
    }
    assertThat(wait.released).as("%s may go on", worker).isTrue();
  }

  @Override
  public void checkQuiet() {
    assertThat(waits).as("those who wait though it was set").noneMatch(wait -> wait.released);
  }

  @Override
  public void checkEnd() {
    assertThat(waits).isEmpty();
  }
}
