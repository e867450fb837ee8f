package org.asyncio4j.http.wire;

import java.time.Duration;
import org.asyncio4j.EventLoop;
import org.asyncio4j.TimerHandle;
import org.jspecify.annotations.Nullable;

/// A deadline that is moved far more often than it is reached. Its timer stays where it is when the
/// deadline moves away, looks when it fires, and sets itself anew: moving costs a reading of the
/// clock. On the loop.
public final class Deadline {
  private static final long NONE = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Runnable reached;

  /// As of [System#nanoTime].
  private long at = NONE;

  private @Nullable TimerHandle timer;

  /// When the timer fires.
  private long timerAt;

  /// @param reached is called when the deadline is reached, inside a poll or a callback
  public Deadline(EventLoop loop, Runnable reached) {
    this.loop = loop;
    this.reached = reached;
  }

  /// Moves the deadline to this many nanoseconds from now; not positive takes it away.
  public void set(long nanos) {
    if (nanos <= 0) {
      at = NONE;
      return;
    }
    long now = System.nanoTime();
    at = now + nanos;
    if (timer == null) {
      arm(now);
    } else if (at - timerAt < 0) {
      timer.cancel();
      arm(now);
    }
  }

  /// Takes the deadline away. The timer is left to fire for nothing, once.
  public void clear() {
    at = NONE;
  }

  /// Ends it for good.
  public void close() {
    at = NONE;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void arm(long now) {
    timerAt = at;
    timer = loop.callLater(Duration.ofNanos(at - now), this::fired);
  }

  private void fired() {
    timer = null;
    if (at == NONE) {
      return;
    }
    long now = System.nanoTime();
    if (at - now > 0) {
      arm(now);
    } else {
      at = NONE;
      reached.run();
    }
  }
}
