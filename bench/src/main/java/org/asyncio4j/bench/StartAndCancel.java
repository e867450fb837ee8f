package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A task's life when it is not wanted any more: it is created, starts to sleep, is cancelled and
/// awaited; 1,000 at a time.
public class StartAndCancel {
  private static final int TASKS = 1_000;
  private static final int ROUNDS = 20;
  private static final Duration LONG = Duration.ofHours(1);

  /// {@return how many tasks ended as cancelled}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int confined(OwnLoop own) {
    return startAndCancelTasks(own);
  }

  /// {@return how many tasks ended as cancelled}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int baton(OwnLoop own) {
    return startAndCancelTasks(own);
  }

  private static int startAndCancelTasks(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      int cancelled = 0;
      for (int round = 0; round < ROUNDS; round++) {
        cancelled += startAndCancelTasks();
      }
      return cancelled;
    });
  }

  private static int startAndCancelTasks() {
    List<Task<?>> tasks = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      tasks.add(createTask(() -> sleep(LONG)));
    }
    sleep(Duration.ZERO);
    for (Task<?> task : tasks) {
      task.cancel();
    }
    int cancelled = 0;
    for (Task<?> task : tasks) {
      cancelled += endsAsCancelled(task) ? 1 : 0;
    }
    return cancelled;
  }

  private static boolean endsAsCancelled(Task<? extends @Nullable Object> task) {
    try {
      task.await();
      return false;
    } catch (CancelledError expected) {
      return true;
    }
  }

  /// {@return how many coroutines ended as cancelled}
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int kotlinx() {
    return KotlinxLane.startAndCancel(TASKS, ROUNDS);
  }
}
