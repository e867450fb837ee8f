package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;
import static org.asyncio4j.Engines.yielding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Reading the stack of a suspended virtual thread takes it out of its scheduler's hands for a
/// moment and puts it back. Profilers and thread dumps do so at any time.
@NoHang
class StackSamplingTest {
  private static final int TASKS = 1000;
  private static final int SWITCHES = 200;

  private final List<Thread> sampled = new CopyOnWriteArrayList<>();
  private final AtomicLong samples = new AtomicLong();
  private volatile boolean ended;

  /// Runs `main` while another thread reads the stacks of all that is in `sampled`.
  private void runSampled(LoopOptions options, Awaitable.Action main) throws Exception {
    Thread sampler =
        Thread.ofPlatform()
            .start(() -> {
              while (!ended) {
                for (Thread thread : sampled) {
                  var _ = thread.getStackTrace();
                  samples.incrementAndGet();
                }
              }
            });
    try {
      Asyncio.run(options, main);
    } finally {
      ended = true;
      sampler.join();
    }
    assertThat(samples).hasValueGreaterThan(1000);
  }

  private Task<Integer> startSampled(Awaitable<Integer> body) {
    Task<Integer> task = createTask(body);
    sampled.add(task.fiber.thread());
    return task;
  }

  private static void assertAllCounted(List<Task<Integer>> tasks, int count) {
    for (Task<Integer> task : tasks) {
      assertThat(task.await()).isEqualTo(count);
    }
  }

  @Test
  void yieldingTasksKeepTheirTurns() throws Exception {
    List<Integer> order = new ArrayList<>();
    runSampled(
        LoopOptions.defaults(),
        () -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            int number = i;
            tasks.add(
                startSampled(() -> {
                  for (int turn = 0; turn < SWITCHES; turn++) {
                    order.add(turn * TASKS + number);
                    yieldNow();
                  }
                  return SWITCHES;
                }));
          }
          assertAllCounted(tasks, SWITCHES);
        });
    assertThat(order).hasSize(TASKS * SWITCHES).isSorted();
  }

  @Test
  void futuresHandValuesRoundARing() throws Exception {
    runSampled(
        LoopOptions.defaults(),
        () -> {
          List<Future<Integer>> slots = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            slots.add(getRunningLoop().createFuture());
          }
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            int me = i;
            tasks.add(startSampled(() -> passOn(slots, me)));
          }
          slots.getFirst().setResult(0);
          assertAllCounted(tasks, SWITCHES);
        });
  }

  /// Waits for a value in slot `me`, and puts its successor into the next slot, many times.
  private static int passOn(List<Future<Integer>> slots, int me) {
    int next = (me + 1) % TASKS;
    int rounds = 0;
    while (rounds < SWITCHES) {
      int value = slots.get(me).await();
      assertThat(value).isEqualTo(rounds * TASKS + me);
      slots.set(me, getRunningLoop().createFuture());
      rounds++;
      if (next != 0 || rounds < SWITCHES) {
        slots.get(next).setResult(value + 1);
      }
    }
    return rounds;
  }

  @Test
  void blockedTasksGoOnUnderYield() throws Exception {
    runSampled(
        yielding(),
        () -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            tasks.add(
                startSampled(() -> {
                  for (int turn = 0; turn < 50; turn++) {
                    block(1);
                    yieldNow();
                  }
                  return 50;
                }));
          }
          assertAllCounted(tasks, 50);
        });
  }

  @Test
  void blockedTasksGoOnUnderHold() throws Exception {
    runSampled(
        LoopOptions.defaults(),
        () -> {
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            tasks.add(
                startSampled(() -> {
                  for (int turn = 0; turn < 20; turn++) {
                    block(1);
                    sleepMillis(1);
                  }
                  return 20;
                }));
          }
          assertAllCounted(tasks, 20);
        });
  }

  @Test
  void stackOfASuspendedTaskIsThatOfItsBody() {
    Asyncio.run(() -> {
      Task<?> sleeper = createTask(() -> sleepMillis(10_000));
      assertThat(sleeper.getStack()).isEmpty();
      yieldNow();
      for (int i = 0; i < 1000; i++) {
        assertThat(sleeper.getStack())
            .first()
            .extracting(StackTraceElement::getMethodName)
            .isEqualTo("sleepMillis");
      }
      yieldNow();
      assertThat(sleeper.done()).isFalse();
      sleeper.cancel();
      yieldNow();
      assertThat(sleeper.getStack()).isEmpty();
    });
  }
}
