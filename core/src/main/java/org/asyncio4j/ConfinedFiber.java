package org.asyncio4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A fiber that the loop's own thread carries. It is the scheduler of its virtual thread: whenever
/// the JDK finds that the thread can run, it says so here.
///
/// Suspension is `Thread.yield()`: the JDK unmounts the thread and submits it again at once, still
/// on the carrier, where [#execute] keeps it back until the loop wants it. Compared with
/// `LockSupport.park` this is a seventh faster, is not disturbed by interrupts and by other
/// people's `unpark`, and returns at once, unsuspended, when the thread is pinned.
///
/// Every other submission means that a foreign blocking call of the fiber has ended, or that
/// somebody has looked at the thread's stack and puts it back. The second kind cannot be told from
/// the first, and need not be: running a thread that is not runnable does nothing.
final class ConfinedFiber extends Fiber implements Executor {
  private static final VarHandle WAKE;

  static {
    try {
      WAKE = MethodHandles.lookup().findVarHandle(ConfinedFiber.class, "wake", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// No submission outside [#suspend] since the last run.
  private static final int NONE = 0;

  /// There was one.
  private static final int SUBMITTED = 1;

  /// The fiber is in a blocking call and the loop goes on without it: a submission brings it back.
  private static final int DETACHED = 2;

  /// The step of a fiber that has ended. Not null: threads that the fiber has started, and that
  /// have inherited it as their scheduler, may still submit theirs.
  private static final Runnable ENDED = Ended.INSTANCE; // initialised here, not on the carrier

  private final ConfinedEngine engine;

  /// Null once it has ended: a finished task that somebody keeps is not to keep its thread as well.
  private @Nullable Thread thread;

  /// Mounts the thread on its caller and runs it until it gives way. The same object for the
  /// thread's life.
  private @Nullable Runnable step;

  /// Set on this fiber before it yields; cleared on the carrier when the yield is kept back.
  private boolean suspending;

  private boolean suspended;
  private boolean finished;

  /// One of the three above. Any thread.
  @SuppressWarnings("UnusedVariable") // through WAKE
  private volatile int wake;

  ConfinedFiber(ConfinedEngine engine, @Nullable Task<?> task, Context context, String threadName) {
    super(engine.loop, task, context);
    this.engine = engine;
    this.thread = JdkThreads.newVirtual(this, threadName, this);
  }

  /// Runs this fiber on the carrier until it gives way.
  ///
  /// @return false when it has neither suspended itself nor ended: it is in a foreign blocking call
  boolean carry() {
    if (wake != NONE) {
      wake = NONE;
    }
    while (true) {
      CarriedStack mounted = (CarriedStack) side;
      boolean left = mounted == null ? carryOwn() : mounted.carry();
      if (mounted == side) {
        return left;
      } // else it has called a generator, or is one that has paused: the other one goes on
    }
  }

  private boolean carryOwn() {
    suspended = false;
    firstOrNextStep().run();
    if (finished && !Objects.requireNonNull(thread).isAlive()) {
      thread = null;
      step = ENDED;
      return true;
    }
    return suspended;
  }

  /// The thread is started only when it is to run: the JDK enters those that are started in a
  /// table, and a million of them there at a time would cost more than the tasks themselves.
  private Runnable firstOrNextStep() {
    if (step == null) {
      Objects.requireNonNull(thread).start(); // submits its first step
    }
    return Objects.requireNonNull(step);
  }

  @Override
  public void execute(Runnable submitted) {
    if (submitted == step) {
      if (suspending && Thread.currentThread() == engine.thread) {
        suspending = false;
        suspended = true;
      } else {
        submittedFromOutside(submitted);
      }
    } else if (step == null) {
      step = submitted;
    } else {
      // A virtual thread that code of this fiber has made: it has inherited its scheduler, and
      // belongs to the default one.
      JdkThreads.defaultScheduler().execute(submitted);
    }
  }

  /// A submission that is not a yield's, of the innermost stack. Any thread.
  void submittedFromOutside(Runnable submitted) {
    if (engine.isClosed()) {
      JdkThreads.defaultScheduler().execute(submitted);
      return;
    }
    while (true) {
      int now = wake;
      if (now == SUBMITTED) {
        return;
      } else if (now == DETACHED) {
        if (WAKE.compareAndSet(this, DETACHED, NONE)) {
          engine.resumed(this);
          return;
        }
      } else if (WAKE.compareAndSet(this, NONE, SUBMITTED)) {
        engine.wake();
        return;
      }
    }
  }

  /// Whether this fiber was submitted since it last ran. On the carrier.
  boolean isSubmitted() {
    return wake == SUBMITTED;
  }

  /// Lets the loop go on while this fiber is blocked. On the carrier.
  ///
  /// @return false when it is not blocked any more
  boolean detach() {
    return WAKE.compareAndSet(this, NONE, DETACHED);
  }

  @Override
  boolean inForeignCall() {
    return wake == DETACHED;
  }

  /// Hands this fiber, which has not started or is suspended, to the default scheduler for good.
  /// One that is in a blocking call goes there by itself, when that has ended.
  void release() {
    if (awaitsTheLoop()) {
      runOffTheLoop();
    }
  }

  /// Whether this fiber has not started or is suspended; else it runs, or is or was in a foreign
  /// blocking call. Between two fibers.
  boolean awaitsTheLoop() {
    CarriedStack innermost = (CarriedStack) side;
    return innermost != null
        ? innermost.awaitsTheLoop()
        : suspended || (task != null && !task.started());
  }

  void runOffTheLoop() {
    CarriedStack innermost = (CarriedStack) side;
    if (innermost != null) {
      innermost.runOffTheLoop();
    } else {
      suspended = false;
      JdkThreads.defaultScheduler().execute(firstOrNextStep());
    }
  }

  @Override
  boolean suspend() {
    CarriedStack innermost = (CarriedStack) side;
    return innermost == null ? leave() : innermost.leave();
  }

  /// Suspends the fiber's own thread.
  @SuppressWarnings("ThreadPriorityCheck") // the yield is ours: see above
  boolean leave() {
    suspending = true;
    Thread.yield();
    if (suspending) {
      suspending = false;
      return false;
    }
    return true;
  }

  @Override
  public void run() {
    runBody();
    finished = true;
  }

  @Override
  @Nullable Thread thread() {
    return thread;
  }

  private enum Ended implements Runnable {
    INSTANCE;

    @Override
    public void run() {}
  }
}
