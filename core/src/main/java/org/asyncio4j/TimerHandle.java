package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A callback that the loop was asked to run at a time (`asyncio.TimerHandle`).
public sealed class TimerHandle extends Handle permits Sleep {
  /// On the loop's clock, in nanoseconds.
  final long when;

  /// The heap's: order among equal deadlines, and place; -1 outside.
  long number;

  int place = -1;

  TimerHandle(EventLoop loop, long when, @Nullable Runnable callback, Context context) {
    super(loop, callback, context);
    this.when = when;
  }

  /// {@return when the callback is due, on the loop's clock, in nanoseconds}
  public long when() {
    return when;
  }

  /// Keeps the callback from being run; the loop forgets it at once.
  @Override
  public void cancel() {
    super.cancel();
    loop.scheduler.timers.remove(this);
  }

  @Override
  String kind() {
    return "TimerHandle when=" + when;
  }
}
