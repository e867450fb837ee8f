package org.asyncio4j.generator;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// How far a generator has come: to its next value, or to its end.
///
/// @param <Y> the type of the values
/// @param <R> the type of what the body returns in the end
public sealed interface Step<Y extends @Nullable Object, R extends @Nullable Object> {
  /// {@return the value, for callers who know that there is one}
  ///
  /// @throws NoSuchElementException at the end
  Y value();

  /// The body has yielded a value, and waits.
  ///
  /// @param <Y> the type of the values
  /// @param <R> the type of what the body returns in the end
  /// @param value the value
  record Yielded<Y extends @Nullable Object, R extends @Nullable Object>(Y value)
      implements Step<Y, R> {}

  /// The body has ended.
  ///
  /// @param <Y> the type of the values
  /// @param <R> the type of what the body returns in the end
  /// @param result what it returned; null where it never returned, because it had failed or was
  ///   closed before. [Generator#result] tells these apart
  record Returned<Y extends @Nullable Object, R extends @Nullable Object>(@Nullable R result)
      implements Step<Y, R> {
    @Override
    public Y value() {
      throw new NoSuchElementException("the generator has ended");
    }
  }
}
