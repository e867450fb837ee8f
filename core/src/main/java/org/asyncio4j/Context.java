package org.asyncio4j;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The values of all context variables in one task, callback or thread (`contextvars.Context`).
///
/// Thread rule: belongs to whoever runs in it; a copy is independent.
public final class Context {
  private static final @Nullable Object[] EMPTY = {};
  private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(Context::new);

  /// Variable, value, variable, value ...; replaced, never written into, so that copies share it. A
  /// program has few variables: a linear search beats a map, and a copy costs one object.
  private @Nullable Object[] bindings;

  /// Makes a context in which no variable is set.
  public Context() {
    this(EMPTY);
  }

  private Context(@Nullable Object[] bindings) {
    this.bindings = bindings;
  }

  /// {@return a copy of the current context} As `contextvars.copy_context()`.
  public static Context copyOfCurrent() {
    return current().copy();
  }

  /// {@return an independent copy}
  public Context copy() {
    return new Context(bindings);
  }

  /// {@return the value of `var` here, or null where it was not set}
  ///
  /// @param <T> the value's type
  /// @param var the variable
  public <T> @Nullable T get(ContextVar<T> var) {
    return lookup(var);
  }

  /// Runs `body` in this context: what it sets stays here.
  ///
  /// @param <T> the value's type
  /// @param body runs at once, on this thread
  /// @return what `body` returned
  /// @throws Exception what `body` threw
  public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
    Fiber fiber = Fiber.current();
    Context outer = enter(fiber);
    try {
      return body.call();
    } finally {
      leave(fiber, outer);
    }
  }

  /// Runs `body` in this context: what it sets stays here.
  ///
  /// @param body runs at once, on this thread
  public void run(Runnable body) {
    Fiber fiber = Fiber.current();
    Context outer = enter(fiber);
    try {
      body.run();
    } finally {
      leave(fiber, outer);
    }
  }

  /// Makes `context` the current thread's, off the loop.
  static void enterThread(Context context) {
    OF_THREAD.set(context);
  }

  static Context current() {
    Fiber fiber = Fiber.current();
    return fiber != null ? fiber.context : OF_THREAD.get();
  }

  /// The loop of `fiber` may be closed: then what it still runs has left the loop, and takes its
  /// context along.
  static void keepOffTheLoop(Fiber fiber) {
    if (fiber.loop.isClosed()) {
      OF_THREAD.set(fiber.context);
    }
  }

  @SuppressWarnings("unchecked") // bind() pairs a ContextVar<T> with a T
  <T> @Nullable T lookup(ContextVar<T> var) {
    @Nullable Object[] pairs = bindings;
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] == var) {
        return (T) pairs[i + 1];
      }
    }
    return null;
  }

  <T> void bind(ContextVar<T> var, @Nullable T value) {
    @Nullable Object[] pairs = bindings;
    int at = 0;
    while (at < pairs.length && pairs[at] != var) {
      at += 2;
    }
    pairs = Arrays.copyOf(pairs, Math.max(pairs.length, at + 2));
    pairs[at] = var;
    pairs[at + 1] = value;
    bindings = pairs;
  }

  private Context enter(@Nullable Fiber fiber) {
    Context outer = current();
    switchTo(fiber, this);
    return outer;
  }

  private static void leave(@Nullable Fiber fiber, Context outer) {
    switchTo(fiber, outer);
  }

  private static void switchTo(@Nullable Fiber fiber, Context context) {
    if (fiber != null) {
      fiber.context = context;
    } else {
      OF_THREAD.set(context);
    }
  }
}
