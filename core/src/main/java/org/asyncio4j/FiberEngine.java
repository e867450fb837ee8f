package org.asyncio4j;

import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/// How one loop's fibers take turns. The scheduler says who is next; the engine makes it so.
///
/// Two engines, one behaviour: see [ConfinedEngine] and [BatonEngine], and
/// `docs/adr/0002-two-engines.md`.
abstract sealed class FiberEngine permits ConfinedEngine, BatonEngine {
  final EventLoop loop;

  FiberEngine(EventLoop loop) {
    this.loop = loop;
  }

  static FiberEngine of(Engine kind, EventLoop loop) {
    return kind == Engine.CONFINED ? new ConfinedEngine(loop) : new BatonEngine(loop);
  }

  /// Chooses what `AUTO` means here, and falls back where `CONFINED` cannot be had.
  static Engine choose(Engine wanted) {
    if (wanted == Engine.BATON) {
      return Engine.BATON;
    }
    if (JdkThreads.AVAILABLE) {
      return Engine.CONFINED;
    }
    JdkThreads.sayOnceWhyNot(wanted);
    return Engine.BATON;
  }

  abstract Engine kind();

  /// The fiber that runs, or ran last, or is about to run. Any thread; null before the first run.
  abstract @Nullable Fiber running();

  /// The loop's platform thread; null while the loop does not run. Any thread.
  abstract @Nullable Thread thread();

  /// A fiber that has not run yet. Any thread that may touch the loop.
  abstract Fiber newFiber(@Nullable Task<?> task, Context context, String threadName);

  /// Runs fibers, the strand first, until the strand has ended. On `thread`.
  abstract void drive(LoopThread thread, Fiber strand);

  /// Waits until [#wake] or until `nanos` have passed; may return early. On the strand, with
  /// nothing ready.
  abstract void idle(long nanos);

  /// Polls `reactor` for up to `nanos`. On the strand.
  abstract void poll(Reactor reactor, long nanos);

  /// Ends an [#idle]. Any thread.
  abstract void wake();

  /// Moves fibers whose blocking call has ended to the ready queue. On the strand.
  void takeResumed() {}

  /// Whether [#takeResumed] would find any. On the loop.
  boolean hasResumed() {
    return false;
  }

  /// Lets a fiber run to its end off the loop, which is closed and will never run it again.
  abstract void release(Fiber fiber);

  /// Called for each fiber that is ready when the loop is closed. Those that are suspended are
  /// released later.
  void dropReady(Fiber fiber) {}

  /// Called once, when the loop is closed.
  void close() {}
}
