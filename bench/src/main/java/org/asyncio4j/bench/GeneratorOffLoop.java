package org.asyncio4j.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// The values of a generator, one after another, asked for by a platform thread without a loop. The
/// lane `baton` is a JVM without flags.
public class GeneratorOffLoop {
  /// Few: without flags each takes as long as waking another thread.
  static final int VALUES = 10_000;

  /// {@return the sum of the values}
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int confined() {
    return Values.sum(VALUES);
  }

  /// {@return the sum of the values}
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int baton() {
    return Values.sum(VALUES);
  }

  /// {@return the sum of the values}
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public int kotlinx() {
    return KotlinxSyncLane.sumOfSequence(VALUES);
  }
}
