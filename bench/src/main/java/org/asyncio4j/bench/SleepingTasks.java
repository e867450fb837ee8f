package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;

/// How much heap a sleeping task keeps: `SleepingTasks LANE COUNT` puts that many to sleep in this
/// JVM and prints how many do, and by how many bytes each of them made the heap grow.
public final class SleepingTasks {
  private SleepingTasks() {}

  /// Measures one lane.
  ///
  /// @param args the lane's name and the number of tasks
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    int count = Integer.parseInt(args[1]);
    long before = usedHeap();
    IntConsumer whileAsleep =
        asleep -> {
          System.out.println("asleep " + asleep);
          System.out.println("bytes " + (double) (usedHeap() - before) / count);
          // Nobody waits for the hour.
          Runtime.getRuntime().halt(0);
        };
    switch (Lane.valueOf(args[0])) {
      case CONFINED, BATON, UNWATCHED, BATON_UNWATCHED, DEBUGGED ->
          sleepInTasks(count, whileAsleep);
      case KOTLINX, DISPATCHED -> KotlinxLane.sleepAll(count, whileAsleep);
      case RAW -> sleepInContinuations(count, whileAsleep);
      case VIRTUAL -> sleepInThreads(count, whileAsleep);
      case CPYTHON -> throw new IllegalArgumentException("CPython runs in no JVM");
    }
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void sleepInTasks(int count, IntConsumer whileAsleep) {
    try (EventLoop loop = EventLoop.create()) {
      loop.runUntilComplete(() -> sleepInTasksOf(count, whileAsleep));
    }
  }

  private static int sleepInTasksOf(int count, IntConsumer whileAsleep) {
    int[] asleep = new int[1];
    for (int i = 0; i < count; i++) {
      // The loop holds it, nobody else.
      Task<?> _ =
          createTask(() -> {
            asleep[0]++;
            sleep(Duration.ofHours(1));
          });
    }
    sleep(Duration.ZERO);
    whileAsleep.accept(asleep[0]);
    return asleep[0];
  }

  private static void sleepInContinuations(int count, IntConsumer whileAsleep) {
    ContinuationScope scope = new ContinuationScope("bench");
    List<Continuation> continuations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Continuation continuation = new Continuation(scope, () -> Continuation.yield(scope));
      continuation.run();
      continuations.add(continuation);
    }
    try {
      whileAsleep.accept(continuations.size());
    } finally {
      Reference.reachabilityFence(continuations);
    }
  }

  private static void sleepInThreads(int count, IntConsumer whileAsleep)
      throws InterruptedException {
    CountDownLatch started = new CountDownLatch(count);
    List<Thread> threads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            started.countDown();
            LockSupport.parkNanos(Duration.ofHours(1).toNanos());
          }));
    }
    started.await();
    try {
      whileAsleep.accept(threads.size());
    } finally {
      Reference.reachabilityFence(threads);
    }
  }
}
