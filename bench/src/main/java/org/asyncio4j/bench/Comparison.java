package org.asyncio4j.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A line of the report: one of our lanes beside a peer.
///
/// @param figure what the line is called
/// @param ours our lane
/// @param peer whom it stands beside
/// @param target what ours must reach
/// @param quick whether a quick run prints it too
record Comparison(String figure, Lane ours, Lane peer, Target target, boolean quick) {
  /// A line of every run.
  static Comparison always(String figure, Lane ours, Lane peer, Target target) {
    return new Comparison(figure, ours, peer, target, true);
  }

  /// A line without a target, for which a quick run has no time.
  static Comparison unhurried(String figure, Lane ours, Lane peer) {
    return new Comparison(figure, ours, peer, Target.NONE, false);
  }

  /// {@return the same two lanes by another measure, which has no target}
  Comparison by(String otherMeasure) {
    return new Comparison(figure + ", " + otherMeasure, ours, peer, Target.NONE, quick);
  }

  /// {@return every lane that one of the lines needs}
  static Set<Lane> lanes(List<Comparison> lines) {
    Set<Lane> lanes = EnumSet.noneOf(Lane.class);
    for (Comparison line : lines) {
      lanes.add(line.ours);
      lanes.add(line.peer);
    }
    return lanes;
  }
}
