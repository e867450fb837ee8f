package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A task's sleep: the future it awaits and the timer that ends it, in one object, since there may
/// be millions.
///
/// It goes through the ready queue twice, as `asyncio.sleep` does: first the timer, then the task.
final class Sleep extends TimerHandle implements Suspension {
  private final Fiber fiber;
  private boolean over;
  private boolean interrupted;
  private @Nullable String message;

  Sleep(EventLoop loop, long when, Fiber fiber) {
    super(loop, when, null, fiber.context);
    this.fiber = fiber;
  }

  /// The timer is due. Runs between fibers: no code but this library's.
  void fire() {
    if (!over) {
      over = true;
      loop.scheduler.resume(fiber);
    }
  }

  @Override
  public boolean cancelWait(@Nullable String message) {
    if (over) {
      return false;
    }
    over = true;
    interrupted = true;
    this.message = message;
    loop.scheduler.resume(fiber);
    return true;
  }

  /// Whether the task is to run in its turn.
  boolean over() {
    return over;
  }

  boolean interrupted() {
    return interrupted;
  }

  @Override
  public String toString() {
    return "<Sleep when=" + when + ">";
  }

  /// Forgets the timer, and throws if the sleep was cancelled. On the task.
  void finish() {
    loop.scheduler.timers.remove(this);
    if (interrupted) {
      throw new CancelledError(message);
    }
  }
}
