package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// How an awaitable ended: what [Asyncio#gatherSettled] gives for each, instead of throwing.
///
/// @param <T> the value's type
public sealed interface Outcome<T extends @Nullable Object> {
  /// It has a value.
  ///
  /// @param <T> the value's type
  /// @param value the value
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /// It failed.
  ///
  /// @param <T> the value's type
  /// @param exception what it failed with, unwrapped
  record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {}

  /// It was cancelled.
  ///
  /// @param <T> the value's type
  /// @param error what whoever awaits it is thrown
  record Cancelled<T extends @Nullable Object>(CancelledError error) implements Outcome<T> {}

  /// {@return the value} Throws the failure, a checked one wrapped in a `CompletionException`, or
  /// the cancellation.
  default T get() {
    return switch (this) {
      case Success<T>(T value) -> value;
      case Failure<T>(Throwable exception) -> throw Failures.unchecked(exception);
      case Cancelled<T>(CancelledError error) -> throw error;
    };
  }

  /// {@return the outcome of a future that is done} A failure counts as seen.
  ///
  /// @param <T> the value's type
  /// @param done a future that is done
  static <T extends @Nullable Object> Outcome<T> of(Future<T> done) {
    if (done.cancelled()) {
      return new Cancelled<>(done.cancelledError());
    }
    Throwable failure = done.exception();
    return failure != null ? new Failure<>(failure) : new Success<>(done.result());
  }
}
