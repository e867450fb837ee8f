package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Trap 6: each timed park of a virtual thread is a job for a helper thread of the JDK. All timers
/// of a loop are in its own heap, and it alone waits for the first.
@NoHang
class Trap6TimersTest {
  private static final int TASKS = 10_000;

  @Test
  void sleepingTasksAreInNoTimedPark() {
    Asyncio.run(() -> {
      List<Task<?>> tasks = startSleepers();
      assertThat(tasks)
          .extracting(task -> Objects.requireNonNull(task.fiber.thread()).getState())
          .doesNotContain(Thread.State.TIMED_WAITING);
      tasks.forEach(Task::cancel);
    });
  }

  @Test
  void allSleepsAreInOneHeap() {
    Asyncio.run(() -> {
      List<Task<?>> tasks = startSleepers();
      assertThat(getRunningLoop().scheduler.timers.size()).isEqualTo(TASKS);
      tasks.forEach(Task::cancel);
      yieldNow();
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  private static List<Task<?>> startSleepers() {
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      tasks.add(createTask(() -> sleepMillis(60_000)));
    }
    yieldNow();
    return tasks;
  }
}
