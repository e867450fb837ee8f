package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.Task;
import org.asyncio4j.queue.Queue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Items through a queue that holds 100, from one task to another: whoever finds it full or empty
/// waits.
public class QueueTransfer {
  static final int ITEMS = 100_000;
  static final int CAPACITY = 100;

  /// {@return how many items came out}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int confined(OwnLoop own) {
    return transfer(own);
  }

  /// {@return how many items came out}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int baton(OwnLoop own) {
    return transfer(own);
  }

  private static int transfer(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      Queue<Integer> queue = Queue.create(CAPACITY);
      Task<?> putting = createTask(() -> putAll(queue));
      int received = 0;
      for (int i = 0; i < ITEMS; i++) {
        received += queue.get();
      }
      putting.await();
      return received;
    });
  }

  private static void putAll(Queue<Integer> queue) {
    for (int i = 0; i < ITEMS; i++) {
      queue.put(1);
    }
  }

  /// {@return how many items came out}
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int kotlinx() {
    return KotlinxSyncLane.transfer(ITEMS, CAPACITY);
  }
}
