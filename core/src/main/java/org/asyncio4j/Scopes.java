package org.asyncio4j;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The functions of [Asyncio] that run a block of code: under a time limit, with a group of tasks,
/// in a cancel scope. Its other half only because of its length: programs know them as Asyncio's.
///
/// What a block throws, they throw; a checked exception comes wrapped in a `CompletionException`,
/// as from [Asyncio#await(Awaitable)].
abstract sealed class Scopes permits Asyncio {
  Scopes() {}

  // --- time limits ---

  /// Runs `body` in the current task, for a limited time.
  ///
  /// @param <T> the value's type
  /// @param limit how long; zero or less expires at the first suspension; null for ever
  /// @param body is given the limit, which it may move
  /// @return the body's value
  /// @throws TimeoutException when the time was exceeded; the body was cancelled then
  public static <T extends @Nullable Object> T timeout(
      @Nullable Duration limit, Timeout.Body<? extends T> body) throws TimeoutException {
    return timeoutAt(Timeout.deadline(limit), body);
  }

  /// As [#timeout(Duration, Timeout.Body)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body is given the limit, which it may move
  /// @throws TimeoutException when the time was exceeded
  public static void timeout(@Nullable Duration limit, Timeout.Action body)
      throws TimeoutException {
    Scopes.<@Nullable Void>timeout(limit, Timeout.valueless(body));
  }

  /// As [#timeout(Duration, Timeout.Body)], for a body that does not move the limit.
  ///
  /// @param <T> the value's type
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @return the body's value
  /// @throws TimeoutException when the time was exceeded
  public static <T extends @Nullable Object> T timeout(
      @Nullable Duration limit, Awaitable<? extends T> body) throws TimeoutException {
    return Scopes.<T>timeout(limit, scope -> body.await());
  }

  /// As [#timeout(Duration, Awaitable)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @throws TimeoutException when the time was exceeded
  public static void timeout(@Nullable Duration limit, Awaitable.Action body)
      throws TimeoutException {
    timeout(limit, Awaitable.of(body));
  }

  /// Runs `body` in the current task, until a moment at most.
  ///
  /// @param <T> the value's type
  /// @param when in nanoseconds of the loop's clock, as `loop.time()` tells them; null for ever
  /// @param body is given the limit, which it may move
  /// @return the body's value
  /// @throws TimeoutException when the moment came first; the body was cancelled then
  public static <T extends @Nullable Object> T timeoutAt(
      @Nullable Long when, Timeout.Body<? extends T> body) throws TimeoutException {
    return new Timeout(Task.current(), when).run(body);
  }

  /// As [#timeoutAt(Long, Timeout.Body)], for a body without a value.
  ///
  /// @param when in nanoseconds of the loop's clock; null for ever
  /// @param body is given the limit, which it may move
  /// @throws TimeoutException when the moment came first
  public static void timeoutAt(@Nullable Long when, Timeout.Action body) throws TimeoutException {
    Scopes.<@Nullable Void>timeoutAt(when, Timeout.valueless(body));
  }

  /// Awaits `awaitable` for a limited time, in the current task. Then it is cancelled, and waited
  /// for until it has ended.
  ///
  /// @param <T> the value's type
  /// @param awaitable what to wait for; with a limit of zero or less it is not even started
  /// @param limit how long; null for ever
  /// @return its value; also if it came while it was being cancelled
  /// @throws TimeoutException when the time was exceeded
  public static <T extends @Nullable Object> T waitFor(
      Awaitable<? extends T> awaitable, @Nullable Duration limit) throws TimeoutException {
    if (limit == null || limit.isPositive()) {
      return Scopes.<T>timeoutAt(Timeout.deadline(limit), scope -> Asyncio.await(awaitable));
    }
    Future<? extends T> future = Task.current().loop.ensureFuture(awaitable);
    if (future.done()) {
      return future.result();
    }
    Waiter.cancelAndWait(future);
    try {
      return future.result();
    } catch (CancelledError e) {
      throw Timeout.expired("no time was left to wait for " + future, e);
    }
  }

  /// As [#waitFor(Awaitable, Duration)], for a body without a value.
  ///
  /// @param body what to run; with a limit of zero or less it is not even started
  /// @param limit how long; null for ever
  /// @throws TimeoutException when the time was exceeded
  public static void waitFor(Awaitable.Action body, @Nullable Duration limit)
      throws TimeoutException {
    waitFor(Awaitable.of(body), limit);
  }

  // --- groups ---

  /// Runs `body`, which may start tasks in a group, and returns when the body and all its tasks
  /// have ended.
  ///
  /// @param <T> the value's type
  /// @param body is given the group
  /// @return the body's value; null when the group was cancelled before the body had one
  /// @throws ExceptionGroup of all failures, when a task or the body failed
  public static <T extends @Nullable Object> @Nullable T taskGroup(
      TaskGroup.Body<? extends T> body) {
    return new TaskGroup(Task.current()).run(body);
  }

  /// As [#taskGroup(TaskGroup.Body)], for a body without a value.
  ///
  /// @param body is given the group
  /// @throws ExceptionGroup of all failures, when a task or the body failed
  public static void taskGroup(TaskGroup.Action body) {
    Scopes.<@Nullable Void>taskGroup(TaskGroup.valueless(body));
  }

  /// As [#taskGroup(TaskGroup.Body)], for failures that the caller expects: if all that failed is
  /// of type `only`, the first of it is thrown as itself, and the others are its suppressed
  /// exceptions.
  ///
  /// @param <T> the value's type
  /// @param <X> the type of that failure
  /// @param only the expected type
  /// @param body is given the group
  /// @return the body's value; null when the group was cancelled before the body had one
  /// @throws X when all that failed is of that type
  /// @throws ExceptionGroup of all failures otherwise
  public static <T extends @Nullable Object, X extends Exception> @Nullable T taskGroup(
      Class<X> only, TaskGroup.Body<? extends T> body) throws X {
    try {
      return taskGroup(body);
    } catch (ExceptionGroup group) {
      X failure = group.only(only);
      if (failure != null) {
        throw failure;
      }
      throw group;
    }
  }

  /// As [#taskGroup(Class, TaskGroup.Body)], for a body without a value.
  ///
  /// @param <X> the type of that failure
  /// @param only the expected type
  /// @param body is given the group
  /// @throws X when all that failed is of that type
  /// @throws ExceptionGroup of all failures otherwise
  public static <X extends Exception> void taskGroup(Class<X> only, TaskGroup.Action body)
      throws X {
    Scopes.<@Nullable Void, X>taskGroup(only, TaskGroup.valueless(body));
  }

  // --- cancel scopes ---

  /// Runs `body` in a scope that can be cancelled as a whole.
  ///
  /// @param <T> the value's type
  /// @param body is given the scope
  /// @return the body's value; null when the scope was cancelled
  public static <T extends @Nullable Object> @Nullable T cancelScope(
      CancelScope.Body<? extends T> body) {
    return new CancelScope(Task.current(), false).run(body);
  }

  /// As [#cancelScope(CancelScope.Body)], for a body without a value.
  ///
  /// @param body is given the scope
  /// @return whether it ran to its end
  public static boolean cancelScope(CancelScope.Action body) {
    return cancelScope(CancelScope.valueless(body)) != null;
  }

  /// Runs `body` for a limited time and goes on after it either way (trio's `move_on_after`).
  ///
  /// @param <T> the value's type
  /// @param limit how long; zero or less ends at the first await; null for ever
  /// @param body is given the scope, whose deadline it may move
  /// @return the body's value; null when the time was exceeded
  public static <T extends @Nullable Object> @Nullable T moveOnAfter(
      @Nullable Duration limit, CancelScope.Body<? extends T> body) {
    return cancelScope(CancelScope.within(limit, body));
  }

  /// As [#moveOnAfter(Duration, CancelScope.Body)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body is given the scope
  /// @return whether it ran to its end
  public static boolean moveOnAfter(@Nullable Duration limit, CancelScope.Action body) {
    return moveOnAfter(limit, CancelScope.valueless(body)) != null;
  }

  /// As [#moveOnAfter(Duration, CancelScope.Body)], for a body that does not need the scope.
  ///
  /// @param <T> the value's type
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @return the body's value; null when the time was exceeded
  public static <T extends @Nullable Object> @Nullable T moveOnAfter(
      @Nullable Duration limit, Awaitable<? extends T> body) {
    return Scopes.<T>moveOnAfter(limit, scope -> body.await());
  }

  /// As [#moveOnAfter(Duration, Awaitable)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @return whether it ran to its end
  public static boolean moveOnAfter(@Nullable Duration limit, Awaitable.Action body) {
    return moveOnAfter(limit, CancelScope.valueless(scope -> body.run())) != null;
  }

  /// Runs `body` for a limited time (trio's `fail_after`). Unlike [#timeout(Duration,
  /// Timeout.Body)] it cannot be outlived: every await after the deadline throws.
  ///
  /// @param <T> the value's type
  /// @param limit how long; zero or less ends at the first await; null for ever
  /// @param body is given the scope, whose deadline it may move
  /// @return the body's value
  /// @throws TimeoutException when the time was exceeded
  public static <T extends @Nullable Object> T failAfter(
      @Nullable Duration limit, CancelScope.Body<? extends T> body) throws TimeoutException {
    return CancelScope.orFail(limit, body);
  }

  /// As [#failAfter(Duration, CancelScope.Body)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body is given the scope
  /// @throws TimeoutException when the time was exceeded
  public static void failAfter(@Nullable Duration limit, CancelScope.Action body)
      throws TimeoutException {
    failAfter(limit, CancelScope.valueless(body));
  }

  /// As [#failAfter(Duration, CancelScope.Body)], for a body that does not need the scope.
  ///
  /// @param <T> the value's type
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @return the body's value
  /// @throws TimeoutException when the time was exceeded
  public static <T extends @Nullable Object> T failAfter(
      @Nullable Duration limit, Awaitable<? extends T> body) throws TimeoutException {
    return Scopes.<T>failAfter(limit, scope -> body.await());
  }

  /// As [#failAfter(Duration, Awaitable)], for a body without a value.
  ///
  /// @param limit how long; null for ever
  /// @param body what to run
  /// @throws TimeoutException when the time was exceeded
  public static void failAfter(@Nullable Duration limit, Awaitable.Action body)
      throws TimeoutException {
    failAfter(limit, Awaitable.of(body));
  }

  /// Runs `body` protected from scopes around it and from `Task.cancel`, for clean-up that has to
  /// await. They reach the task as soon as the body is over. Give it a deadline: what it waits for
  /// may never come.
  ///
  /// @param limit how long; when it has passed, the body is cancelled; null for ever
  /// @param body what to run
  /// @return whether it ran to its end
  public static boolean shielded(@Nullable Duration limit, Awaitable.Action body) {
    Boolean ended =
        new CancelScope(Task.current(), true)
            .run(CancelScope.within(limit, CancelScope.valueless(scope -> body.run())));
    return ended != null;
  }

  /// {@return when code here is cut off, in nanoseconds of the loop's clock} As
  /// [CancelScope#effectiveDeadline]; `Long.MAX_VALUE` outside a scope.
  public static long currentEffectiveDeadline() {
    Task.current();
    CancelScope scope = CancelScope.current();
    return scope == null ? Long.MAX_VALUE : scope.effectiveDeadline();
  }
}
