package org.asyncio4j.internal;

import java.util.Collection;
import java.util.List;
import org.asyncio4j.Future;

/// What a task really waits for when it awaits a future made for the purpose: a lock, a queue, the
/// end of a group. `toString` names it.
public interface WaitPoint {
  /// {@return the futures which all have to be done, or tasks which all have to go on, before the
  /// wait can end; empty when nobody knows} On the loop, or while it stands still.
  default Collection<? extends Future<?>> needs() {
    return List.of();
  }

  /// {@return whether something outside the loop ends the wait: a thread, a process, a signal}
  default boolean endsFromOutside() {
    return false;
  }
}
