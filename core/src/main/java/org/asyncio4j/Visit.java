package org.asyncio4j;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A tool's look at a loop, on that loop, as a callback: nothing moves meanwhile. It must be short.
final class Visit implements Runnable {
  /// After so long in one step a loop counts as stuck, in nanoseconds.
  static final long GRACE = 300_000_000;

  /// How long to wait for a loop that goes on, but does not get round to the visit.
  private static final long PATIENCE = 10_000_000_000L;

  private final EventLoop loop;
  private final Runnable look;

  /// Set by whoever comes first: the loop, which looks, or the visitor, who gives up.
  private final AtomicBoolean settled = new AtomicBoolean();

  private final CountDownLatch ended = new CountDownLatch(1);

  private Visit(EventLoop loop, Runnable look) {
    this.loop = loop;
    this.look = look;
  }

  /// Runs `look` on `loop`, or here if nobody runs that. On a thread of the tools.
  ///
  /// @return false when it was not run, because the loop does not answer
  static boolean make(EventLoop loop, Runnable look) {
    if (!loop.isRunning()) {
      look.run();
      return true;
    }
    Visit visit = new Visit(loop, look);
    loop.postOrDrop(visit);
    return visit.await();
  }

  @Override
  public void run() {
    loop.watch.visited();
    if (settled.compareAndSet(false, true)) {
      try {
        look.run();
      } finally {
        ended.countDown();
      }
    }
  }

  private boolean await() {
    long deadline = System.nanoTime() + PATIENCE;
    long steps = loop.scheduler.pulse.steps();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (ended.await(GRACE, TimeUnit.NANOSECONDS)) {
            return true;
          }
        } catch (InterruptedException e) { // this takes no longer than it may take anyway
          interrupted = true;
          continue;
        }
        long now = loop.scheduler.pulse.steps();
        boolean hopeless =
            System.nanoTime() > deadline || !loop.isRunning() || (now == steps && isInStep(loop));
        if (hopeless && settled.compareAndSet(false, true)) {
          return false;
        }
        steps = now;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Whether code of the program runs on `loop`; else the loop itself has not had a processor.
  private static boolean isInStep(EventLoop loop) {
    Fiber running = loop.engine.running();
    return running != null && !Stacks.ofUser(running.stackTrace()).isEmpty();
  }

  @Override
  public String toString() {
    return "a tool's look at the loop";
  }
}
