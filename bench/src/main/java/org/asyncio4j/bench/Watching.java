package org.asyncio4j.bench;

import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Comparison.unhurried;
import static org.asyncio4j.bench.Lane.BATON;
import static org.asyncio4j.bench.Lane.BATON_UNWATCHED;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.DEBUGGED;
import static org.asyncio4j.bench.Lane.UNWATCHED;
import static org.asyncio4j.bench.Target.ratioAtMost;

import java.io.IOException;
import java.util.List;

/// `bench/run debug [--quick]`: what a switch pays for being watched. Ends with 1 when a figure is
/// short of its target.
public final class Watching {
  private static final List<Figure> FIGURES =
      List.of(
          new TimedFigure(
              TaskSwitch.class,
              false,
              List.of(
                  always("switch, watched (confined)", CONFINED, UNWATCHED, ratioAtMost(1.05)),
                  always("switch, watched (baton)", BATON, BATON_UNWATCHED, ratioAtMost(1.05)),
                  unhurried("switch in debug mode (confined)", DEBUGGED, UNWATCHED))));

  private Watching() {}

  /// Measures and reports.
  ///
  /// @param args `--quick` or nothing
  /// @throws IOException when the directory for logs cannot be made
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    FigureRun.of(args).run(FIGURES);
  }
}
