package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.gather;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Awaitable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// 1,000,000 children at once, gathered: each becomes a task, and its value comes back in a list.
public class GatherChildren {
  static final int CHILDREN = 1_000_000;

  /// {@return the sum of the children's values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(CHILDREN)
  public int confined(OwnLoop own) {
    return gatherChildren(own);
  }

  /// {@return the sum of the children's values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(CHILDREN)
  public int baton(OwnLoop own) {
    return gatherChildren(own);
  }

  private static int gatherChildren(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      List<Awaitable<Integer>> children = new ArrayList<>(CHILDREN);
      for (int i = 0; i < CHILDREN; i++) {
        int number = i; // captured: each child is an object of its own
        children.add(() -> number < 0 ? 0 : 1);
      }
      int sum = 0;
      for (int value : gather(children)) {
        sum += value;
      }
      return sum;
    });
  }

  /// {@return the sum of the children's values}
  @Benchmark
  @OperationsPerInvocation(CHILDREN)
  public int kotlinx() {
    return KotlinxSyncLane.awaitAll(CHILDREN);
  }
}
