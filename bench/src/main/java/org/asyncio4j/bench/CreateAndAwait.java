package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A task from its creation to its value: each is created, awaited and gone before the next.
public class CreateAndAwait {
  private static final int TASKS = 100_000;

  /// {@return the sum of the tasks' values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int confined(OwnLoop own) {
    return createAndAwaitTasks(own);
  }

  /// {@return the sum of the tasks' values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int baton(OwnLoop own) {
    return createAndAwaitTasks(own);
  }

  private static int createAndAwaitTasks(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      int sum = 0;
      for (int i = 0; i < TASKS; i++) {
        sum += createTask(() -> 1).await();
      }
      return sum;
    });
  }

  /// {@return the sum of the continuations' values}
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int raw() {
    ContinuationScope scope = new ContinuationScope("bench");
    int[] sum = new int[1];
    for (int i = 0; i < TASKS; i++) {
      new Continuation(scope, () -> sum[0]++).run();
    }
    return sum[0];
  }

  /// {@return the sum of the coroutines' values}
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int kotlinx() {
    return KotlinxLane.createAndAwait(TASKS);
  }

  /// {@return the sum of the coroutines' values}
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int dispatched() {
    return KotlinxLane.createAndAwaitDispatched(TASKS);
  }

  /// {@return the sum of the threads' values}
  ///
  /// @throws ExecutionException never
  /// @throws InterruptedException never
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int virtual() throws ExecutionException, InterruptedException {
    int sum = 0;
    for (int i = 0; i < TASKS; i++) {
      FutureTask<Integer> task = new FutureTask<>(() -> 1);
      Thread.startVirtualThread(task);
      sum += task.get();
    }
    return sum;
  }
}
