package org.asyncio4j;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fiber that runs while it holds its loop's permit, and waits, parked, while another does.
final class BatonFiber extends Fiber {
  private static final ThreadLocal<@Nullable BatonFiber> OF_THREAD = new ThreadLocal<>();

  /// Whether a fiber of this kind was ever made: spares the look-up where all loops are confined.
  static volatile boolean inUse;

  private final BatonEngine engine;
  private final Thread thread;
  private boolean started;
  private boolean finished;

  /// Whether this fiber holds the permit. Set by the one who had it before.
  private volatile boolean granted;

  BatonFiber(BatonEngine engine, @Nullable Task<?> task, Context context, String threadName) {
    super(engine.loop, task, context);
    this.engine = engine;
    this.thread = JdkThreads.newForeign(threadName, this);
  }

  static @Nullable BatonFiber ofThread() {
    BatonFiber fiber = OF_THREAD.get();
    return fiber != null && fiber.engine.isClosed() ? null : fiber;
  }

  /// Gives the permit, which the caller holds, to this fiber.
  void grant() {
    granted = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  @Override
  boolean suspend() {
    BatonFiber next = (BatonFiber) loop.scheduler.next(this);
    if (next != this) {
      next.grant();
      awaitPermit();
    }
    return true;
  }

  /// Interrupts do not end the wait; they are kept for the code that runs afterwards.
  private void awaitPermit() {
    boolean interrupted = false;
    while (!granted) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    granted = false;
    if (interrupted) {
      thread.interrupt();
    }
  }

  @Override
  public void run() {
    OF_THREAD.set(this);
    granted = false;
    runBody();
    finished = true;
    if (task == null) {
      engine.strandEnded();
    } else if (!engine.isClosed()) {
      ((BatonFiber) loop.scheduler.next(this)).grant();
    }
  }

  boolean finished() {
    return finished;
  }

  @Override
  Thread thread() {
    return thread;
  }
}
