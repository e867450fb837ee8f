package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Keeps a baton loop from being starved by its own tasks.
///
/// A virtual thread that awaits inside a class initialiser or a native upcall cannot leave its
/// carrier. Nothing public tells it so, and one such task does no harm; but when they hold all
/// carriers of the default scheduler, the fiber that was given the permit never starts to run. Then
/// this takes the permit back, and has the tasks that are stuck fail with a clear error.
///
/// Runs on the loop's platform thread, which looks once a second while the loop is busy and sleeps
/// while it is idle.
final class PinGuard {
  private static final long PERIOD = 1_000_000_000;

  private final BatonEngine engine;

  /// Whether the guard looks. Cleared by the guard when it finds the loop idle, set by the strand.
  private volatile boolean armed = true;

  /// Whether the strand waits for events. Written by the strand.
  private volatile boolean idle;

  /// Who was given the permit last, and how often it was given. Written under the permit, read here
  /// at any time: a stale value is harmless, because only a permit that was not taken can be taken
  /// back.
  private @Nullable BatonFiber latest;

  private long grants;

  PinGuard(BatonEngine engine) {
    this.engine = engine;
  }

  void granted(BatonFiber fiber) {
    latest = fiber;
    grants++;
  }

  @Nullable BatonFiber latest() {
    return latest;
  }

  /// The strand is about to wait.
  void idle() {
    idle = true;
  }

  /// The strand goes on, and with it the loop.
  void busy(@Nullable Thread guard) {
    idle = false;
    if (!armed) {
      armed = true;
      LockSupport.unpark(guard);
    }
  }

  /// Waits for a period, or until unparked, and then looks. On the loop's platform thread.
  void watch() {
    if (!armed) {
      LockSupport.park(this);
      return;
    }
    long before = grants;
    long began = System.nanoTime();
    LockSupport.parkNanos(this, PERIOD);
    if (System.nanoTime() - began < PERIOD) {
      return; // unparked for another reason
    }
    if (idle) {
      armed = false;
      if (!idle) {
        armed = true;
      }
    } else if (grants == before && latest != null && latest.revoke()) {
      release(latest);
    }
  }

  /// Gives the permit, which `starved` was given and could not take, to those who are stuck, and
  /// then to `starved`.
  private void release(BatonFiber starved) {
    List<BatonFiber> stuck = stuck();
    BatonFiber next = starved;
    for (BatonFiber fiber : stuck.reversed()) {
      engine.loop.scheduler.withdraw(fiber);
      fiber.refuse(next);
      next = fiber;
    }
    next.grant();
  }

  private List<BatonFiber> stuck() {
    List<BatonFiber> stuck = new ArrayList<>();
    for (Task<?> task : engine.loop.tasks.all()) {
      if (task.waitsFor != null && isPinned(task.fiber.innermost())) {
        stuck.add((BatonFiber) task.fiber);
      }
    }
    return stuck;
  }

  /// Whether a parked virtual thread has stayed on its carrier: it is then parked as a platform
  /// thread is, in native code.
  private static boolean isPinned(@Nullable Thread thread) {
    StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    return stack.length > 0 && stack[0].isNativeMethod();
  }
}
