package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;

/// Fibers are virtual threads of the JVM's default scheduler, and hand the loop's one permit
/// directly from one to the next.
///
/// A virtual thread that waits in the operating system keeps one of the default scheduler's few
/// carriers for itself; a handful of idle loops would stop every other virtual thread of the
/// process. So a reactor that blocks is only polled without waiting on the strand; the wait goes to
/// the loop's platform thread. A switch never goes through that thread: it would cost a hundred
/// times as much.
final class BatonEngine extends FiberEngine {
  private volatile @Nullable LoopThread thread;
  private volatile @Nullable Thread strandThread;
  private volatile boolean strandEnded;
  private volatile boolean closed;

  final PinGuard guard = new PinGuard(this);

  /// What the loop's thread is to poll for the strand; null while there is nothing to do.
  private volatile @Nullable Poll request;

  @SuppressWarnings(
      "StaticAssignmentInConstructor") // a fact about the process, set once and for all
  BatonEngine(EventLoop loop) {
    super(loop);
    BatonFiber.inUse = true;
  }

  @Override
  Engine kind() {
    return Engine.BATON;
  }

  @Override
  @Nullable Fiber running() {
    return guard.latest();
  }

  @Override
  @Nullable Thread thread() {
    return thread;
  }

  @Override
  Fiber newFiber(@Nullable Task<?> task, Context context, String threadName) {
    return new BatonFiber(this, task, context, threadName);
  }

  @Override
  void drive(LoopThread thread, Fiber strand) {
    this.thread = thread;
    strandThread = strand.thread();
    strandEnded = false;
    thread.running = strand;
    ((BatonFiber) strand).grant();
    while (!strandEnded) {
      Poll poll = request;
      if (poll == null) {
        guard.watch();
        Thread.interrupted();
      } else {
        request = null;
        poll.run();
        LockSupport.unpark(strand.thread());
      }
    }
    this.thread = null;
  }

  /// The strand's last act.
  void strandEnded() {
    LoopThread waiting = thread;
    strandEnded = true;
    LockSupport.unpark(waiting);
  }

  @Override
  void idle(long nanos) {
    guard.idle();
    if (nanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
    Thread.interrupted(); // or the next wait would not wait
    guard.busy(thread);
  }

  @Override
  void poll(Reactor reactor, long nanos) {
    if ((nanos == 0 || !reactor.blocks()) && !reactor.isThreadBound()) {
      reactor.poll(nanos);
      return;
    }
    Poll poll = new Poll(reactor, nanos);
    guard.idle();
    request = poll;
    LockSupport.unpark(thread);
    poll.await();
    guard.busy(thread);
  }

  @Override
  void wake() {
    LockSupport.unpark(strandThread);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  void release(Fiber fiber) {
    BatonFiber baton = (BatonFiber) fiber;
    if (!baton.finished()) {
      baton.grant();
    }
  }

  @Override
  void close() {
    closed = true;
  }

  /// One wait of the strand, done by the loop's thread in its stead.
  private static final class Poll {
    private final Reactor reactor;
    private final long nanos;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Poll(Reactor reactor, long nanos) {
      this.reactor = reactor;
      this.nanos = nanos;
    }

    void run() {
      try {
        reactor.poll(nanos);
      } catch (Throwable e) {
        failure = e;
      }
      done = true;
    }

    void await() {
      while (!done) {
        LockSupport.park(this);
        Thread.interrupted();
      }
      if (failure != null) {
        throw Failures.unchecked(Objects.requireNonNull(failure));
      }
    }
  }
}
