package org.asyncio4j.bench;

import java.time.Duration;

/// How long a run takes over each server.
///
/// @param rounds how often each is measured; they take turns, so that a slow minute of the machine
///   hits all of them
/// @param warmUp how much a server that is compiled while it runs computes before; its own time,
///   because where others use the core too, its compiler needs longer for the same
/// @param warmUps in how many steps of a second at most
/// @param settle how long each load lasts before it is measured
/// @param window how long it is measured
/// @param thorough whether to measure and print what no target needs
/// @param limit when to give up on the whole run
record LoadPace(
    int rounds,
    Duration warmUp,
    int warmUps,
    Duration settle,
    Duration window,
    boolean thorough,
    TimeLimit limit) {
  /// Some fifteen minutes for all figures.
  static final LoadPace FULL =
      new LoadPace(
          3,
          Duration.ofSeconds(6),
          20,
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          true,
          new TimeLimit(Duration.ofMinutes(40)));

  /// Below fifty seconds, the start of every server included.
  static final LoadPace QUICK =
      new LoadPace(
          2,
          Duration.ofSeconds(8),
          9,
          Duration.ofMillis(150),
          Duration.ofMillis(600),
          false,
          new TimeLimit(Duration.ofSeconds(48)));
}
