package org.asyncio4j.bench;

import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Comparison.unhurried;
import static org.asyncio4j.bench.Lane.BATON;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.CPYTHON;
import static org.asyncio4j.bench.Lane.KOTLINX;
import static org.asyncio4j.bench.Measure.NANOS;
import static org.asyncio4j.bench.Target.NONE;
import static org.asyncio4j.bench.Target.atMost;
import static org.asyncio4j.bench.Target.ratioAtMost;

import java.io.IOException;
import java.util.List;

/// `bench/run sync [--quick]`: what tasks pay for what they do with each other. Ends with 1 when a
/// figure is short of its target.
public final class Sync {
  /// CPython has no rendezvous: its queue stands beside both.
  static final Script QUEUE = Script.of("transfer", QueueTransfer.ITEMS, QueueTransfer.CAPACITY);

  static final Script LOCK = Script.of("pass_lock", LockHandOff.TASKS, LockHandOff.ROUNDS);

  static final Script SEMAPHORE =
      Script.of(
          "pass_permits",
          SemaphoreHandOff.TASKS,
          SemaphoreHandOff.ROUNDS,
          SemaphoreHandOff.PERMITS);

  static final Script GATHER = Script.of("gather", GatherChildren.CHILDREN);

  static final Script GROUP = Script.of("run_groups", GroupChildren.CHILDREN, GroupChildren.ROUNDS);

  static final Script GENERATOR = Script.of("sum_of_generator", GeneratorInTask.VALUES);

  /// Five times as fast as CPython's queue, which takes 930 ns where the target was set.
  private static final Target FIFTH_OF_CPYTHON = atMost(930 / 5, NANOS);

  private static final List<Figure> FIGURES =
      List.of(
          new TimedFigure(
              QueueTransfer.class,
              QUEUE,
              false,
              List.of(
                  always("queue of 100 (confined)", CONFINED, KOTLINX, ratioAtMost(2)),
                  always("queue of 100 vs CPython", CONFINED, CPYTHON, FIFTH_OF_CPYTHON),
                  unhurried("queue of 100 (baton)", BATON, KOTLINX),
                  unhurried("queue of 100 (baton) vs CPython", BATON, CPYTHON))),
          new TimedFigure(
              Rendezvous.class,
              QUEUE,
              false,
              List.of(
                  always("rendezvous (confined)", CONFINED, KOTLINX, ratioAtMost(3)),
                  always("rendezvous vs CPython's queue", CONFINED, CPYTHON, FIFTH_OF_CPYTHON),
                  unhurried("rendezvous (baton)", BATON, KOTLINX),
                  unhurried("rendezvous (baton) vs CPython's queue", BATON, CPYTHON))),
          new TimedFigure(
              GeneratorInTask.class,
              GENERATOR,
              false,
              List.of(
                  always("generator in a task (confined)", CONFINED, KOTLINX, atMost(400, NANOS)),
                  unhurried("generator in a task vs CPython", CONFINED, CPYTHON),
                  unhurried("generator in a task (baton)", BATON, KOTLINX))),
          new TimedFigure(
              GeneratorOffLoop.class,
              GENERATOR,
              false,
              List.of(
                  always(
                      "generator off the loop (--add-opens)",
                      CONFINED,
                      KOTLINX,
                      atMost(400, NANOS)),
                  unhurried("generator off the loop vs CPython", CONFINED, CPYTHON),
                  unhurried("generator off the loop (no flags)", BATON, KOTLINX))),
          new TimedFigure(
              GatherChildren.class,
              GATHER,
              true,
              List.of(
                  always("gather of 1,000,000 (confined)", CONFINED, KOTLINX, atMost(1_000, NANOS)),
                  unhurried("gather of 1,000,000 vs CPython", CONFINED, CPYTHON),
                  unhurried("gather of 1,000,000 (baton)", BATON, KOTLINX))),
          new TimedFigure(
              LockHandOff.class,
              LOCK,
              false,
              List.of(
                  always("lock (confined)", CONFINED, KOTLINX, NONE),
                  unhurried("lock vs CPython", CONFINED, CPYTHON),
                  unhurried("lock (baton)", BATON, KOTLINX))),
          new TimedFigure(
              GroupChildren.class,
              GROUP,
              false,
              List.of(
                  always("task group of 1,000 (confined)", CONFINED, KOTLINX, NONE),
                  unhurried("task group of 1,000 vs CPython", CONFINED, CPYTHON),
                  unhurried("task group of 1,000 (baton)", BATON, KOTLINX))),
          new TimedFigure(
              SemaphoreHandOff.class,
              SEMAPHORE,
              false,
              List.of(
                  unhurried("semaphore (confined)", CONFINED, KOTLINX),
                  unhurried("semaphore vs CPython", CONFINED, CPYTHON),
                  unhurried("semaphore (baton)", BATON, KOTLINX))));

  private Sync() {}

  /// Measures and reports.
  ///
  /// @param args `--quick` or nothing
  /// @throws IOException when the directory for logs cannot be made
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    FigureRun.of(args).run(FIGURES);
  }
}
