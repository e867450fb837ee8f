package org.asyncio4j.bench;

import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Comparison.unhurried;
import static org.asyncio4j.bench.Lane.BATON;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.DISPATCHED;
import static org.asyncio4j.bench.Lane.KOTLINX;
import static org.asyncio4j.bench.Lane.RAW;
import static org.asyncio4j.bench.Lane.VIRTUAL;
import static org.asyncio4j.bench.Measure.BYTES;
import static org.asyncio4j.bench.Measure.NANOS;
import static org.asyncio4j.bench.Measure.TASKS;
import static org.asyncio4j.bench.Target.NONE;
import static org.asyncio4j.bench.Target.atLeast;
import static org.asyncio4j.bench.Target.atMost;
import static org.asyncio4j.bench.Target.belowPeer;
import static org.asyncio4j.bench.Target.ratioAtMost;

import java.io.IOException;
import java.util.List;

/// `bench/run micro [--quick]`: what the loop's own operations cost. Ends with 1 when a figure is
/// short of its target.
public final class Micro {
  private static final int SLEEPERS = 1_000_000;

  /// Those with a target first: a quick run on a busy machine may have no time for the others.
  private static final List<Figure> FIGURES =
      List.of(
          new TimedFigure(
              TaskSwitch.class,
              false,
              List.of(
                  always("switch (confined)", CONFINED, RAW, ratioAtMost(2)),
                  always("switch (baton)", BATON, RAW, ratioAtMost(8)),
                  always("switch (confined) vs kotlinx", CONFINED, KOTLINX, NONE),
                  unhurried("switch (confined) vs virtual threads", CONFINED, VIRTUAL))),
          new TimedFigure(
              CreateAndAwait.class,
              false,
              List.of(
                  always("create-and-await (confined)", CONFINED, RAW, atMost(600, NANOS)),
                  always("create-and-await vs kotlinx", CONFINED, KOTLINX, belowPeer()),
                  unhurried("create-and-await (baton)", BATON, KOTLINX),
                  unhurried("create-and-await vs Dispatchers.Default", CONFINED, DISPATCHED),
                  unhurried("create-and-await vs virtual threads", CONFINED, VIRTUAL))),
          new MemoryFigure(
              SLEEPERS,
              List.of(
                  always(
                      "bytes per sleeping task (confined)",
                      CONFINED,
                      KOTLINX,
                      atMost(1_000, BYTES)),
                  unhurried("bytes per sleeping task vs raw continuation", CONFINED, RAW),
                  unhurried("bytes per sleeping task (baton)", BATON, KOTLINX),
                  unhurried("bytes per sleeping task vs virtual threads", CONFINED, VIRTUAL)),
              always(
                  "1,000,000 sleeping tasks (confined)",
                  CONFINED,
                  KOTLINX,
                  atLeast(SLEEPERS, TASKS))),
          new TimedFigure(
              StartAndCancel.class,
              false,
              List.of(
                  always("start and cancel (confined)", CONFINED, KOTLINX, NONE),
                  unhurried("start and cancel (baton)", BATON, KOTLINX))),
          new TimedFigure(
              SetAndCancelTimers.class,
              true,
              List.of(
                  always("timer set and cancelled (confined)", CONFINED, KOTLINX, NONE),
                  unhurried("timer set and cancelled (baton)", BATON, KOTLINX))),
          new TimedFigure(
              AwaitDone.class,
              false,
              List.of(
                  always("await done (confined)", CONFINED, KOTLINX, NONE),
                  unhurried("await done (baton)", BATON, KOTLINX))));

  private Micro() {}

  /// Measures and reports.
  ///
  /// @param args `--quick` or nothing
  /// @throws IOException when the directory for logs cannot be made
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    FigureRun.of(args).run(FIGURES);
  }
}
