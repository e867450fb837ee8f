package org.asyncio4j;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A value that a task or callback of the same loop will provide (`asyncio.Future`).
///
/// Made by [EventLoop#createFuture]; a [Task] is a future too. While the loop runs, only code on
/// the loop may touch it: any other thread gets an `IllegalStateException`, and uses
/// [EventLoop#callSoonThreadsafe] or [#toCompletableFuture].
///
/// A failure that nobody ever looks at is given to the loop's exception handler, when the future is
/// garbage or the loop is closed.
///
/// @param <T> the value's type; `@Nullable` where null is a value
public sealed class Future<T extends @Nullable Object> implements Awaitable<T>, Suspension
    permits Task, Gather {
  private enum State {
    PENDING,
    CANCELLED,
    FINISHED,
    FAILED
  }

  final EventLoop loop;

  /// Where this was made; debug mode only.
  final @Nullable List<StackTraceElement> createdAt;

  /// What a reader should be told instead of this future, which only stands for a turn of it: a
  /// lock, a queue, the end of a group; null for the program's own futures.
  final @Nullable Object standsFor;

  private State state = State.PENDING;

  /// Within [#describe] only.
  private boolean describing;

  /// FINISHED: the value. FAILED: the exception. CANCELLED: the message, or the error that ended
  /// the task.
  private @Nullable Object outcome;

  /// Null, one observer, or an `ArrayList` of them, in order of arrival. An observer is a [Task]
  /// that awaits, a [DoneCallback], or a [DeclaredAwaiter].
  private @Nullable Object observers;

  /// Waits to report the failure; null when there is none, or somebody has seen it.
  private @Nullable Unretrieved unretrieved;

  Future(EventLoop loop) {
    this(loop, null);
  }

  Future(EventLoop loop, @Nullable Object standsFor) {
    this.loop = loop;
    this.standsFor = standsFor;
    this.createdAt = loop.getDebug() ? Debug.callSite() : null;
  }

  // --- waiting ---

  /// Suspends the current task until this is done. Returns at once, without a switch, if it is done
  /// already.
  ///
  /// Cancelling the waiting task cancels this future. What failed checked is thrown wrapped in a
  /// `CompletionException`; [Asyncio#await(Awaitable, Class)] throws it as it is.
  ///
  /// @return the value
  /// @throws CancelledError when this or the current task was cancelled
  /// @throws IllegalStateException outside a task, on another loop's future, or on the task itself
  @Override
  public T await() {
    Task<?> current = Task.current();
    if (current.loop != loop) {
      throw new IllegalStateException(
          current
              + " awaits "
              + this
              + " of another event loop: use runCoroutineThreadsafe, or toCompletableFuture");
    }
    if (state == State.PENDING) {
      current.awaitFuture(this);
    }
    return result();
  }

  // --- state ---

  /// {@return whether there is a result, a failure or a cancellation}
  public final boolean done() {
    return state != State.PENDING;
  }

  /// {@return whether this was cancelled}
  public final boolean cancelled() {
    return state == State.CANCELLED;
  }

  final boolean failed() {
    return state == State.FAILED;
  }

  /// {@return the value}
  ///
  /// Throws what the future failed with, a checked exception wrapped in a `CompletionException`.
  ///
  /// @throws CancelledError when it was cancelled
  /// @throws InvalidStateException when it is not done
  public final T result() {
    loop.checkThread();
    return switch (state) {
      case FINISHED -> value();
      case FAILED -> throw Failures.unchecked(failure());
      case CANCELLED -> throw cancelledError();
      case PENDING ->
          throw new InvalidStateException("the result of " + this + " is not there yet: await it");
    };
  }

  /// {@return what the future failed with, unwrapped; null when it has a value}
  ///
  /// @throws CancelledError when it was cancelled
  /// @throws InvalidStateException when it is not done
  public final @Nullable Throwable exception() {
    loop.checkThread();
    return switch (state) {
      case FINISHED -> null;
      case FAILED -> failure();
      case CANCELLED -> throw cancelledError();
      case PENDING ->
          throw new InvalidStateException(
              "the exception of " + this + " is not there yet: await it");
    };
  }

  /// Provides the value. Those who wait go on in the next iteration of the loop.
  ///
  /// @param value the value
  /// @throws InvalidStateException when this is done already
  public void setResult(T value) {
    loop.checkThread();
    checkPending("result");
    finish(value);
  }

  /// Fails this future.
  ///
  /// @param exception what those who await it will be thrown
  /// @throws InvalidStateException when this is done already
  public void setException(Throwable exception) {
    loop.checkThread();
    checkPending("exception");
    fail(exception);
  }

  /// Cancels this future, without a message.
  ///
  /// @return false when it is done already
  public final boolean cancel() {
    return cancel(null);
  }

  /// Cancels this future: those who await it are thrown a [CancelledError] in the next iteration of
  /// the loop.
  ///
  /// @param message what the error will say, or null
  /// @return false when this is done already
  public boolean cancel(@Nullable String message) {
    loop.checkThread();
    seen();
    if (done()) {
      return false;
    }
    become(State.CANCELLED, message);
    return true;
  }

  @Override
  public final boolean cancelWait(@Nullable String message) {
    return cancel(message);
  }

  /// {@return the loop this belongs to}
  public final EventLoop getLoop() {
    return loop;
  }

  // --- observers ---

  /// Has `callback` called by the loop, never from here, once this is done: in the next iteration
  /// if it is done already. Callbacks run in the order they were added.
  ///
  /// @param callback is given this future
  public final void addDoneCallback(Consumer<? super Future<T>> callback) {
    addDoneCallback(callback, Context.copyOfCurrent());
  }

  /// As [#addDoneCallback(Consumer)], in a context of the caller's choice.
  ///
  /// @param callback is given this future
  /// @param context what the callback runs in
  public final void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
    loop.checkThread();
    addCallback(new DoneCallback<>(Objects.requireNonNull(callback), context, null));
  }

  /// As [#addDoneCallback(Consumer)]; the callback lets `awaiter` go on, which thus waits for this.
  final void addDoneCallback(Consumer<? super Future<T>> callback, @Nullable Future<?> awaiter) {
    addCallback(new DoneCallback<>(callback, Context.copyOfCurrent(), awaiter));
  }

  private void addCallback(DoneCallback<T> added) {
    if (done()) {
      wake(added);
    } else {
      addObserver(added);
    }
  }

  /// Takes `callback` back, wherever it was added.
  ///
  /// @param callback what was added
  /// @return how often it had been added
  public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
    loop.checkThread();
    if (observers instanceof ArrayList<?> list) {
      int before = list.size();
      list.removeIf(observer -> isCallback(observer, callback));
      return before - list.size();
    }
    if (isCallback(observers, callback)) {
      observers = null;
      return 1;
    }
    return 0;
  }

  /// {@return a view for the rest of the JVM} It completes as this does; cancelling it cancels
  /// this. Any thread may call this, and may block on what it returns; on this loop, where that
  /// could never end, `get` and `join` throw.
  public final CompletableFuture<T> toCompletableFuture() {
    Bridge.Threadsafe<T> view = new Bridge.Threadsafe<>(loop, this::cancel);
    loop.onLoop(() -> Bridge.complete(view, this));
    view.cancelIfClosed();
    return view;
  }

  final void addObserver(Object observer) {
    Object before = observers;
    if (before == null) {
      observers = observer;
    } else if (before instanceof ArrayList<?> list) {
      @SuppressWarnings("unchecked") // only made below
      ArrayList<Object> observersBefore = (ArrayList<Object>) list;
      observersBefore.add(observer);
    } else {
      observers = new ArrayList<>(List.of(before, observer));
    }
  }

  /// {@return whether it was there}
  final boolean removeObserver(Object observer) {
    if (observers == observer) {
      observers = null;
      return true;
    }
    return observers instanceof ArrayList<?> list && list.remove(observer);
  }

  private static boolean isCallback(@Nullable Object observer, Consumer<?> callback) {
    return observer instanceof DoneCallback<?> added && added.callback().equals(callback);
  }

  /// Every wake-up goes through the ready queue.
  private void wake(Object observer) {
    if (observer instanceof Task<?> waiting) {
      loop.scheduler.resume(waiting.fiber);
    } else if (observer instanceof DoneCallback<?> added) {
      @SuppressWarnings("unchecked") // addDoneCallback takes those of this future only
      DoneCallback<T> mine = (DoneCallback<T>) added;
      loop.scheduler.ready.add(new Handle(loop, new Notice<>(mine, this), mine.context()));
    }
  }

  private record DoneCallback<T extends @Nullable Object>(
      Consumer<? super Future<T>> callback, Context context, @Nullable Future<?> awaiter) {}

  /// A call of a done callback.
  private record Notice<T extends @Nullable Object>(DoneCallback<T> added, Future<T> future)
      implements Runnable {
    @Override
    public void run() {
      added.callback().accept(future);
    }

    @Override
    public String toString() {
      return Description.ofCallback(added.callback(), null);
    }
  }

  /// Who waits for this according to the program, in a way that this library cannot see.
  private record DeclaredAwaiter(Future<?> awaiter) {}

  final void declareAwaiter(Future<?> awaiter) {
    if (!done()) {
      addObserver(new DeclaredAwaiter(awaiter));
    }
  }

  final void retractAwaiter(Future<?> awaiter) {
    DeclaredAwaiter declared = new DeclaredAwaiter(awaiter);
    if (declared.equals(observers)) {
      observers = null;
    } else if (observers instanceof ArrayList<?> list) {
      list.remove(declared);
    }
  }

  /// Who waits for this, in order of arrival, each once.
  final Set<Future<?>> awaitedBy() {
    return awaitedBy(Integer.MAX_VALUE);
  }

  /// As [#awaitedBy()], of the first `most` observers.
  final Set<Future<?>> awaitedBy(int most) {
    Set<Future<?>> awaiters = new LinkedHashSet<>();
    Object seen = observers;
    List<?> all =
        seen instanceof ArrayList<?> list ? list : seen == null ? List.of() : List.of(seen);
    for (Object observer : all.subList(0, Math.min(most, all.size()))) {
      Future<?> awaiter =
          switch (observer) {
            case Task<?> task -> task;
            case DoneCallback<?> callback -> callback.awaiter();
            case DeclaredAwaiter declared -> declared.awaiter();
            default -> null;
          };
      if (awaiter != null) {
        awaiters.add(awaiter);
      }
    }
    return awaiters;
  }

  // --- completion, for this class and Task ---

  final void finish(T value) {
    become(State.FINISHED, value);
  }

  final void fail(Throwable exception) {
    unretrieved = Unretrieved.of(this, Objects.requireNonNull(exception, "exception"));
    become(State.FAILED, exception);
  }

  /// Ends as cancelled with the very error that will be thrown to those who await.
  final void cancelWith(CancelledError error) {
    become(State.CANCELLED, error);
  }

  private void become(State end, @Nullable Object with) {
    state = end;
    outcome = with;
    Object waiting = observers;
    observers = null;
    if (waiting == null || loop.isClosed()) {
      return;
    }
    if (waiting instanceof ArrayList<?> list) {
      list.forEach(this::wake);
    } else {
      wake(waiting);
    }
  }

  private void checkPending(String what) {
    if (done()) {
      throw new InvalidStateException(
          "cannot set the " + what + " of " + this + ": it is done already");
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // finish() takes a T, null only where T may be
  private T value() {
    return (T) outcome;
  }

  private Throwable failure() {
    seen();
    return (Throwable) Objects.requireNonNull(outcome);
  }

  /// What this has failed with, which does not count as somebody having seen it.
  final @Nullable Throwable failureIfAny() {
    return state == State.FAILED ? (Throwable) outcome : null;
  }

  /// Whether awaiting this throws a cancellation, be it cancelled or failed with one.
  final boolean endsInCancellation() {
    return outcome instanceof CancelledError || state == State.CANCELLED;
  }

  /// Whether what this failed with has left the loop as well.
  final boolean escaped() {
    return outcome instanceof KeyboardInterrupt;
  }

  /// Nobody needs to be told of the failure any more.
  final void seen() {
    Unretrieved report = unretrieved;
    if (report != null) {
      unretrieved = null;
      report.retrieved();
    }
  }

  final CancelledError cancelledError() {
    return outcome instanceof CancelledError error ? error : new CancelledError((String) outcome);
  }

  @Override
  public String toString() {
    return "<Future " + describe("") + ">";
  }

  /// The state, then `more`, then the outcome and where this was made. Dots where the description
  /// of the outcome comes round to this future again.
  final String describe(String more) {
    if (describing) {
      return "..." + more;
    }
    describing = true;
    try {
      String text =
          switch (state) {
            case PENDING -> "pending" + more;
            case CANCELLED -> "cancelled" + more;
            case FINISHED -> "finished" + more + " result=" + Description.ofValue(outcome);
            case FAILED -> "finished" + more + " exception=" + Description.ofValue(outcome);
          };
      return text + Stacks.createdAtFirst(createdAt);
    } finally {
      describing = false;
    }
  }
}
