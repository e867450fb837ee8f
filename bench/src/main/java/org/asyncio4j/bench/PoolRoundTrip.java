package org.asyncio4j.bench;

import org.asyncio4j.process.ProcessPoolExecutor;
import org.asyncio4j.process.RemoteCallable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Next to nothing is computed in the one worker of a process pool, one call after the other.
public class PoolRoundTrip {
  static final int CALLS = 1_000;

  /// A pool whose worker stays.
  @State(Scope.Thread)
  public static class OwnPool {
    final ProcessPoolExecutor pool = ProcessPoolExecutor.create(1);

    /// Ends the worker.
    @TearDown
    public void close() {
      pool.close();
    }
  }

  /// {@return the sum of what came back}
  ///
  /// @param own the loop
  /// @param other the pool
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int confined(OwnLoop own, OwnPool other) {
    return call(own, other);
  }

  /// {@return the sum of what came back}
  ///
  /// @param own the loop
  /// @param other the pool
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int baton(OwnLoop own, OwnPool other) {
    return call(own, other);
  }

  private static int call(OwnLoop own, OwnPool other) {
    return own.loop.runUntilComplete(() -> {
      int sum = 0;
      for (int i = 0; i < CALLS; i++) {
        int number = -1;
        RemoteCallable<Integer> call = () -> Math.abs(number);
        sum += own.loop.runInExecutor(other.pool, call).await();
      }
      return sum;
    });
  }
}
