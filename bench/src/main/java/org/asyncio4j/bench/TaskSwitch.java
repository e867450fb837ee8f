package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.asyncio4j.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A switch: 1,000 tasks give way in turn, as `sleep(0)` does in asyncio.
public class TaskSwitch {
  private static final int TASKS = 1_000;
  private static final int ROUNDS = 200;
  private static final int SWITCHES = TASKS * ROUNDS;

  /// {@return how often a task gave way}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public int confined(OwnLoop own) {
    return switchTasks(own);
  }

  /// {@return how often a task gave way}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public int baton(OwnLoop own) {
    return switchTasks(own);
  }

  private static int switchTasks(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      List<Task<Integer>> tasks = new ArrayList<>(TASKS);
      for (int i = 0; i < TASKS; i++) {
        tasks.add(createTask(TaskSwitch::giveWayInTask));
      }
      int switches = 0;
      for (Task<Integer> task : tasks) {
        switches += task.await();
      }
      return switches;
    });
  }

  private static int giveWayInTask() {
    for (int round = 0; round < ROUNDS; round++) {
      sleep(Duration.ZERO);
    }
    return ROUNDS;
  }

  /// {@return how often a continuation gave way}
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public int raw() {
    ContinuationScope scope = new ContinuationScope("bench");
    ArrayDeque<Continuation> ready = new ArrayDeque<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      ready.add(new Continuation(scope, () -> giveWayInContinuation(scope)));
    }
    int runs = 0;
    for (Continuation next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
      runs++;
      if (!next.isDone()) {
        ready.add(next);
      }
    }
    return runs - TASKS;
  }

  private static void giveWayInContinuation(ContinuationScope scope) {
    for (int round = 0; round < ROUNDS; round++) {
      Continuation.yield(scope);
    }
  }

  /// {@return how often a coroutine gave way}
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public int kotlinx() {
    return KotlinxLane.switchCoroutines(TASKS, ROUNDS);
  }

  /// {@return how often a thread gave way}
  ///
  /// @throws InterruptedException never
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public int virtual() throws InterruptedException {
    List<Thread> threads = new ArrayList<>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      threads.add(Thread.startVirtualThread(TaskSwitch::giveWayInThread));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return SWITCHES;
  }

  @SuppressWarnings("ThreadPriorityCheck") // What yield costs is what this lane is about.
  private static void giveWayInThread() {
    for (int round = 0; round < ROUNDS; round++) {
      Thread.yield();
    }
  }
}
