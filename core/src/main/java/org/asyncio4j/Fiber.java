package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thread of execution of a loop: a task's, or the loop's own (the *strand*, which runs
/// callbacks, timers and the reactor). At any moment one fiber of a loop runs; all others are
/// suspended.
///
/// Fields are touched by the fiber that runs and by the engine between two fibers, hence never by
/// two threads at a time.
abstract sealed class Fiber implements Runnable permits ConfinedFiber, BatonFiber {
  final EventLoop loop;

  /// Null for the strand.
  final @Nullable Task<?> task;

  /// What context variables mean in what this fiber runs now.
  Context context;

  /// Set to run another fiber at once, ahead of all that is ready, up to its first suspension
  /// (eager start).
  @Nullable Fiber callee;

  /// Who goes on when this fiber, started eagerly, first gives way.
  @Nullable Fiber caller;

  /// The innermost of the side stacks that this fiber is in, which is then what runs and what is
  /// suspended; null for the fiber's own.
  @Nullable HandedStack side;

  Fiber(EventLoop loop, @Nullable Task<?> task, Context context) {
    this.loop = loop;
    this.task = task;
    this.context = context;
  }

  /// The fiber that this code runs on; null off the loop.
  static @Nullable Fiber current() {
    Thread carrier = JdkThreads.AVAILABLE ? JdkThreads.carrier() : Thread.currentThread();
    if (carrier instanceof LoopThread loopThread) {
      return loopThread.running;
    }
    return BatonFiber.inUse ? BatonFiber.ofThread() : null;
  }

  /// Lets others run. Returns when the scheduler has chosen this fiber again. Called on this fiber.
  ///
  /// @return false when this fiber cannot be suspended here (it is pinned), in which case nothing
  ///   has happened
  abstract boolean suspend();

  /// The fiber's own; null when it has ended.
  abstract @Nullable Thread thread();

  /// The thread that runs, or is suspended; null when the fiber has ended.
  final @Nullable Thread innermost() {
    HandedStack side = this.side;
    return side == null ? thread() : Objects.requireNonNull(side.thread);
  }

  /// Where the fiber is, innermost frame first.
  final List<StackTraceElement> stackTrace() {
    List<StackTraceElement> frames = new ArrayList<>();
    for (HandedStack stack = side; stack != null; stack = stack.below) {
      frames.addAll(List.of(Objects.requireNonNull(stack.thread).getStackTrace()));
    }
    Thread own = thread();
    if (own != null) {
      frames.addAll(List.of(own.getStackTrace()));
    }
    return frames;
  }

  /// Whether the fiber is in a blocking call while the loop goes on. Any thread.
  boolean inForeignCall() {
    return false;
  }

  final void runBody() {
    Task<?> task = this.task;
    if (task != null) {
      task.runBody();
    } else {
      loop.scheduler.runStrand();
    }
  }
}
