package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The platform thread of a loop while that loop runs: the carrier of its fibers (confined), or the
/// one that waits in the operating system for it (baton).
///
/// A new one for each run, unless the loop's reactor is bound to the thread that polls it: then
/// this one waits for the next run, and ends when the loop is closed.
final class LoopThread extends Thread {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final FiberEngine engine;

  /// What the run in progress begins with; null between two runs. Set by who runs the loop, and
  /// taken away here, last of all.
  private volatile @Nullable Fiber strand;

  /// The fiber that runs, or ran last. Written by the engine before it lets the fiber run.
  @Nullable Fiber running;

  /// Whether this thread waits for another run. Written before `strand` is taken away.
  private boolean kept;

  /// What this thread, if it is kept, does at its end. Set by who closes the loop.
  private volatile @Nullable Runnable end;

  private @Nullable Throwable failureOfEnd;

  LoopThread(FiberEngine engine, Fiber strand) {
    super(null, null, "asyncio-loop-" + COUNT.incrementAndGet(), 0, false);
    this.engine = engine;
    this.strand = strand;
    setDaemon(true);
  }

  @Override
  public void run() {
    do {
      drive(Objects.requireNonNull(strand));
    } while (kept && awaitRun());
  }

  private void drive(Fiber first) {
    try {
      engine.drive(this, first);
    } catch (Throwable e) { // no task's or callback's: the machinery itself has failed
      engine.loop.scheduler.escape(e);
    } finally {
      running = null;
      kept = engine.loop.scheduler.isThreadBound();
      strand = null;
      LockSupport.unpark(engine.loop.runner);
    }
  }

  /// Waits for the next run, or for the end. {@return whether it is a run}
  private boolean awaitRun() {
    while (strand == null) {
      Runnable end = this.end;
      if (end != null) {
        try {
          end.run();
        } catch (Throwable e) {
          failureOfEnd = e;
        }
        return false;
      }
      LockSupport.park(this);
      Thread.interrupted();
    }
    return true;
  }

  /// Whether the run has ended.
  boolean ended() {
    return strand == null;
  }

  /// Whether this thread, whose run has ended, waits for another.
  boolean isKept() {
    return kept;
  }

  /// Has a thread that was kept begin another run.
  void runAgain(Fiber first) {
    setContextClassLoader(Thread.currentThread().getContextClassLoader()); // as a new one has it
    strand = first;
    LockSupport.unpark(this);
  }

  /// Has a thread that was kept do `last` and end, and waits for that.
  void end(Runnable last) {
    end = last;
    LockSupport.unpark(this);
    boolean interrupted = false;
    while (true) {
      try {
        join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failureOfEnd != null) {
      throw Failures.unchecked(failureOfEnd);
    }
  }
}
