package org.asyncio4j.bench;

import org.asyncio4j.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Awaiting what is done already, which suspends nobody.
public class AwaitDone {
  private static final int AWAITS = 10_000_000;

  /// {@return the sum of what the awaits gave}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int confined(OwnLoop own) {
    return awaitDoneFuture(own);
  }

  /// {@return the sum of what the awaits gave}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int baton(OwnLoop own) {
    return awaitDoneFuture(own);
  }

  private static int awaitDoneFuture(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      Future<Integer> done = own.loop.createFuture();
      done.setResult(1);
      int sum = 0;
      for (int i = 0; i < AWAITS; i++) {
        sum += done.await();
      }
      return sum;
    });
  }

  /// {@return the sum of what the awaits gave}
  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int kotlinx() {
    return KotlinxLane.awaitDone(AWAITS);
  }
}
