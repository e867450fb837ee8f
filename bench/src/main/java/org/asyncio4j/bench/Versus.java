package org.asyncio4j.bench;

/// A line of the report of a [LoadFigure]: ours beside a peer.
///
/// @param peer its family; if it has transports, the one on the transport of ours
/// @param target what ours must reach on its best transport
/// @param quick whether a quick run prints it too
record Versus(String peer, Target target, boolean quick) {
  /// A line of every run.
  static Versus always(String peer, Target target) {
    return new Versus(peer, target, true);
  }

  /// A line without a target, for which a quick run has no time.
  static Versus unhurried(String peer) {
    return new Versus(peer, Target.NONE, false);
  }
}
