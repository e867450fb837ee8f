package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.sync.Lock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A lock that goes round among 10 tasks: each gives it back, and waits for it again behind the
/// nine others.
public class LockHandOff {
  static final int TASKS = 10;
  static final int ROUNDS = 10_000;

  /// {@return how often a task got the lock}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int confined(OwnLoop own) {
    return passRound(own);
  }

  /// {@return how often a task got the lock}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int baton(OwnLoop own) {
    return passRound(own);
  }

  private static int passRound(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      Lock lock = Lock.create();
      lock.acquire(); // so that all wait before the first gets it
      List<Task<Integer>> tasks = new ArrayList<>(TASKS);
      for (int i = 0; i < TASKS; i++) {
        tasks.add(createTask(() -> takeAndGiveBack(lock)));
      }
      sleep(Duration.ZERO);
      lock.release();
      int taken = 0;
      for (Task<Integer> task : tasks) {
        taken += task.await();
      }
      return taken;
    });
  }

  private static int takeAndGiveBack(Lock lock) {
    for (int round = 0; round < ROUNDS; round++) {
      lock.acquire();
      lock.release();
    }
    return ROUNDS;
  }

  /// {@return how often a coroutine got the lock}
  @Benchmark
  @OperationsPerInvocation(TASKS * ROUNDS)
  public int kotlinx() {
    return KotlinxSyncLane.passLock(TASKS, ROUNDS);
  }
}
