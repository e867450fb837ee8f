package org.asyncio4j;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/// Fibers are virtual threads whose scheduler is the loop: its own platform thread carries them,
/// one after another.
///
/// **The carrier frame** ([#drive] and what it calls) runs with no virtual thread mounted. A lock
/// that it took could be held by a fiber that only it can carry on, and then nothing would ever
/// move again. So it only asks the scheduler who is next, runs continuations and parks: no
/// callbacks, no logging, no lock, no class that may still have to be initialised, no code of the
/// user's. Those run on the strand, which is a fiber like any other and can be suspended.
final class ConfinedEngine extends FiberEngine {
  private final Blocking blocking;

  /// Fibers whose blocking call has ended while the loop went on. Any thread adds.
  private final Queue<ConfinedFiber> resumed = new ConcurrentLinkedQueue<>();

  /// The carrier of the run in progress. Written on it, read on any thread.
  volatile @Nullable LoopThread thread;

  private volatile boolean closed;

  /// Set by the strand to have the carrier wait; 0 for none. On the loop.
  private long idleNanos;

  ConfinedEngine(EventLoop loop) {
    super(loop);
    this.blocking = loop.blocking;
  }

  @Override
  Engine kind() {
    return Engine.CONFINED;
  }

  @Override
  @Nullable Fiber running() {
    LoopThread current = thread;
    return current == null ? null : current.running;
  }

  @Override
  @Nullable Thread thread() {
    return thread;
  }

  @Override
  Fiber newFiber(@Nullable Task<?> task, Context context, String threadName) {
    return new ConfinedFiber(this, task, context, threadName);
  }

  @Override
  void drive(LoopThread thread, Fiber strand) {
    this.thread = thread;
    Scheduler scheduler = loop.scheduler;
    ConfinedFiber fiber = (ConfinedFiber) strand;
    while (true) {
      carry(thread, fiber);
      if (fiber == scheduler.strand()) {
        if (fiber.thread() == null) {
          break;
        }
        if (idleNanos != 0) {
          park();
          continue;
        }
      }
      fiber = (ConfinedFiber) scheduler.next(fiber);
    }
    this.thread = null;
  }

  /// Runs `fiber` until it gives way to the loop.
  private void carry(LoopThread thread, ConfinedFiber fiber) {
    thread.running = fiber;
    while (!fiber.carry()) {
      if (blocking == Blocking.HOLD) {
        hold(fiber);
      } else if (fiber == loop.scheduler.strand() && !loop.scheduler.replaceStrand()) {
        holdStrand(thread, fiber);
      } else if (fiber.detach()) {
        return;
      }
    }
  }

  /// Waits, and lets nothing else run, until the foreign call that `fiber` is in has ended.
  private void hold(ConfinedFiber fiber) {
    while (!fiber.isSubmitted()) {
      LockSupport.park(this);
      Thread.interrupted();
    }
  }

  /// As [#hold], but fibers that were in a foreign call go on: one may have the lock that the
  /// strand, which is not in a callback, waits for.
  private void holdStrand(LoopThread thread, ConfinedFiber strand) {
    while (!strand.isSubmitted()) {
      ConfinedFiber other = resumed.poll();
      if (other == null) {
        LockSupport.park(this);
        Thread.interrupted();
      } else {
        carryOn(thread, other);
      }
    }
    thread.running = strand;
  }

  private void carryOn(LoopThread thread, Fiber first) {
    for (Fiber fiber = first; fiber != null; fiber = loop.scheduler.partner(fiber)) {
      carry(thread, (ConfinedFiber) fiber);
    }
  }

  private void park() {
    if (idleNanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, idleNanos);
    }
    Thread.interrupted();
    idleNanos = 0;
  }

  @Override
  void idle(long nanos) {
    idleNanos = nanos;
    loop.scheduler.strand().suspend();
    Thread.interrupted(); // the JDK hands it on to the carrier, whose next wait would not wait
  }

  @Override
  void poll(Reactor reactor, long nanos) {
    reactor.poll(nanos);
  }

  @Override
  void wake() {
    LockSupport.unpark(thread);
  }

  /// Brings `fiber` back to the loop. Any thread.
  void resumed(ConfinedFiber fiber) {
    resumed.add(fiber);
    if (closed) {
      releaseResumed();
    } else {
      wake();
      loop.scheduler.wakeup();
    }
  }

  @Override
  boolean hasResumed() {
    return blocking == Blocking.YIELD && !resumed.isEmpty();
  }

  @Override
  void takeResumed() {
    for (ConfinedFiber fiber = resumed.poll(); fiber != null; fiber = resumed.poll()) {
      loop.scheduler.resume(fiber);
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  void release(Fiber fiber) {
    ((ConfinedFiber) fiber).release();
  }

  /// One whose blocking call has ended goes on off the loop.
  @Override
  void dropReady(Fiber fiber) {
    ConfinedFiber confined = (ConfinedFiber) fiber;
    if (!confined.awaitsTheLoop()) {
      confined.runOffTheLoop();
    }
  }

  @Override
  void close() {
    closed = true;
    releaseResumed();
  }

  private void releaseResumed() {
    for (ConfinedFiber fiber = resumed.poll(); fiber != null; fiber = resumed.poll()) {
      fiber.runOffTheLoop();
    }
  }
}
