package org.asyncio4j;

import java.util.List;
import java.util.Objects;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// A body that has not run yet (what calling an `async def` gives in Python). Made by
/// [Asyncio#async].
///
/// Inert until awaited. Awaiting it runs it inside the current task, with no new task and no
/// switch; `createTask` makes it concurrent. It can be awaited once.
///
/// In debug mode, one that is neither awaited nor closed is reported with the place where it was
/// made, when it is garbage or the loop where it was made is closed.
///
/// @param <T> the type of what it returns; `@Nullable` where null is a value
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {
  private static final String UNNAMED = "coroutine";

  private final String name;

  /// Null once it was awaited or closed.
  private @Nullable Awaitable<? extends T> body;

  private final Tracked tracked;

  /// A coroutine that is named, in debug mode, after the method that makes it, and otherwise not at
  /// all if `name` is null.
  Coroutine(@Nullable String name, Awaitable<? extends T> body) {
    this.body = Objects.requireNonNull(body, "body");
    if (Debug.isOnHere()) {
      List<StackTraceElement> madeAt = Debug.callSite();
      this.name = name != null ? name : nameAt(madeAt);
      this.tracked = Unclosed.here(this, complaint(this.name), madeAt);
    } else {
      this.name = name != null ? name : UNNAMED;
      this.tracked = Tracked.NOT;
    }
  }

  private static String nameAt(List<StackTraceElement> madeAt) {
    return madeAt.isEmpty() ? UNNAMED : Description.ofMethod(madeAt.getFirst());
  }

  private static String complaint(String name) {
    return "coroutine '"
        + name
        + "' was never awaited: await it, give it to createTask(...), or close it";
  }

  /// {@return the name given to [Asyncio#async]; without one `coroutine`, or, in debug mode, the
  /// name of the method that called it}
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
          Fiber.current() == null
              ? this + " was awaited outside a task: give it to run(...) or createTask(...)"
              : "a callback cannot await " + this + ": have it call createTask(...)");
    }
    Awaitable<? extends T> body = this.body;
    if (body == null) {
      throw new IllegalStateException(
          "cannot await "
              + this
              + " again: it ran already, or was closed. Make a new one for each use");
    }
    close();
    return Asyncio.await(body);
  }

  /// Says that this will not be awaited. Does nothing after an await.
  public void close() {
    body = null;
    tracked.closed();
  }

  @Override
  public String toString() {
    return "<coroutine " + name + ">";
  }
}
