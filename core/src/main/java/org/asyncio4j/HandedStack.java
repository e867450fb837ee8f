package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.asyncio4j.internal.SideStack;
import org.jspecify.annotations.Nullable;

/// A side stack that its caller hands the turn to: one of the two threads runs, the other waits,
/// parked.
///
/// In a task of a baton loop the turn includes the loop's permit. The fiber then consists of
/// several threads; the innermost runs, and where the body awaits it gives the permit away and is
/// given it back.
///
/// An interrupt follows the turn, as if the body ran on its caller's thread.
sealed class HandedStack implements SideStack, Runnable permits CarriedStack {
  static final String NAME = "asyncio-generator";

  /// How long a body may take to begin before its caller asks why, in nanoseconds.
  private static final long PATIENCE = 100_000_000;

  private final Runnable body;

  /// Made when this is first resumed.
  volatile @Nullable Thread thread;

  /// Whether a thread runs the body.
  private final AtomicBoolean begun = new AtomicBoolean();

  /// The next outer stack of the fiber that this is the innermost of; null for the fiber's own.
  @Nullable HandedStack below;

  /// Whose turn it is.
  private volatile boolean bodysTurn;

  private @Nullable Thread caller;
  private boolean interrupted;

  /// What the caller runs in: a fiber, or else a context.
  @Nullable BatonFiber callersFiber;

  @Nullable Context callersContext;

  /// What the body's thread has taken on of these.
  private @Nullable BatonFiber adoptedFiber;

  private @Nullable Context adoptedContext;

  HandedStack(Runnable body) {
    this.body = body;
  }

  @Override
  public final boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  // --- the caller's side ---

  @Override
  public void resume() {
    handOver(Fiber.current());
  }

  /// Gives the body the turn, and waits to get it back.
  final void handOver(@Nullable Fiber fiber) {
    Context context = fiber != null ? fiber.context : Context.current();
    if (fiber instanceof BatonFiber baton) {
      below = baton.side;
      baton.side = this;
      handOver(baton, context);
      baton.side = below;
      below = null;
    } else {
      handOver(null, context);
    }
    if (fiber != null) {
      fiber.context = context;
    }
  }

  private void handOver(@Nullable BatonFiber fiber, Context context) {
    callersFiber = fiber;
    callersContext = context;
    caller = Thread.currentThread();
    takeInterrupt();
    bodysTurn = true;
    boolean first = thread == null;
    wake();
    while (bodysTurn) {
      if (first && !begun.get()) {
        LockSupport.parkNanos(this, PATIENCE);
        startAnyway();
      } else {
        LockSupport.park(this);
      }
      if (Thread.interrupted()) {
        Objects.requireNonNull(thread).interrupt();
      }
    }
    giveInterruptBack();
  }

  /// Has the body's thread see that it is its turn.
  void wake() {
    Thread known = thread;
    if (known != null) {
      LockSupport.unpark(known);
    } else {
      Thread made = JdkThreads.newForeign(NAME, this);
      thread = made;
      made.start();
    }
  }

  /// The body's virtual thread has not begun for a while. If the caller is pinned it may have the
  /// last carrier of the default scheduler, and the body does without one.
  private void startAnyway() {
    if (bodysTurn && !begun.get() && Pinning.isHere()) {
      Thread.ofPlatform().daemon().name(NAME).start(this);
    }
  }

  final void takeInterrupt() {
    interrupted = Thread.interrupted();
  }

  final void keepInterrupt() {
    interrupted |= Objects.requireNonNull(thread).isInterrupted();
  }

  final void giveInterruptBack() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  // --- the body's side ---

  @Override
  public void run() {
    if (begun.compareAndSet(false, true)) {
      thread = Thread.currentThread();
      adopt();
      body.run();
      handBack();
    }
  }

  final void runBody() {
    body.run();
  }

  @Override
  public void pause() {
    BatonFiber fiber = callersFiber;
    Context own = fiber == null || fiber.context == callersContext ? null : fiber.context;
    handBack();
    awaitTurn();
    if (own != null && callersFiber != null) {
      callersFiber.context = own;
    }
  }

  final void handBack() {
    Thread caller = this.caller;
    this.caller = null;
    passInterruptBack();
    bodysTurn = false;
    LockSupport.unpark(caller);
  }

  final void awaitTurn() {
    boolean early = false;
    while (!bodysTurn) {
      LockSupport.park(this);
      early |= Thread.interrupted();
    }
    interrupted |= early;
    adopt();
  }

  final void passInterruptBack() {
    interrupted = Thread.interrupted();
  }

  /// Makes the body's thread tell what its caller's thread would.
  final void adopt() {
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
    if (callersFiber != adoptedFiber) {
      adoptedFiber = callersFiber;
      BatonFiber.enter(callersFiber);
    }
    if (callersFiber == null && callersContext != adoptedContext) {
      adoptedContext = callersContext;
      Context.enterThread(Objects.requireNonNull(callersContext));
    }
  }
}
