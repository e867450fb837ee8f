package org.asyncio4j.http.client;

import java.time.Duration;
import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/// A time limit that is moved far more often than it expires: the timer stays where it is, and when
/// it rings too early it is set anew. A connection that serves thousands of requests within the
/// time limit of one needs one timer for all of them.
///
/// On the loop.
final class Deadline {
  /// What stands for no limit.
  static final long NEVER = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Runnable whenExpired;

  /// In the loop's time.
  private long when = NEVER;

  /// When `timer` rings.
  private long rings = NEVER;

  private @Nullable TimerHandle timer;

  Deadline(EventLoop loop, Runnable whenExpired) {
    this.loop = loop;
    this.whenExpired = whenExpired;
  }

  /// `limit` from `now` on, in the loop's time; [#NEVER] for null.
  static long after(long now, @Nullable Duration limit) {
    if (limit == null) {
      return NEVER;
    }
    try {
      return Math.addExact(now, limit.toNanos());
    } catch (ArithmeticException e) { // centuries
      return NEVER;
    }
  }

  /// Expires at `when`, and no more at what was set before.
  void set(long when) {
    this.when = when;
    if (when < rings) {
      arm();
    }
  }

  private void arm() {
    stop();
    if (when != NEVER) {
      rings = when;
      timer = loop.callAt(when, this::rung);
    }
  }

  private void rung() {
    timer = null;
    rings = NEVER;
    if (when <= loop.time()) {
      when = NEVER;
      whenExpired.run();
    } else {
      arm();
    }
  }

  /// Never expires again, unless it is set.
  void stop() {
    rings = NEVER;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
