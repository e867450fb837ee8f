package org.asyncio4j.generator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.asyncio4j.generator.Step.Returned;
import org.asyncio4j.generator.Step.Yielded;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Owner;
import org.asyncio4j.internal.SideStack;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// One run of a generator's body.
///
/// It does not know the [Generator], which is only a handle: when nobody has that any more it
/// becomes garbage, while this is held by the thread of the body, and by the task that is to close
/// it.
///
/// Whoever moves the state to RUNNING has everything here to himself until he moves it on; the body
/// runs within that time.
final class Execution<
        Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    implements AutoCloseable {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Execution.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private enum State {
    CREATED,
    SUSPENDED,
    RUNNING,
    RETURNED,
    FAILED,
    CLOSED,
    CLOSED_BY_OWNER
  }

  private volatile State state = State.CREATED;

  /// Null once the body has ended.
  private Generator.@Nullable Body<Y, S, R> body;

  private @Nullable SideStack stack;
  private @Nullable Owner owner;
  private Cleaner.@Nullable Cleanable cleanable;

  /// Where this was made; debug mode only.
  private final @Nullable List<StackTraceElement> createdAt = Internals.get().creationSite();

  private Tracked tracked = Tracked.NOT;

  // --- what the caller and the body tell each other ---

  private @Nullable S sent;
  private @Nullable Throwable thrown;

  /// Null when the body has ended instead.
  private @Nullable Step<Y, R> step;

  private @Nullable Throwable failure;
  private @Nullable R result;

  Execution(Generator.Body<Y, S, R> body) {
    this.body = Objects.requireNonNull(body, "body");
  }

  // --- the caller's side ---

  Step<Y, R> advance(Object handle, @Nullable S value, @Nullable Throwable exception) {
    State before = begin();
    switch (before) {
      case CREATED -> {
        if (exception != null) {
          end(State.FAILED);
          throw unchecked(exception);
        }
        if (value != null) {
          state = State.CREATED;
          throw new IllegalStateException(
              "cannot send "
                  + value
                  + " to a generator that has not started: it waits at no yield yet. Call next() first");
        }
        start(handle);
      }
      case SUSPENDED -> {}
      default -> {
        return afterEnd(before, exception);
      }
    }
    sent = value;
    thrown = exception;
    Step<Y, R> reached = resume();
    if (reached != null) {
      return reached;
    }
    Throwable failed = takeFailure();
    if (failed != null) {
      end(State.FAILED);
      throw unchecked(failed);
    }
    end(State.RETURNED);
    return new Returned<>(result);
  }

  private Step<Y, R> afterEnd(State how, @Nullable Throwable exception) {
    if (exception != null) {
      throw unchecked(exception);
    }
    if (how == State.CLOSED_BY_OWNER) {
      throw new IllegalStateException(
          "the generator was closed when the task that had started it ended: start it in the task that uses it");
    }
    return new Returned<>(result);
  }

  /// Throws [GeneratorExit] into the body. Does nothing after the end.
  private void close(State how) {
    State before = begin();
    if (before == State.CREATED) {
      end(how);
    } else if (before == State.SUSPENDED) {
      thrown = new GeneratorExit();
      if (resume() != null) {
        throw new IllegalStateException(
            "generator ignored GeneratorExit: its body has yielded again instead of ending");
      }
      Throwable failed = takeFailure();
      end(failed == null ? State.RETURNED : how);
      if (failed != null && !(failed instanceof GeneratorExit)) {
        throw unchecked(failed);
      }
    }
  }

  void close(boolean byOwner) {
    close(byOwner ? State.CLOSED_BY_OWNER : State.CLOSED);
  }

  /// The owner has ended, or nobody has the generator any more.
  @Override
  public void close() {
    close(true);
  }

  /// Takes the generator, unless it has ended. {@return the state before}
  private State begin() {
    if (owner != null) {
      owner.checkThread();
    }
    while (true) {
      State now = state;
      if (now == State.RUNNING) {
        throw new IllegalStateException(
            "generator already executing: its own body, another task or another thread is in a call of it");
      }
      if (now.compareTo(State.RUNNING) > 0 || STATE.compareAndSet(this, now, State.RUNNING)) {
        return now;
      }
    }
  }

  private void start(Object handle) {
    Internals internals = Internals.get();
    stack = internals.newStack(this::run);
    owner = internals.owner();
    if (owner != null) {
      owner.add(this);
    }
    if (owner == null || !owner.isTask()) {
      tracked = internals.unclosed(handle, createdAt);
    }
    cleanable = internals.whenGarbage(handle, this::handleIsGarbage);
  }

  /// Runs the body to its next yield, or its end, for which this returns null.
  private @Nullable Step<Y, R> resume() {
    try {
      Objects.requireNonNull(stack).resume();
    } catch (Throwable e) { // no memory for a thread
      end(State.FAILED);
      throw e;
    }
    Step<Y, R> reached = step;
    if (reached != null) {
      step = null;
      state = State.SUSPENDED;
    }
    return reached;
  }

  private void end(State how) {
    body = null;
    stack = null;
    Owner owner = this.owner;
    if (owner != null) {
      this.owner = null;
      owner.remove(this);
    }
    state = how;
    tracked.closed();
    if (cleanable != null) {
      cleanable.clean(); // calls handleIsGarbage, which finds nothing to do
    }
  }

  private void handleIsGarbage() {
    Owner owner = this.owner;
    if (state != State.SUSPENDED) {
      return;
    }
    tracked.lost();
    if (owner != null) {
      owner.closeSoon(this);
    } else {
      Internals.get().closeAside(this);
    }
  }

  private @Nullable Throwable takeFailure() {
    Throwable taken = failure;
    failure = null;
    return taken;
  }

  // --- the body's side ---

  private void run() {
    try {
      result = Objects.requireNonNull(body).run(new Yielder<>(this));
    } catch (Throwable e) {
      failure = e;
    }
  }

  /// Gives `value` to the caller and waits. {@return what the caller throws into the body, if
  /// anything}
  @Nullable Throwable pause(Y value) {
    SideStack own = stack;
    if (own == null || !own.isCurrent()) {
      throw new IllegalStateException(
          "only the body of a generator can yield, on its own stack: not another generator's body inside it,"
              + " another task, or another thread");
    }
    step = new Yielded<>(value);
    try {
      own.pause();
    } catch (IllegalStateException e) { // pinned
      step = null;
      throw e;
    }
    Throwable exception = thrown;
    thrown = null;
    return exception;
  }

  @Nullable S takeSent() {
    S value = sent;
    sent = null;
    return value;
  }

  // --- afterwards ---

  @SuppressWarnings("NullAway") // what the body returned: null only where R may be
  R result() {
    State now = state;
    if (now != State.RETURNED) {
      throw new IllegalStateException(
          "the generator has no result: "
              + (now.compareTo(State.RUNNING) <= 0 ? "it has not ended" : "it " + describe(now)));
    }
    return result;
  }

  static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return new CompletionException(failure);
  }

  private static String describe(State state) {
    return switch (state) {
      case CREATED -> "created";
      case SUSPENDED -> "suspended";
      case RUNNING -> "running";
      case RETURNED -> "returned";
      case FAILED -> "failed";
      case CLOSED -> "was closed";
      case CLOSED_BY_OWNER -> "was closed with its task";
    };
  }

  @Override
  public String toString() {
    return "<Generator "
        + describe(state)
        + (createdAt == null || createdAt.isEmpty() ? "" : " created at " + createdAt.getFirst())
        + ">";
  }
}
