package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.Task;
import org.asyncio4j.queue.MemoryChannel;
import org.asyncio4j.queue.SendChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Items through a channel that holds none, from one task to another: one waits for each item.
public class Rendezvous {
  static final int ITEMS = 100_000;

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
      MemoryChannel<Integer> channel = MemoryChannel.create(0);
      Task<?> sending = createTask(() -> sendAll(channel.sender()));
      int received = 0;
      for (int i = 0; i < ITEMS; i++) {
        received += channel.receiver().receive();
      }
      sending.await();
      return received;
    });
  }

  private static void sendAll(SendChannel<Integer> sender) {
    for (int i = 0; i < ITEMS; i++) {
      sender.send(1);
    }
  }

  /// {@return how many items came out}
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int kotlinx() {
    return KotlinxSyncLane.transfer(ITEMS, 0);
  }
}
