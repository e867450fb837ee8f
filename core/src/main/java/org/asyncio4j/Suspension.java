package org.asyncio4j;

import org.jspecify.annotations.Nullable;

/// What a suspended task waits for.
sealed interface Suspension permits Future, Sleep {
  /// Ends the wait with a cancellation.
  ///
  /// @return false when the wait is over already
  boolean cancelWait(@Nullable String message);
}
