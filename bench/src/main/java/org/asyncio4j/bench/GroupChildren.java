package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.taskGroup;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// Task groups of 1,000 children, one group after another.
public class GroupChildren {
  static final int CHILDREN = 1_000;
  static final int ROUNDS = 100;

  /// {@return how many children have run}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(CHILDREN * ROUNDS)
  public int confined(OwnLoop own) {
    return runGroups(own);
  }

  /// {@return how many children have run}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(CHILDREN * ROUNDS)
  public int baton(OwnLoop own) {
    return runGroups(own);
  }

  private static int runGroups(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      int[] run = new int[1];
      for (int round = 0; round < ROUNDS; round++) {
        taskGroup(group -> {
          for (int i = 0; i < CHILDREN; i++) {
            group.createTask(() -> {
              run[0]++;
            });
          }
        });
      }
      return run[0];
    });
  }

  /// {@return how many children have run}
  @Benchmark
  @OperationsPerInvocation(CHILDREN * ROUNDS)
  public int kotlinx() {
    return KotlinxSyncLane.runScopes(CHILDREN, ROUNDS);
  }
}
