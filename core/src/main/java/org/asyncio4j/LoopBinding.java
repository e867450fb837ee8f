package org.asyncio4j;

import org.asyncio4j.internal.Binding;
import org.jspecify.annotations.Nullable;

/// Why a use from elsewhere is refused even where nobody waits: the primitives have plain fields,
/// so it would be a data race, and a wake-up that comes from another thread may never be seen. A
/// program that goes wrong only under load would be worse than one that is told at once.
final class LoopBinding implements Binding {
  /// Volatile, so that a foreign thread cannot take the object for one that was never used.
  private volatile @Nullable EventLoop loop;

  @Override
  public @Nullable Task<?> check() {
    Fiber fiber = Fiber.current();
    EventLoop bound = loop;
    if (fiber == null) {
      if (bound != null) {
        bound.checkThread();
      }
      return null;
    }
    if (fiber.loop != bound) {
      bind(fiber.loop);
    }
    return fiber.task;
  }

  private synchronized void bind(EventLoop here) {
    EventLoop bound = loop;
    if (bound != null && !bound.isClosed()) {
      throw new IllegalStateException(
          "this was first used in another event loop, "
              + bound
              + ", and belongs to it until that is closed: use its callSoonThreadsafe(...), or"
              + " runCoroutineThreadsafe(..., loop) for a task");
    }
    loop = here;
  }
}
