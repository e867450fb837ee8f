package org.asyncio4j;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A time limit on a block of code (`asyncio.Timeout`). Made by [Asyncio#timeout] and
/// [Asyncio#timeoutAt], which give it to the block.
///
/// When it expires the task is cancelled, once; as the cancellation leaves the block it becomes a
/// `TimeoutException`, unless the task was asked to end by somebody else as well.
public final class Timeout {
  private enum State {
    CREATED,
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED
  }

  private final Task<?> task;
  private State state = State.CREATED;
  private @Nullable Long when;
  private @Nullable Handle timer;

  // --- the task's cancellation when the block began ---

  private int requestsBefore;

  /// Whether one was still to be thrown.
  private boolean pendingBefore;

  /// Whether that was one that a shield had held back.
  private boolean releasedBefore;

  private int thrownBefore;
  private @Nullable CancelScope origin;

  Timeout(Task<?> task, @Nullable Long when) {
    this.task = task;
    this.when = when;
  }

  static @Nullable Long deadline(@Nullable Duration limit) {
    return limit == null ? null : Times.after(Task.current().loop.time(), Times.nanos(limit));
  }

  /// {@return when it expires, in nanoseconds of the loop's clock; null for never}
  public @Nullable Long when() {
    return when;
  }

  /// {@return whether the time limit was exceeded}
  public boolean expired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  /// Moves the deadline. One that has passed expires in the next iteration.
  ///
  /// @param when in nanoseconds of the loop's clock, as `loop.time()` tells them; null for never
  /// @throws IllegalStateException when the block is over, or the limit exceeded already
  public void reschedule(@Nullable Long when) {
    task.loop.checkThread();
    if (state != State.ACTIVE) {
      throw new IllegalStateException(
          "cannot reschedule a timeout that is " + state.name().toLowerCase(java.util.Locale.ROOT));
    }
    this.when = when;
    if (timer != null) {
      timer.cancel();
    }
    EventLoop loop = task.loop;
    if (when == null) {
      timer = null;
    } else if (when <= loop.time()) {
      timer = loop.callSoon(this::expire);
    } else {
      timer = loop.callAt(when, this::expire);
    }
  }

  private void expire() {
    if (isHeldBack()) {
      requestsBefore--; // it will come with this one
    }
    task.cancelFrom(origin, null);
    state = State.EXPIRING;
    timer = null;
  }

  /// Whether a shield holds back, or has held back until shortly before the block, a request from
  /// before it: one of this task, or one of a task that it awaits, which was given the request. Any
  /// other that was thrown since is over, as in CPython.
  private boolean isHeldBack() {
    return releasedBefore
        || (pendingBefore && task.cancellationsThrown == thrownBefore)
        || (task.cancelRequests < requestsBefore && CancelScope.heldFor(task) > 0);
  }

  <T extends @Nullable Object> T run(Body<? extends T> body) throws TimeoutException {
    state = State.ACTIVE;
    requestsBefore = task.cancelRequests;
    thrownBefore = task.cancellationsThrown;
    boolean lasts = when == null || when > task.loop.time();
    pendingBefore = lasts && task.mustCancel;
    releasedBefore = lasts && task.hasReleasedRequestToThrow();
    origin = task.scope;
    reschedule(when);
    T result;
    try {
      result = body.call(this);
    } catch (Throwable e) {
      throw exit(e);
    }
    exit();
    return result;
  }

  /// The block has ended. {@return whether it is over because of this timeout alone}
  private boolean exit() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (state == State.EXPIRING) {
      state = State.EXPIRED;
      task.takeBack();
      return task.cancelRequests <= requestsBefore;
    }
    state = State.FINISHED;
    return false;
  }

  private RuntimeException exit(Throwable failure) throws TimeoutException {
    if (exit()) {
      TimeoutException timeout = expired("the time limit of the block was exceeded", failure);
      if (!(failure instanceof CancelledError cancelled)) {
        failure.addSuppressed(new TimeoutException(timeout.getMessage()));
      } else if (cancelled.scope() == null) {
        throw timeout;
      }
    }
    return Failures.unchecked(failure);
  }

  static TimeoutException expired(String message, Throwable cause) {
    TimeoutException timeout = new TimeoutException(message);
    timeout.initCause(cause);
    return timeout;
  }

  static Body<@Nullable Void> valueless(Action body) {
    return scope -> {
      body.run(scope);
      return null;
    };
  }

  /// A block of code under a time limit, with a value.
  ///
  /// @param <T> the value's type
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> extends Action {
    /// Runs the block. May suspend.
    ///
    /// @param scope the time limit, to move it or to ask it
    /// @return the value
    /// @throws Exception whatever the block throws
    T call(Timeout scope) throws Exception;

    @Override
    default void run(Timeout scope) throws Exception {
      call(scope);
    }
  }

  /// A block of code under a time limit, without a value.
  @FunctionalInterface
  public interface Action {
    /// Runs the block. May suspend.
    ///
    /// @param scope the time limit, to move it or to ask it
    /// @throws Exception whatever the block throws
    void run(Timeout scope) throws Exception;
  }
}
