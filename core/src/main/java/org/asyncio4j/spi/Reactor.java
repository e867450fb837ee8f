package org.asyncio4j.spi;

/// What a loop waits on when nothing is ready: I/O events, or a virtual clock that moves instead of
/// waiting.
///
/// A loop without a reactor waits for its timers and for wake-ups from other threads, and needs
/// nothing more.
///
/// Thread rule: [#poll] and [#close] are called by the loop, one call at a time and each seeing
/// what the earlier ones wrote, but not always on the same thread, unless [#isThreadBound] says so;
/// [#wakeup] is called on any thread at any time.
public interface Reactor {
  /// Waits until an event is there, [#wakeup] is called, or `timeoutNanos` have passed, and hands
  /// the events it finds to the loop (`EventLoop.callSoon`). An early return is allowed.
  ///
  /// @param timeoutNanos 0: do not wait; `Long.MAX_VALUE`: no timer is set, so only an event or a
  ///   wake-up ends the wait
  void poll(long timeoutNanos);

  /// Makes a [#poll] that waits now, or else the next one, return soon. Any thread, also during and
  /// after [#close], when there is nothing to do.
  void wakeup();

  /// {@return whether [#poll] may block its thread in the operating system} A reactor that says
  /// `false` is polled where it is cheapest; one that says `true` never keeps a thread that others
  /// need.
  default boolean blocks() {
    return true;
  }

  /// {@return whether there is nothing to wait for here} A loop then waits for its timers and for
  /// other threads as if it had no reactor: [#poll] and [#wakeup] are not called. Called on the
  /// loop, often.
  default boolean isIdle() {
    return false;
  }

  /// {@return whether all polls from now on, and [#close], have to be on one thread, that of the
  /// next poll} A loop then keeps its thread from run to run until it is closed. Must not go back.
  default boolean isThreadBound() {
    return false;
  }

  /// {@return whether an event may come of itself, without a timer or another thread of this
  /// process: a connection is open, say} A loop that waits for good and expects nothing is reported
  /// as a deadlock. Called by the loop, between two polls.
  default boolean expectsEvents() {
    return true;
  }

  /// Gives back what the reactor holds. Called once, by `EventLoop.close`.
  default void close() {}
}
