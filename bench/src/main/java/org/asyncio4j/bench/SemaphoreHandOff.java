package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Two permits that go round among 10 tasks: each gives its permit back, and waits for one again
/// behind the others.
public class SemaphoreHandOff {
  static final int TASKS = 10;
  static final int ROUNDS = 10_000;
  static final int PERMITS = 2;

  /// {@return how often a task got a permit}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int confined(OwnLoop own) {
    return passRound(own);
  }

  /// {@return how often a task got a permit}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int baton(OwnLoop own) {
    return passRound(own);
  }

  private static int passRound(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      Semaphore semaphore = Semaphore.create(0); // so that all wait before the first gets a permit
      List<Task<Integer>> tasks = new ArrayList<>(TASKS);
      for (int i = 0; i < TASKS; i++) {
        tasks.add(createTask(() -> takeAndGiveBack(semaphore)));
      }
      sleep(Duration.ZERO);
      for (int i = 0; i < PERMITS; i++) {
        semaphore.release();
      }
      int taken = 0;
      for (Task<Integer> task : tasks) {
        taken += task.await();
      }
      return taken;
    });
  }

  private static int takeAndGiveBack(Semaphore semaphore) {
    for (int round = 0; round < ROUNDS; round++) {
      semaphore.acquire();
      semaphore.release();
    }
    return ROUNDS;
  }

  /// {@return how often a coroutine got a permit}
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int kotlinx() {
    return KotlinxSyncLane.passPermits(TASKS, ROUNDS, PERMITS);
  }
}
