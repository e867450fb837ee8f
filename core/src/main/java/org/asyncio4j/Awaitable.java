package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Something a task can await for a value: a lambda, a [Coroutine], a [Future], a [Task].
///
/// Awaiting a lambda or a coroutine runs it inside the current task; awaiting a future or task
/// suspends the current task until that one is done.
///
/// @param <T> the value's type; `@Nullable` where null is a value
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {
  /// Suspends until the value is there.
  ///
  /// @return the value
  /// @throws CancelledError when the current task is cancelled here
  /// @throws Exception what the body threw
  T await() throws Exception;

  /// {@return an awaitable that runs `action` and has no value}
  ///
  /// @param action the body
  static Awaitable<@Nullable Void> of(Action action) {
    return new Valueless(action);
  }

  /// A body without a value. Whatever takes one lambda takes this too, so no body needs `return
  /// null`.
  @FunctionalInterface
  interface Action {
    /// Runs the body. May suspend.
    ///
    /// @throws Exception whatever the body throws
    void run() throws Exception;
  }
}
