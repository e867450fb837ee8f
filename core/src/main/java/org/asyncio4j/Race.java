package org.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a race ended: what [Asyncio#staggeredRace] returns.
///
/// @param <T> the value's type
/// @param value the winner's value; null when nobody won
/// @param index the winner's place in the list, from 0; -1 when nobody won
/// @param exceptions for each that was started, in the order of the list, what it failed with; null
///   for the winner and for a loser that had its value in the same moment. Losers were cancelled
public record Race<T extends @Nullable Object>(
    @Nullable T value, int index, List<@Nullable Throwable> exceptions) {

  /// {@return whether there is a winner}
  public boolean won() {
    return index >= 0;
  }

  /// {@return the winner's value}
  ///
  /// @throws ExceptionGroup of all failures, when nobody won
  @SuppressWarnings("NullAway") // null only where T may be
  public T get() {
    if (won()) {
      return value;
    }
    List<Throwable> failures =
        exceptions.stream()
            .<Throwable>mapMulti((failure, out) -> {
              if (failure != null) {
                out.accept(failure);
              }
            })
            .toList();
    if (failures.isEmpty()) {
      throw new IllegalStateException("nobody won the race: it had no participants");
    }
    throw ExceptionGroup.of("all participants of the race failed", failures);
  }
}
