package org.asyncio4j;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The platform thread of a loop while that loop runs: the carrier of its fibers (confined), or the
/// one that waits in the operating system for it (baton). A new one for each run.
final class LoopThread extends Thread {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final FiberEngine engine;
  private final Fiber strand;

  /// The fiber that runs, or ran last. Written by the engine before it lets the fiber run.
  @Nullable Fiber running;

  LoopThread(FiberEngine engine, Fiber strand) {
    super(null, null, "asyncio-loop-" + COUNT.incrementAndGet(), 0, false);
    this.engine = engine;
    this.strand = strand;
    setDaemon(true);
  }

  /// Set last, for the thread that waits for the run to end.
  private volatile boolean ended;

  @Override
  public void run() {
    try {
      engine.drive(this, strand);
    } catch (Throwable e) { // no task's or callback's: the machinery itself has failed
      engine.loop.scheduler.escape(e);
    } finally {
      ended = true;
      LockSupport.unpark(engine.loop.runner);
    }
  }

  boolean ended() {
    return ended;
  }
}
