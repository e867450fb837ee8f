package org.asyncio4j.bench;

import static org.asyncio4j.bench.Comparison.always;
import static org.asyncio4j.bench.Lane.BATON;
import static org.asyncio4j.bench.Lane.CONFINED;
import static org.asyncio4j.bench.Lane.CPYTHON;
import static org.asyncio4j.bench.Target.NONE;
import static org.asyncio4j.bench.Target.belowPeer;

import java.io.IOException;
import java.util.List;

/// `bench/run process [--quick]`: what a subprocess costs, and a call in a pool of processes. Ends
/// with 1 when a figure is short of its target.
public final class Processes {
  static final Script SPAWN = Script.of("spawn_and_communicate", SpawnAndCommunicate.PROCESSES);

  static final Script CALL = Script.of("call_in_pool", PoolRoundTrip.CALLS);

  private static final List<Figure> FIGURES =
      List.of(
          new TimedFigure(
              PoolRoundTrip.class,
              CALL,
              false,
              List.of(
                  always("call in a process pool vs CPython", CONFINED, CPYTHON, belowPeer()),
                  always("call in a process pool (baton) vs CPython", BATON, CPYTHON, NONE))),
          new TimedFigure(
              SpawnAndCommunicate.class,
              SPAWN,
              false,
              List.of(
                  always("spawn and communicate vs CPython", CONFINED, CPYTHON, NONE),
                  always("spawn and communicate (baton) vs CPython", BATON, CPYTHON, NONE))));

  private Processes() {}

  /// Measures and reports.
  ///
  /// @param args `--quick` or nothing
  /// @throws IOException when the directory for logs cannot be made
  /// @throws InterruptedException never
  public static void main(String[] args) throws IOException, InterruptedException {
    FigureRun.of(args).run(FIGURES);
  }
}
