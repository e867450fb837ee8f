package org.asyncio4j.bench;

import java.util.Locale;
import java.util.function.DoublePredicate;

/// What a figure must reach.
///
/// @param text how it is printed
/// @param metByOurs whether our number reaches it
/// @param metByRatio whether our number divided by the peer's reaches it
record Target(String text, DoublePredicate metByOurs, DoublePredicate metByRatio) {
  /// No target: the figure is there for comparison.
  static final Target NONE = new Target("-", ours -> true, ratio -> true);

  /// Our number must not be larger.
  static Target atMost(double limit, Measure measure) {
    return new Target("<= " + measure.text(limit), ours -> ours <= limit, ratio -> true);
  }

  /// Our number must not be smaller.
  static Target atLeast(double limit, Measure measure) {
    return new Target(">= " + measure.text(limit), ours -> ours >= limit, ratio -> true);
  }

  /// Our number must not be more than `limit` times the peer's.
  static Target ratioAtMost(double limit) {
    return new Target(
        String.format(Locale.ROOT, "<= %.2fx", limit), ours -> true, ratio -> ratio <= limit);
  }

  /// Our number must be smaller than the peer's.
  static Target belowPeer() {
    return new Target("< 1.00x", ours -> true, ratio -> ratio < 1);
  }

  /// Our number must be the peer's.
  static Target all() {
    return new Target("all", ours -> true, ratio -> ratio == 1);
  }

  boolean met(double ours, double peer) {
    return metByOurs.test(ours) && metByRatio.test(ours / peer);
  }
}
