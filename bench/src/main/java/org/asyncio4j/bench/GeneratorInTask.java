package org.asyncio4j.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// The values of a generator, one after another, asked for by a task.
public class GeneratorInTask {
  static final int VALUES = 10_000;

  /// {@return the sum of the values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int confined(OwnLoop own) {
    return own.loop.runUntilComplete(() -> Values.sum(VALUES));
  }

  /// {@return the sum of the values}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int baton(OwnLoop own) {
    return own.loop.runUntilComplete(() -> Values.sum(VALUES));
  }

  /// {@return the sum of the values}
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int kotlinx() {
    return KotlinxSyncLane.sumOfSequence(VALUES);
  }
}
