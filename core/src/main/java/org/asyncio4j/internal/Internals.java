package org.asyncio4j.internal;

import java.lang.ref.Cleaner;
import java.util.List;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// What the runtime does for the packages that are built on it.
public interface Internals {
  /// {@return the runtime}
  static Internals get() {
    return Provided.INSTANCE;
  }

  /// Called once, by the runtime.
  ///
  /// @param runtime the runtime
  static void provide(Internals runtime) {
    Provider.runtime = runtime;
  }

  /// {@return a stack for `body`, which runs when that is first resumed}
  ///
  /// @param body must not throw
  SideStack newStack(Runnable body);

  /// {@return the task that runs here, or else the loop; null off the loop}
  @Nullable Owner owner();

  /// {@return a future of the loop that runs here, pending} A reader is told of `standsFor` in its
  /// stead: by its `toString`, and what it needs if it is a [WaitPoint].
  ///
  /// @param <T> the value's type
  /// @param standsFor a lock, a queue
  <T extends @Nullable Object> Future<T> newFuture(Object standsFor);

  /// {@return the binding of an object that no loop has used yet}
  Binding newBinding();

  /// Has `action` called once `handle` is garbage.
  ///
  /// @param handle what is watched
  /// @param action must not refer to `handle`
  /// @return calls it at once
  Cleaner.Cleanable whenGarbage(Object handle, Runnable action);

  /// {@return where the program stands that makes something here, innermost frame first; null
  /// unless debug mode is on}
  @Nullable List<StackTraceElement> creationSite();

  /// Notes that `resource` is open, in debug mode. If it becomes garbage before it is said to be
  /// closed, or the loop that runs here is closed, a warning says so, and where it was made. Costs
  /// a comparison where `madeAt` is null.
  ///
  /// @param resource its `toString` is asked now
  /// @param madeAt as [#creationSite] gave it when the resource was made
  /// @return to be told when it is closed
  Tracked unclosed(Object resource, @Nullable List<StackTraceElement> madeAt);

  /// As [#unclosed(Object, List)], for what is being made now.
  ///
  /// @param resource its `toString` is asked now
  /// @return to be told when it is closed
  default Tracked unclosed(Object resource) {
    return unclosed(resource, creationSite());
  }

  /// Closes `owned` on a thread made for it, and logs what that throws.
  ///
  /// @param owned belongs to no loop
  void closeAside(AutoCloseable owned);

  /// {@return what tells `task` from all other tasks of the process: positive, in order of
  /// creation} Any thread.
  ///
  /// @param task any
  long numberOf(Task<?> task);

  /// {@return whether `task` has ended with a failure} Nobody is taken to have seen it. Any thread.
  ///
  /// @param task any
  boolean failed(Task<?> task);

  /// {@return the loops of this process that are not closed, in order of creation} Any thread.
  List<LoopView> loops();
}
