package org.asyncio4j;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A body that runs concurrently with the other tasks of its loop (`asyncio.Task`). Made by
/// `createTask`.
///
/// Its first step runs in the next iteration of the loop. Until it is done the loop holds it: it
/// cannot be lost.
///
/// **Cancellation** is asyncio's: a request ([#cancel]) is thrown into the body once, as a
/// [CancelledError], at the await where it is suspended or else at its next; the body may clean up,
/// and may even go on. Requests are counted ([#cancelling]), so that a scope can take back the one
/// it made ([#uncancel]) and see whether there were others. A task that is cancelled before its
/// first step never starts.
///
/// @param <T> the type of what the body returns; `@Nullable` where null is a value
public final class Task<T extends @Nullable Object> extends Future<T> {
  private static final AtomicLong COUNT = new AtomicLong();

  final Fiber fiber;
  private final Context context;
  private final long number = COUNT.incrementAndGet();
  private @Nullable String name;

  /// What runs, and once that has ended only what [#coro] needs of it: the name of a coroutine,
  /// else the class.
  private Object body;

  private boolean started;

  /// What the body is suspended on, until it runs again; null while it runs, or yields.
  @Nullable Suspension waitsFor;

  /// When it last gave way, by [Pulse#lastLook].
  private long suspendedAt;

  /// Whether the next await has to throw a cancellation. Set by [CancelRequest].
  boolean mustCancel;

  @Nullable String cancelMessage;

  /// The innermost cancel scope that the body runs in.
  @Nullable CancelScope scope;

  /// The scope that has ended the present wait.
  private @Nullable CancelScope interruptedBy;

  /// What it has started and not ended; null for nothing.
  private @Nullable Belongings belongings;

  /// Whether the present wait is one that no scope may end.
  private boolean ignoresScopes;

  /// How many requests were made and not taken back. Those that a shield holds back are not among
  /// them.
  int cancelRequests;

  /// How many requests have been thrown to the body, be it by a future that was handed them.
  int cancellationsThrown;

  /// What that was when a shield last released a request that was still to be thrown; -1 for never.
  private int thrownAtRelease = -1;

  /// Within [CancelRequest] only.
  boolean counted;

  /// The registry's: neighbours among the loop's tasks, in order of creation.
  @Nullable Task<?> earlier;

  @Nullable Task<?> later;

  Task(EventLoop loop, Awaitable<? extends T> body, TaskOptions options) {
    super(loop);
    this.body = body;
    this.name = options.name();
    this.context = options.context() != null ? options.context() : Context.copyOfCurrent();
    this.fiber = loop.engine.newFiber(this, context, threadName());
    loop.tasks.add(this);
    CancelScope adopting = loop.scopeOfNewTask;
    if (adopting != null) {
      loop.scopeOfNewTask = null; // not for tasks that this one, being eager, makes at once
      scope = adopting;
      adopting.join(this);
    }
    if (loop.observation.on()) {
      loop.observation.spawned(this);
    }
    FlightEvents.taskStarted(this);
    Fiber creator = Fiber.current();
    if (options.eagerStart() && creator != null && creator.loop == loop) {
      creator.callee = fiber;
      if (creator.task != null ? creator.task.suspend() : creator.suspend()) {
        return;
      }
      creator.callee = null; // pinned: it starts as other tasks do
    }
    loop.scheduler.resume(fiber);
  }

  private String threadName() {
    return name != null ? name : loop.getDebug() ? getName() : "";
  }

  /// The task that runs here.
  static Task<?> current() {
    Task<?> task = currentOrNull();
    if (task == null) {
      throw new IllegalStateException(
          Fiber.current() == null
              ? "no running event loop: await only inside a task, which run(...) and createTask(...) start"
              : "a callback cannot await: have it create a task");
    }
    return task;
  }

  static @Nullable Task<?> currentOrNull() {
    Fiber fiber = Fiber.current();
    return fiber == null ? null : fiber.task;
  }

  // --- running: on this task's own fiber ---

  boolean started() {
    return started;
  }

  void runBody() {
    started = true;
    if (loop.observation.on()) {
      loop.observation.stepBegins(this);
    }
    try {
      throwIfCancelRequested();
      T value = awaitBody();
      if (mustCancel) {
        mustCancel = false;
        cancelWith(new CancelledError(cancelMessage));
      } else {
        finish(value);
      }
    } catch (CancelledError e) {
      mustCancel = false;
      cancelWith(e);
    } catch (KeyboardInterrupt e) {
      fail(e);
      seen(); // by whoever runs the loop
      loop.scheduler.escape(e);
    } catch (Throwable e) {
      fail(Failures.essence(e));
    }
    end();
  }

  private void end() {
    forgetBody();
    if (scope != null) {
      scope.leave(this);
    }
    if (!loop.isClosed()) {
      loop.tasks.remove(this);
    }
    if (loop.observation.on()) {
      loop.observation.stepEnds(this, null);
      loop.observation.exited(this);
    }
    FlightEvents.taskEnded(this);
  }

  private void forgetBody() {
    if (body instanceof Coroutine<?> coroutine) {
      coroutine.close(); // this may have been cancelled before its first step
      body = coroutine.name();
    } else {
      body = (body instanceof Valueless valueless ? valueless.action() : body).getClass();
    }
  }

  @SuppressWarnings("unchecked") // the constructor's
  private T awaitBody() throws Exception {
    T value;
    try {
      value = ((Awaitable<? extends T>) body).await();
    } catch (Throwable e) {
      if (belongings != null) {
        belongings.closeAfter(e);
      }
      throw e;
    }
    if (belongings != null) {
      belongings.close();
    }
    return value;
  }

  Belongings belongings() {
    Belongings own = belongings;
    if (own == null) {
      own = new Belongings(loop, this);
      belongings = own;
    }
    return own;
  }

  /// Waits until `future` is done.
  void awaitFuture(Future<?> future) {
    if (future == this) {
      yieldNow();
      throw new IllegalStateException("task cannot await on itself: " + this);
    }
    checkScope();
    future.addObserver(this);
    waitsFor = future;
    boolean requested = mustCancel;
    if (requested) {
      mustCancel = false; // before: a circle of tasks may hand the request back to this one
      if (!future.cancel(cancelMessage)) {
        mustCancel = true;
      }
    }
    if (!suspend()) {
      waitsFor = null;
      mustCancel |= requested;
      future.removeObserver(this);
      loop.scheduler.withdraw(fiber);
      throw pinned();
    }
    waitsFor = null;
    if (interruptedBy != null && future.endsInCancellation()) {
      throw scopeCancellation();
    }
    interruptedBy = null;
    if (mustCancel || (requested && future.endsInCancellation())) {
      cancellationsThrown++;
    }
    if (mustCancel) {
      mustCancel = false;
      Context.keepOffTheLoop(fiber);
      future.seen();
      throw future.endsInCancellation()
          ? future.cancelledError()
          : new CancelledError(cancelMessage);
    }
  }

  /// Waits until the loop's clock says `when`.
  void sleepUntil(long when) {
    checkScope();
    Sleep sleep = new Sleep(loop, when, fiber);
    loop.scheduler.timers.add(sleep);
    waitsFor = sleep;
    if (mustCancel && sleep.cancelWait(cancelMessage)) {
      mustCancel = false;
    }
    if (!suspend()) {
      waitsFor = null;
      mustCancel |= sleep.interrupted();
      loop.scheduler.timers.remove(sleep);
      loop.scheduler.withdraw(fiber);
      throw pinned();
    }
    waitsFor = null;
    if (interruptedBy != null && sleep.interrupted()) {
      loop.scheduler.timers.remove(sleep);
      throw scopeCancellation();
    }
    interruptedBy = null;
    if (sleep.interrupted()) {
      mustCancel = false;
      cancellationsThrown++;
    }
    sleep.finish();
    throwIfCancelRequested();
  }

  /// Lets everything else that is ready run first.
  void yieldNow() {
    checkScope();
    loop.scheduler.resume(fiber);
    if (!suspend()) {
      loop.scheduler.withdraw(fiber);
      throw pinned();
    }
    throwIfCancelRequested();
    checkScope();
  }

  private boolean suspend() {
    suspendedAt = loop.scheduler.pulse.lastLook();
    if (!loop.observation.on()) {
      return fiber.suspend();
    }
    loop.observation.stepEnds(this, waitsFor);
    boolean suspended = fiber.suspend();
    loop.observation.stepBegins(this);
    return suspended;
  }

  private void checkScope() {
    if (scope != null && !ignoresScopes) {
      scope.checkpoint();
    }
  }

  private CancelledError scopeCancellation() {
    CancelScope cause = Objects.requireNonNull(interruptedBy);
    interruptedBy = null;
    if (scope != null && scope.cause() != null) {
      cause = Objects.requireNonNull(scope.cause());
    }
    return cause.cancellation();
  }

  /// Ends the present wait, if there is one, because `cause` was cancelled.
  void interruptWait(CancelScope cause) {
    if (waitsFor != null && !ignoresScopes && waitsFor.cancelWait(cause.reason())) {
      interruptedBy = cause;
    }
  }

  /// Awaits `future` as if no scope were there: for clean-up that has to wait for what a scope has
  /// cancelled.
  void awaitIgnoringScopes(Future<?> future) {
    ignoresScopes = true;
    try {
      future.await();
    } finally {
      ignoresScopes = false;
    }
  }

  private void throwIfCancelRequested() {
    if (mustCancel) {
      mustCancel = false;
      cancellationsThrown++;
      Context.keepOffTheLoop(fiber);
      throw new CancelledError(cancelMessage);
    }
  }

  private static IllegalStateException pinned() {
    return new IllegalStateException(
        "cannot await here: a class initialiser or native code is on the stack of this task, and a thread cannot be"
            + " suspended inside one. Await outside of it, or do the work in toThread");
  }

  // --- cancellation ---

  /// Asks the body to end: a [CancelledError] is thrown where it waits, or at its next await. If it
  /// waits for a future, that is cancelled.
  ///
  /// @param message what the error will say, or null
  /// @return false when this is done already
  @Override
  public boolean cancel(@Nullable String message) {
    return cancelFrom(null, message);
  }

  /// As [#cancel(String)], for a timeout or group that was opened in the scope `origin`: shields
  /// around that do not hold it back.
  boolean cancelFrom(@Nullable CancelScope origin, @Nullable String message) {
    loop.checkThread();
    seen();
    if (done()) {
      return false;
    }
    FlightEvents.cancelled(this, false, message);
    CancelRequest.send(this, origin, message);
    return true;
  }

  /// {@return how many cancellation requests were made and not taken back}
  public int cancelling() {
    loop.checkThread();
    return cancelRequests + CancelScope.heldFor(this);
  }

  /// Takes one cancellation request back; the last one also if it has not been thrown yet.
  ///
  /// @return how many are left
  public int uncancel() {
    loop.checkThread();
    if (cancelRequests > 0) {
      takeBack();
    } else {
      CancelScope.takeBackFor(this);
    }
    return cancelling();
  }

  /// Takes back a request that a timeout or group made for itself.
  void takeBack() {
    cancelRequests = Math.max(0, cancelRequests - 1);
    if (requestsHere() <= 0) {
      mustCancel = false;
    }
  }

  /// How many of them were made since the innermost shield was entered.
  int requestsHere() {
    return cancelRequests - CancelScope.requestsBeforeShield(this);
  }

  /// A shield has let go of a request to end this task, which runs.
  void requestReleased() {
    if (mustCancel) {
      thrownAtRelease = cancellationsThrown;
    }
  }

  /// Whether what is to be thrown at the next await is a request that a shield has held back.
  boolean hasReleasedRequestToThrow() {
    return mustCancel && thrownAtRelease == cancellationsThrown;
  }

  /// Takes back the request that is still to be thrown, if there is one, for a shield to keep.
  boolean postponeRequest() {
    if (!mustCancel || loop.isClosed()) {
      return false;
    }
    mustCancel = false;
    cancelRequests--;
    return true;
  }

  /// When the body last gave way, by `System.nanoTime()`: as exact as [Pulse#lastLook].
  long suspendedAt() {
    return suspendedAt;
  }

  /// Makes the next step throw, whatever the body waits for. The loop is being closed.
  void abandon(String message) {
    mustCancel = true;
    cancelMessage = message;
  }

  /// Not for tasks: their body provides the result.
  ///
  /// @throws IllegalStateException always
  @Override
  public void setResult(T value) {
    throw new IllegalStateException("a task's result is what its body returns: " + this);
  }

  /// Not for tasks: their body provides the exception.
  ///
  /// @throws IllegalStateException always
  @Override
  public void setException(Throwable exception) {
    throw new IllegalStateException("a task's exception is what its body throws: " + this);
  }

  // --- description ---

  /// {@return the name given, or `Task-` and a number}
  public String getName() {
    return name != null ? name : "Task-" + number;
  }

  /// Tells it from all other tasks of the process, in order of creation.
  long number() {
    return number;
  }

  /// Gives the task another name.
  ///
  /// @param name the new one
  public void setName(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /// {@return the body, or null once it has ended}
  @SuppressWarnings("unchecked") // the constructor's
  public @Nullable Awaitable<? extends T> getCoro() {
    return body instanceof Awaitable<?> running ? (Awaitable<? extends T>) running : null;
  }

  /// What messages call the body.
  String coro() {
    return body instanceof String name ? name : Description.ofCode(body, createdAt);
  }

  /// {@return the context that the body runs in}
  public Context getContext() {
    return context;
  }

  /// {@return where the body is now, innermost frame first; empty before it has started and after
  /// it has ended}
  public List<StackTraceElement> getStack() {
    loop.checkThread();
    return done() ? List.of() : Stacks.ofUser(fiber.stackTrace());
  }

  /// Prints where the body is now.
  ///
  /// @param out where to
  public void printStack(PrintStream out) {
    List<StackTraceElement> stack = getStack();
    if (stack.isEmpty()) {
      out.println("No stack for " + this);
    } else {
      out.println("Stack for " + this + " (innermost frame first):");
      stack.forEach(frame -> out.println("    at " + frame));
    }
  }

  @Override
  public String toString() {
    Suspension wait = waitsFor;
    String waits =
        wait instanceof Task<?> other ? other.describeAlone("") : Description.ofValue(wait);
    return describeAlone(wait == null ? "" : " wait_for=" + waits);
  }

  /// Names what this waits for, but not what that waits for: there may be a long chain of them, or
  /// a circle.
  private String describeAlone(String waits) {
    String state = done() || cancelRequests == 0 ? "" : "cancelling ";
    return "<Task "
        + state
        + describe(" name='" + getName() + "' coro=" + coro() + "()" + waits)
        + ">";
  }
}
