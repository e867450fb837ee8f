package org.asyncio4j;

import java.util.concurrent.atomic.AtomicReference;

/// Whether a loop waits, and where: a sender has to wake it there.
///
/// A loop says where it is about to wait, then looks once more for what was sent; a sender sends,
/// then looks whether the loop waits. So one of the two notices. Whoever ends a wait takes away
/// where it was, in one step, and wakes the loop there: it may be another wait by then.
final class LoopWait {
  /// Where.
  enum Place {
    /// Nowhere: it runs.
    NOWHERE,
    /// In its engine: for timers and for other threads.
    ENGINE,
    /// In its reactor: also for events.
    REACTOR
  }

  private final AtomicReference<Place> place = new AtomicReference<>(Place.NOWHERE);

  /// On the loop, before it looks for the last time.
  void begin(Place where) {
    place.set(where);
  }

  /// On the loop.
  void end() {
    place.set(Place.NOWHERE);
  }

  /// Whether the loop waits, or is about to. Any thread.
  boolean isOn() {
    return place.get() != Place.NOWHERE;
  }

  /// Has nobody else wake the loop. {@return where the caller has to} Any thread.
  Place take() {
    return isOn() ? place.getAndSet(Place.NOWHERE) : Place.NOWHERE;
  }
}
