package org.asyncio4j.internal;

import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// The loop that an object without locks belongs to: the one in which it is first used, until that
/// is closed. What is made before a loop runs, in a field say, belongs to none yet.
public interface Binding {
  /// Throws unless the caller may use the object; binds it to the caller's loop if it has none. Any
  /// thread may ask. Costs a few nanoseconds: to be called at the start of every use.
  ///
  /// @return the task that runs here; null in a callback and off the loop
  /// @throws IllegalStateException on a thread without a loop while the object's loop runs, and in
  ///   another loop
  @Nullable Task<?> check();
}
