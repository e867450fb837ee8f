package org.asyncio4j;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A side stack that its caller's platform thread carries: the loop's, if it is resumed in a fiber,
/// or else the caller itself. A switch costs what a switch between two tasks costs.
///
/// Like a [ConfinedFiber] it is the scheduler of its own virtual thread, and is suspended by a
/// yield that it keeps back. In a fiber it becomes the innermost stack, the one that is mounted
/// when the fiber runs. Where the body awaits it is suspended and mounted again as the fiber's own
/// thread would be; only the fiber knows the difference.
///
/// The turn is handed over instead where there is nobody to carry the body: a caller that is a
/// virtual thread off the loop, or is pinned, cannot leave its carrier to it. From then on the body
/// stays with the default scheduler, because nobody can say when that has let go of a thread.
final class CarriedStack extends HandedStack implements Executor {
  /// Mounts the thread on its caller and runs it until it gives way. Null: the thread is not ours
  /// to carry, and never was.
  private @Nullable Runnable step;

  /// Set while the body yields: the carrier that it leaves.
  private @Nullable Thread leaving;

  /// Whether the body has left its carrier of its own accord. On the carrier.
  private boolean kept;

  private boolean ended;

  /// Whether the default scheduler runs the body.
  private volatile boolean handed;

  /// Who carries the body while it runs or awaits: a fiber, or a platform thread.
  private @Nullable ConfinedFiber fiber;

  private @Nullable Thread carrier;

  private @Nullable InterruptWire wire;

  /// Whether a blocking call of the body, which `carrier` waits for, has ended.
  private volatile boolean submitted;

  CarriedStack(Runnable body) {
    super(body);
  }

  // --- the caller's side ---

  @Override
  public void resume() {
    Fiber current = Fiber.current();
    if (handed || (step == null && thread != null)) {
      handOver(current);
    } else if (current instanceof ConfinedFiber confined) {
      switchOn(confined);
    } else if (Thread.currentThread().isVirtual()) {
      handOver(current);
    } else {
      carryHere();
    }
  }

  /// Has the loop's thread mount the body in place of the caller.
  private void switchOn(ConfinedFiber on) {
    Context context = on.context;
    CarriedStack outer = (CarriedStack) on.side;
    start(context);
    fiber = on;
    below = outer;
    on.side = this;
    boolean switched = outer == null ? on.leave() : outer.leave();
    fiber = null;
    below = null;
    if (switched) {
      on.context = context;
    } else {
      on.side = outer;
      handOver(on);
    }
  }

  /// Carries the body on the current thread, a platform thread, until it pauses.
  private void carryHere() {
    start(Context.current());
    InterruptWire wire = this.wire;
    if (wire == null) {
      wire = new InterruptWire(Objects.requireNonNull(thread));
    }
    wire.connect();
    carrier = Thread.currentThread();
    while (!carry()) {
      while (!submitted) {
        LockSupport.park(this);
        Thread.interrupted(); // the body has it
      }
      submitted = false;
    }
    carrier = null;
    if (wire.disconnect()) {
      this.wire = wire;
    } else {
      this.wire = null;
      keepInterrupt(); // one that came as the body paused
    }
    giveInterruptBack();
  }

  private void start(Context context) {
    callersFiber = null;
    callersContext = context;
    if (thread == null) {
      thread = JdkThreads.newVirtual(this, NAME, this);
      thread.start(); // submits its first step
    }
  }

  @Override
  void wake() {
    if (step != null && !handed) {
      handed = true;
      JdkThreads.defaultScheduler().execute(step);
    } else {
      super.wake();
    }
  }

  // --- the carrier's side: no virtual thread is mounted ---

  /// Runs the body until it gives way.
  ///
  /// @return false when it has neither left nor ended: it is in a blocking call
  boolean carry() {
    Runnable step = Objects.requireNonNull(this.step);
    kept = false;
    step.run();
    if (!hasLeft()) {
      // Somebody may have looked at the thread's stack, so that it could not run, and put it back
      // when he did not see yet who carries it.
      VarHandle.fullFence();
      step.run();
    }
    return hasLeft();
  }

  private boolean hasLeft() {
    return kept || (ended && !Objects.requireNonNull(thread).isAlive());
  }

  @Override
  public void execute(Runnable submitted) {
    if (submitted == step) {
      if (Thread.currentThread() == leaving) {
        leaving = null;
        kept = true;
      } else {
        submittedFromOutside(submitted);
      }
    } else if (step == null) {
      step = submitted;
    } else { // of a virtual thread that the body has made, and that has inherited its scheduler
      JdkThreads.defaultScheduler().execute(submitted);
    }
  }

  private void submittedFromOutside(Runnable step) {
    ConfinedFiber on = fiber;
    Thread here = carrier;
    if (handed || ended) {
      JdkThreads.defaultScheduler().execute(step);
    } else if (on != null) {
      on.submittedFromOutside(step);
    } else if (here != null) {
      submitted = true;
      LockSupport.unpark(here);
    } // else the body pauses, and somebody has looked at its stack
  }

  // --- the body's side ---

  @Override
  public void run() {
    if (handed || step == null) {
      super.run();
      return;
    }
    ConfinedFiber first = fiber;
    if (first == null) {
      adopt();
    }
    runBody();
    ended = true;
    ConfinedFiber on = fiber;
    if (handed) {
      handBack();
    } else if (on == null) {
      passInterruptBack();
    } else {
      on.side = below;
      if (on.loop.isClosed()) {
        on.runOffTheLoop();
      }
    }
  }

  @Override
  public void pause() {
    ConfinedFiber on = fiber;
    if (handed || step == null) {
      super.pause();
    } else if (on == null) {
      passInterruptBack();
      resumed(leave());
    } else {
      pauseOn(on);
    }
  }

  private void pauseOn(ConfinedFiber on) {
    Context own = on.context == callersContext ? null : on.context;
    HandedStack outer = below;
    on.side = outer;
    if (on.loop.isClosed()) { // and the default scheduler runs this, to end the task
      handed = true;
      on.runOffTheLoop();
      awaitTurn();
    } else {
      boolean left = leave();
      if (!left) {
        on.side = this;
      }
      resumed(left);
    }
    ConfinedFiber now = fiber;
    if (own != null && now != null) {
      now.context = own;
    }
  }

  private void resumed(boolean left) {
    if (!left) {
      throw new IllegalStateException(
          "cannot yield here: a class initialiser or native code is on the stack of this generator's body, and a"
              + " thread cannot be suspended inside one");
    }
    if (fiber == null) {
      adopt();
    }
  }

  /// Leaves the carrier. Returns when the body is run again.
  ///
  /// @return false when the body is pinned, and has not left
  @SuppressWarnings("ThreadPriorityCheck") // kept back: see ConfinedFiber
  boolean leave() {
    leaving = JdkThreads.carrier();
    Thread.yield();
    if (leaving != null) {
      leaving = null;
      return false;
    }
    return true;
  }

  /// Whether the body, which is the innermost of a fiber, is suspended. Between two fibers.
  boolean awaitsTheLoop() {
    return kept;
  }

  /// Has the default scheduler go on with the body. The loop is closed.
  void runOffTheLoop() {
    kept = false;
    JdkThreads.defaultScheduler().execute(Objects.requireNonNull(step));
  }
}
