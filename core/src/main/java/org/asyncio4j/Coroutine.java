package org.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A body that has not run yet (what calling an `async def` gives in Python). Made by
/// [Asyncio#async].
///
/// Inert until awaited. Awaiting it runs it inside the current task, with no new task and no
/// switch; `createTask` makes it concurrent. It can be awaited once.
///
/// @param <T> the type of what it returns; `@Nullable` where null is a value
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {
  private final String name;

  /// Null once it was awaited or closed.
  private @Nullable Awaitable<? extends T> body;

  Coroutine(String name, Awaitable<? extends T> body) {
    this.name = Objects.requireNonNull(name, "name");
    this.body = Objects.requireNonNull(body, "body");
  }

  /// {@return the name given to [Asyncio#async]}
  public String name() {
    return name;
  }

  /// Runs the body in the current task. Suspends where the body does.
  ///
  /// @return what the body returned
  /// @throws IllegalStateException the second time, or outside a task
  @Override
  public T await() {
    Task<?> current = Task.currentOrNull();
    if (current == null) {
      throw new IllegalStateException(
          this + " was awaited outside a task: give it to run(...) or createTask(...)");
    }
    Awaitable<? extends T> body = this.body;
    if (body == null) {
      throw new IllegalStateException(
          "cannot await "
              + this
              + " again: it ran already, or was closed. Make a new one for each use");
    }
    this.body = null;
    return Asyncio.await(body);
  }

  /// Says that this will not be awaited. Does nothing after an await.
  public void close() {
    body = null;
  }

  @Override
  public String toString() {
    return "<coroutine " + name + ">";
  }
}
