package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fiber that runs while it holds its loop's permit, and waits, parked, while another does.
final class BatonFiber extends Fiber {
  private static final VarHandle GRANTED;

  static {
    try {
      GRANTED = MethodHandles.lookup().findVarHandle(BatonFiber.class, "granted", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ThreadLocal<@Nullable BatonFiber> OF_THREAD = new ThreadLocal<>();

  /// Whether a fiber of this kind was ever made: spares the look-up where all loops are confined.
  static volatile boolean inUse;

  private final BatonEngine engine;
  private final Thread thread;
  private boolean started;
  private boolean finished;

  /// Whether the permit was given to this fiber and not taken yet. Set by the one who had it
  /// before.
  @SuppressWarnings("UnusedVariable") // through GRANTED
  private volatile boolean granted;

  /// Whether the suspension that ends now has failed.
  private boolean refused;

  BatonFiber(BatonEngine engine, @Nullable Task<?> task, Context context, String threadName) {
    super(engine.loop, task, context);
    this.engine = engine;
    this.thread = JdkThreads.newForeign(threadName, this);
  }

  static @Nullable BatonFiber ofThread() {
    BatonFiber fiber = OF_THREAD.get();
    return fiber != null && fiber.engine.isClosed() ? null : fiber;
  }

  /// Makes the current thread one of `fiber`'s, or nobody's.
  static void enter(@Nullable BatonFiber fiber) {
    OF_THREAD.set(fiber);
  }

  /// Gives the permit, which the caller holds, to this fiber.
  void grant() {
    engine.guard.granted(this);
    granted = true;
    if (started) {
      LockSupport.unpark(innermost());
    } else {
      started = true;
      thread.start();
    }
  }

  /// Takes the permit back. {@return false when this fiber has taken it}
  boolean revoke() {
    return GRANTED.compareAndSet(this, true, false);
  }

  /// Has the suspension of this fiber fail; the one who goes on when it next gives way is `next`.
  /// The permit is still to be given.
  void refuse(Fiber next) {
    refused = true;
    caller = next;
  }

  @Override
  boolean suspend() {
    if (loop.getDebug() && (Pinning.isHere() || isCallerPinned())) {
      return false; // without debug mode, the guard sees to it that this does no harm
    }
    BatonFiber next = (BatonFiber) loop.scheduler.next(this);
    if (next != this) {
      next.grant();
      awaitPermit();
      if (refused) {
        refused = false;
        return false;
      }
    }
    return true;
  }

  /// Whether one of the threads that wait for the innermost one keeps its carrier.
  private boolean isCallerPinned() {
    for (HandedStack stack = side; stack != null; stack = stack.below) {
      HandedStack outer = stack.below;
      if (Pinning.isAt(outer == null ? thread : Objects.requireNonNull(outer.thread))) {
        return true;
      }
    }
    return false;
  }

  /// Interrupts do not end the wait; they are kept for the code that runs afterwards.
  private void awaitPermit() {
    boolean interrupted = false;
    while (!revoke()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    OF_THREAD.set(this);
    awaitPermit();
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
