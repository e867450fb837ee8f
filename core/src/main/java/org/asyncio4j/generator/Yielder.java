package org.asyncio4j.generator;

import org.asyncio4j.generator.Step.Yielded;
import org.jspecify.annotations.Nullable;

/// What a generator's body yields through. The body alone can use it, on its own stack: not another
/// generator's body inside it, another task, or another thread.
///
/// @param <Y> the type of the values
/// @param <S> the type of what the caller may send
public final class Yielder<Y extends @Nullable Object, S extends @Nullable Object> {
  private final Execution<Y, S, ?> execution;

  Yielder(Execution<Y, S, ?> execution) {
    this.execution = execution;
  }

  /// Gives `value` to the caller, and waits for the caller to ask for more.
  ///
  /// @param value the value
  /// @return what the caller sent; null where it only asked for the next value
  /// @throws GeneratorExit when the generator is closed here
  /// @throws IllegalStateException when this is not the body's own stack, or that cannot be
  ///   suspended here: inside a class initialiser, or code that native code has called
  @SuppressWarnings("NamedLikeContextualKeyword") // Python's word; here it is always qualified
  public @Nullable S yield(Y value) {
    Throwable thrown = execution.pause(value);
    if (thrown != null) {
      throw Execution.unchecked(thrown);
    }
    return execution.takeSent();
  }

  /// Yields every value of `inner`, as if its body stood here: what the caller sends and throws
  /// arrives there, and closing closes it (Python's `yield from`). Suspends where the inner body
  /// does.
  ///
  /// @param <T> the type of what `inner` returns
  /// @param inner starts here, or goes on
  /// @return what `inner` returned
  /// @throws IllegalStateException when it cannot return any more: it had failed before, or was
  ///   closed
  public <T extends @Nullable Object> T yieldFrom(
      Generator<? extends Y, ? super S, ? extends T> inner) {
    Step<? extends Y, ? extends T> step = inner.next();
    while (step instanceof Yielded<? extends Y, ? extends T> yielded) {
      Throwable thrown = execution.pause(yielded.value());
      if (thrown == null) {
        step = inner.send(execution.takeSent());
      } else if (thrown instanceof GeneratorExit exit) {
        inner.close();
        throw exit;
      } else {
        step = inner.throwInto(thrown);
      }
    }
    return inner.result();
  }

  /// Yields every value of `values`, which cannot be sent anything.
  ///
  /// @param values a collection, or another generator
  /// @throws UnsupportedOperationException when the caller sends a value, and `values` is no
  ///   generator
  public void yieldFrom(Iterable<? extends Y> values) {
    if (values instanceof Generator<? extends Y, ?, ?> inner) {
      @SuppressWarnings(
          "unchecked") // as in Python, what the inner body makes of it is its own business
      Generator<? extends Y, ? super S, ?> receiving = (Generator<? extends Y, ? super S, ?>) inner;
      Object _ = this.<@Nullable Object>yieldFrom(receiving);
      return;
    }
    for (Y value : values) {
      S sent = this.yield(value);
      if (sent != null) {
        throw new UnsupportedOperationException(
            "cannot send "
                + sent
                + " to "
                + values.getClass().getName()
                + ": only a generator takes what is sent");
      }
    }
  }
}
