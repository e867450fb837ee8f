package org.asyncio4j;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A block of code that can be cancelled as a whole (trio's and anyio's cancel scope). Made by
/// [Asyncio#cancelScope] and its kin, which give it to the block.
///
/// Cancelling it reaches the task that runs the block, and the tasks of the task groups opened in
/// it, wherever they wait. It is *level-triggered*: from then on every await in the scope throws,
/// so that nobody can swallow it and hang. What was delivered is never dropped for it: a task that
/// was already given its value gets it, and is thrown the error at its next await. As the error
/// leaves the block, it ends there: the scope was cancelled, not the task.
///
/// Thread rule: the loop's. Another thread uses `loop.callSoonThreadsafe(() -> scope.cancel(...))`.
public final class CancelScope {
  private final Task<?> host;
  private final @Nullable CancelScope parent;

  /// Who is directly in this scope: the host, unless it is in an inner one, and tasks of groups
  /// opened here.
  private final Set<Task<?>> members = new LinkedHashSet<>();

  private final Set<CancelScope> inner = new LinkedHashSet<>();
  private boolean over;
  private boolean cancelCalled;
  private boolean cancelledCaught;
  private boolean expired;
  private boolean shield;

  /// While shielded: the requests to cancel the host that are to be made once that is over.
  private int held;

  private @Nullable String heldMessage;

  /// How many requests there were when the block became shielded.
  private int requestsBefore;

  private @Nullable String reason;
  private @Nullable Long deadline;
  private @Nullable TimerHandle timer;

  CancelScope(Task<?> host, boolean shield) {
    this.host = host;
    this.parent = host.scope;
    this.shield = shield;
  }

  /// {@return the innermost scope that this code runs in, or null}
  public static @Nullable CancelScope current() {
    Task<?> task = Task.currentOrNull();
    return task == null ? null : task.scope;
  }

  // --- asking for the end ---

  /// Cancels the scope without a reason. Does nothing the second time, or when the block is over.
  public void cancel() {
    cancel(null);
  }

  /// Cancels the scope. Does nothing the second time, or when the block is over.
  ///
  /// @param reason who cancels and why: part of the error's message
  public void cancel(@Nullable String reason) {
    host.loop.checkThread();
    if (!cancelCalled && !over) {
      cancelCalled = true;
      this.reason = reason;
      FlightEvents.cancelled(host, true, reason);
      deliver();
    }
  }

  /// Has the scope cancelled once `limit` has passed; replaces what was set before.
  ///
  /// @param limit from now; null for never
  public void setDeadline(@Nullable Duration limit) {
    setDeadlineAt(limit == null ? null : Times.after(host.loop.time(), Times.nanos(limit)));
  }

  /// Has the scope cancelled at a moment; replaces what was set before.
  ///
  /// @param when in nanoseconds of the loop's clock; null for never
  public void setDeadlineAt(@Nullable Long when) {
    host.loop.checkThread();
    deadline = when;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (when != null && !over && !cancelCalled) {
      timer = host.loop.callAt(when, this::expire);
    }
  }

  private void expire() {
    if (!cancelCalled && !over) {
      expired = true;
      cancel("its deadline has passed");
    }
  }

  /// Protects the block, or exposes it again: while protected, neither scopes around it nor
  /// `Task.cancel` reach it. They do as soon as it is over. Its own deadline and [#cancel] always
  /// reach it.
  ///
  /// @param on whether the block is protected
  public void setShield(boolean on) {
    host.loop.checkThread();
    if (over || on == shield) {
      return;
    }
    shield = on;
    if (on) {
      protect();
    } else {
      release();
      if (cause() != null) {
        deliver();
      }
    }
  }

  // --- what has happened ---

  /// {@return whether the scope was asked to end, by a call or its deadline}
  public boolean cancelCalled() {
    return cancelCalled;
  }

  /// {@return whether the block was ended by this scope} False if it ended in its own way although
  /// asked.
  public boolean cancelledCaught() {
    return cancelledCaught;
  }

  /// {@return whether it was the deadline that cancelled the scope}
  public boolean expired() {
    return expired;
  }

  /// {@return the reason given to [#cancel(String)]}
  public @Nullable String reason() {
    return reason;
  }

  /// {@return when the scope is to be cancelled, in nanoseconds of the loop's clock; null for
  /// never}
  public @Nullable Long deadline() {
    return deadline;
  }

  /// {@return when code here is cut off: the earliest deadline of this scope and those around it,
  /// as far as they reach it; `Long.MIN_VALUE` if one is cancelled already, `Long.MAX_VALUE` for
  /// never}
  public long effectiveDeadline() {
    long earliest = Long.MAX_VALUE;
    for (CancelScope scope = this; scope != null; scope = scope.outer()) {
      if (scope.cancelCalled) {
        return Long.MIN_VALUE;
      }
      if (scope.deadline != null) {
        earliest = Math.min(earliest, scope.deadline);
      }
    }
    return earliest;
  }

  // --- the machinery: on the loop ---

  /// The next scope that reaches the code in this one.
  private @Nullable CancelScope outer() {
    return shield ? null : parent;
  }

  /// The outermost cancelled scope that reaches the code here; null if there is none.
  @Nullable CancelScope cause() {
    CancelScope cause = null;
    for (CancelScope scope = this; scope != null; scope = scope.outer()) {
      if (scope.cancelCalled) {
        cause = scope;
      }
    }
    return cause;
  }

  // A request to cancel the host is held back by the outermost shield that lies between where the
  // request comes from and where the host is. Requests of `Task.cancel` come from outside, those of
  // a timeout or group from the scope that it was opened in: it goes on working inside a shield.

  private void protect() {
    if (host.postponeRequest()) {
      hold(host.cancelMessage);
    }
    requestsBefore = host.cancelRequests;
  }

  void hold(@Nullable String message) {
    held++;
    heldMessage = message;
  }

  private void release() {
    for (; held > 0; held--) {
      host.cancelFrom(parent, heldMessage);
      host.requestReleased();
    }
  }

  /// The block, entered by `task` inside `origin`, that holds back requests from there.
  static @Nullable CancelScope shieldOf(Task<?> task, @Nullable CancelScope origin) {
    CancelScope outermost = null;
    for (CancelScope scope = task.scope;
        scope != null && scope != origin && scope.host == task;
        scope = scope.parent) {
      if (scope.shield) {
        outermost = scope;
      }
    }
    return outermost;
  }

  /// How many requests to cancel `task` are held back.
  static int heldFor(Task<?> task) {
    int count = 0;
    for (CancelScope scope = task.scope;
        scope != null && scope.host == task;
        scope = scope.parent) {
      count += scope.held;
    }
    return count;
  }

  static void takeBackFor(Task<?> task) {
    for (CancelScope scope = task.scope;
        scope != null && scope.host == task;
        scope = scope.parent) {
      if (scope.held > 0) {
        scope.held--;
        return;
      }
    }
  }

  static int requestsBeforeShield(Task<?> task) {
    for (CancelScope scope = task.scope;
        scope != null && scope.host == task;
        scope = scope.parent) {
      if (scope.shield) {
        return scope.requestsBefore;
      }
    }
    return 0;
  }

  /// Whether `task` belongs to a group in a block that another task has shielded: that ends it.
  static boolean shieldedByOthers(Task<?> task) {
    for (CancelScope scope = task.scope; scope != null; scope = scope.parent) {
      if (scope.shield && scope.host != task) {
        return true;
      }
    }
    return false;
  }

  /// An await in this scope is about to suspend: throws if it must not.
  void checkpoint() {
    CancelScope cause = cause();
    if (cause != null) {
      throw cause.cancellation();
    }
  }

  CancelledError cancellation() {
    return new CancelledError("cancelled by a scope" + (reason == null ? "" : ": " + reason), this);
  }

  /// Interrupts those who wait in this scope and in those inside that it reaches.
  private void deliver() {
    for (Task<?> task : Set.copyOf(members)) {
      task.interruptWait(this);
    }
    for (CancelScope scope : Set.copyOf(inner)) {
      if (!scope.shield) {
        scope.deliver();
      }
    }
  }

  void join(Task<?> task) {
    members.add(task);
  }

  void leave(Task<?> task) {
    members.remove(task);
  }

  <T extends @Nullable Object> @Nullable T run(Body<? extends T> body) {
    enter();
    try {
      return body.call(this);
    } catch (CancelledError e) {
      if (e.scope() != this) {
        throw e;
      }
      cancelledCaught = true;
      return null;
    } catch (Throwable e) {
      throw Failures.unchecked(e);
    } finally {
      exit();
    }
  }

  private void enter() {
    if (parent != null) {
      parent.leave(host);
      parent.inner.add(this);
    }
    host.scope = this;
    join(host);
    if (shield) {
      protect();
    }
  }

  private void exit() {
    over = true;
    if (timer != null) {
      timer.cancel();
    }
    leave(host);
    host.scope = parent;
    if (parent != null) {
      parent.inner.remove(this);
      parent.join(host);
    }
    release();
  }

  static <T extends @Nullable Object> Body<T> within(
      @Nullable Duration limit, Body<? extends T> body) {
    return scope -> {
      scope.setDeadline(limit);
      return body.call(scope);
    };
  }

  @SuppressWarnings("NullAway") // not cut short, so it is the body's value
  static <T extends @Nullable Object> T orFail(@Nullable Duration limit, Body<? extends T> body)
      throws TimeoutException {
    CancelScope scope = new CancelScope(Task.current(), false);
    T value = scope.run(within(limit, body));
    if (scope.cancelledCaught) {
      if (scope.expired) {
        throw new TimeoutException("the time limit of the block was exceeded");
      }
      throw scope.cancellation();
    }
    return value;
  }

  static Body<Boolean> valueless(Action body) {
    return scope -> {
      body.run(scope);
      return true;
    };
  }

  /// A block of code in a scope, with a value.
  ///
  /// @param <T> the value's type
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> extends Action {
    /// Runs the block. May suspend.
    ///
    /// @param scope the scope, to cancel it, to move its deadline, to hand it to others
    /// @return the value
    /// @throws Exception whatever the block throws
    T call(CancelScope scope) throws Exception;

    @Override
    default void run(CancelScope scope) throws Exception {
      call(scope);
    }
  }

  /// A block of code in a scope, without a value.
  @FunctionalInterface
  public interface Action {
    /// Runs the block. May suspend.
    ///
    /// @param scope the scope, to cancel it, to move its deadline, to hand it to others
    /// @throws Exception whatever the block throws
    void run(CancelScope scope) throws Exception;
  }
}
