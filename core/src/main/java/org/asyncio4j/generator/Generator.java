package org.asyncio4j.generator;

import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// A function that yields values one at a time, and waits in between until it is asked for the next
/// (Python's generators, PEP 342 and 380).
///
/// Nothing runs until the first [#next]. Each call of [#next], [#send] or [#throwInto] runs the
/// body up to its next `yield`, where it stays, with its local variables and `try` blocks, until
/// the next call.
///
/// **Failures.** What the body throws ends the generator and is thrown by the call that ran it,
/// unchecked ones as they are, checked ones wrapped in a `CompletionException`. The end is a value,
/// a [Step.Returned], and no exception: nothing that the body throws can be mistaken for it (PEP
/// 479).
///
/// **In a task** the body is a part of the task that makes the call: it may await, which suspends
/// that task, and is cancelled with it; context variables are the task's. A generator that a task
/// has started and that has not ended is closed when the task ends, before those who await the task
/// go on; what that throws goes to the loop's exception handler. One that a callback has started is
/// closed with the loop. Outside a task awaiting is an `IllegalStateException`, as everywhere.
///
/// **Threads.** One call at a time; any thread, and any task of the loop where it was started, may
/// make the next. The body has a thread of its own, so `ThreadLocal`s, scoped values and locks of
/// the caller are not the body's: a body that locks what its caller has locked waits for ever.
///
/// **Cost.** With `--add-opens java.base/java.lang` a call costs about as much as two switches
/// between tasks of the confined engine, 0.1 to 0.3 µs; without it, or on a virtual thread off the
/// loop, caller and body are two threads that hand over to each other: 1 µs between virtual
/// threads, 10 to 50 where the caller is a platform thread.
///
/// **Forgotten.** A generator that waits at a `yield` has a thread. Close it, best with
/// try-with-resources, or let its task do so. Where neither happens it is closed some time after
/// nobody refers to it any more: in a task of its loop, or on a thread made for that. Do not rely
/// on it, and do not let the body refer to its own generator, which would then never be garbage.
/// Debug mode reports one that was started outside a task and not closed.
///
/// @param <Y> the type of the values; `@Nullable` where null is a value
/// @param <S> the type of what may be sent to the body
/// @param <R> the type of what the body returns in the end
public final class Generator<
        Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    implements Iterable<Y>, AutoCloseable {
  private static final int BUFFER = 64;

  private final Execution<Y, S, R> execution;

  private Generator(Body<Y, S, R> body) {
    execution = new Execution<>(body);
  }

  /// A body that returns a result.
  ///
  /// @param <Y> the type of the values
  /// @param <S> the type of what may be sent
  /// @param <R> the type of the result
  @FunctionalInterface
  public interface Body<
      Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
    /// Runs once.
    ///
    /// @param out what to yield through
    /// @return the result
    /// @throws Exception ends the generator
    R run(Yielder<Y, S> out) throws Exception;
  }

  /// A body without a result.
  ///
  /// @param <Y> the type of the values
  /// @param <S> the type of what may be sent
  @FunctionalInterface
  public interface Action<Y extends @Nullable Object, S extends @Nullable Object> {
    /// Runs once.
    ///
    /// @param out what to yield through
    /// @throws Exception ends the generator
    void run(Yielder<Y, S> out) throws Exception;
  }

  // --- making one ---

  /// {@return a generator, not started}
  ///
  /// @param <Y> the type of the values
  /// @param <S> the type of what may be sent
  /// @param body yields the values
  public static <Y extends @Nullable Object, S extends @Nullable Object>
      Generator<Y, S, @Nullable Void> of(Action<Y, S> body) {
    Objects.requireNonNull(body, "body");
    return new Generator<>(out -> {
      body.run(out);
      return null;
    });
  }

  /// {@return a generator, not started, whose body returns a result}
  ///
  /// @param <Y> the type of the values
  /// @param <S> the type of what may be sent
  /// @param <R> the type of the result
  /// @param body yields the values
  public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<Y, S, R> returning(Body<Y, S, R> body) {
    return new Generator<>(body);
  }

  /// {@return the items of `publisher`, for one task} As [#from(Flow.Publisher, int)], with a
  /// buffer of 64.
  ///
  /// @param <T> the items' type
  /// @param publisher on any thread
  public static <T> Generator<T, ?, ?> from(Flow.Publisher<? extends T> publisher) {
    return from(publisher, BUFFER);
  }

  /// {@return the items of `publisher`, for one task} It subscribes at the first [#next], and
  /// suspends the task until there is an item. It asks for as many items as its buffer has room
  /// for, so that the publisher is never further ahead. Closing it, or cancelling the task there,
  /// cancels the subscription.
  ///
  /// @param <T> the items' type
  /// @param publisher on any thread
  /// @param buffer how many items wait here at most
  public static <T> Generator<T, ?, ?> from(Flow.Publisher<? extends T> publisher, int buffer) {
    Objects.requireNonNull(publisher, "publisher");
    if (buffer < 1) {
      throw new IllegalArgumentException(
          "the buffer needs room for at least 1 item, not " + buffer);
    }
    return Generator.<T, Object>of(out -> new Inlet<T>(buffer).run(publisher, out));
  }

  /// {@return a publisher that runs a new generator for each subscriber, in a task of the loop that
  /// runs here} The generator is asked for a value when the subscriber has asked for an item, no
  /// earlier. Its failure is the subscriber's `onError`; a cancelled subscription cancels the task,
  /// which closes the generator.
  ///
  /// Any thread may subscribe; all signals but the first come on the loop. A subscriber that throws
  /// loses its subscription, and the loop's exception handler is told. When the task is cancelled
  /// by somebody else, `onError` is given a `CancellationException`.
  ///
  /// @param <T> the items' type
  /// @param source makes the generators; it is called in the task
  /// @throws IllegalStateException outside a loop
  public static <T> Flow.Publisher<T> publisher(
      Supplier<? extends Generator<? extends T, ?, ?>> source) {
    Objects.requireNonNull(source, "source");
    var loop = Asyncio.getRunningLoop();
    return subscriber -> new Outlet<T>(loop, source, subscriber).start();
  }

  // --- using it ---

  /// Runs the body to its next `yield`, which returns null there. Suspends where the body does.
  ///
  /// @return the value, or the end; after the end, that again
  /// @throws IllegalStateException when the generator is being run already, or was closed with its
  ///   task
  public Step<Y, R> next() {
    return advance(null, null);
  }

  /// Runs the body to its next `yield`. Suspends where the body does.
  ///
  /// @param value what the `yield` where the body waits returns
  /// @return the value, or the end
  /// @throws IllegalStateException as [#next], and when the body has not started and `value` is not
  ///   null
  public Step<Y, R> send(@Nullable S value) {
    return advance(value, null);
  }

  /// Throws `exception` where the body waits, and runs it to its next `yield`. A generator that has
  /// not started ends. Suspends where the body does.
  ///
  /// @param exception a checked one arrives wrapped in a `CompletionException`
  /// @return the value, or the end, of a body that has caught the exception; any other throws it
  ///   back, as does a generator that has ended
  public Step<Y, R> throwInto(Throwable exception) {
    return advance(null, Objects.requireNonNull(exception, "exception"));
  }

  private Step<Y, R> advance(@Nullable S value, @Nullable Throwable exception) {
    try {
      return execution.advance(this, value, exception);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Ends the body: a [GeneratorExit] is thrown where it waits, so that its `finally` blocks run.
  /// Nothing runs if it has not started; nothing happens if it has ended. Suspends where the body
  /// does.
  ///
  /// What else the body throws is thrown here.
  ///
  /// @throws IllegalStateException when the body yields again, or the generator is being run
  @Override
  public void close() {
    try {
      execution.close(false);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// {@return the values that are left, once} Asking whether there is one runs the body.
  @Override
  public Iterator<Y> iterator() {
    return new Values<>(this);
  }

  /// {@return what the body returned}
  ///
  /// @throws IllegalStateException when it has not ended, has failed, or was closed
  public R result() {
    return execution.result();
  }

  @Override
  public String toString() {
    return execution.toString();
  }
}
