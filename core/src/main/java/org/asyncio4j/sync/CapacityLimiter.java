package org.asyncio4j.sync;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// A semaphore that knows who holds its tokens, and whose size can change while it is used (trio's
/// and anyio's `CapacityLimiter`).
///
/// A borrower holds at most one token; usually it is the task that asks, but it can be any object
/// with a sensible `equals`: a connection, a customer. Strictly first come, first served: whoever
/// asks while others wait waits behind them.
///
/// Thread rule: that of this package.
public final class CapacityLimiter {
  /// How many borrowers a description names.
  private static final int MOST_NAMES = 3;

  private final Binding binding = Internals.get().newBinding();

  /// Those who hold a token. A token is given before its borrower runs again.
  private final Set<Object> borrowers = new LinkedHashSet<>();

  /// Those who wait, in the order in which they came, and what wakes each.
  private final Map<Object, Future<@Nullable Void>> waiting = new LinkedHashMap<>();

  private int total;

  private CapacityLimiter(int total) {
    this.total = checked(total);
  }

  /// {@return a limiter, all of whose tokens are free}
  ///
  /// @param total how many tokens there are, at least 0
  public static CapacityLimiter create(int total) {
    return new CapacityLimiter(total);
  }

  private static int checked(int total) {
    if (total < 0) {
      throw new IllegalArgumentException(
          "a capacity limiter cannot have " + total + " tokens: give 0 or more");
    }
    return total;
  }

  // --- taking ---

  /// Suspends until a token is free, and takes it for the current task.
  ///
  /// A task that is cancelled here has taken none; one that it had been given passes to the next.
  ///
  /// @throws IllegalStateException when the task holds a token already
  public void acquire() {
    acquireOnBehalfOf(currentTask());
  }

  /// Suspends until a token is free, and takes it for `borrower`. Whoever is cancelled here has
  /// taken none.
  ///
  /// @param borrower who will hold it
  /// @throws IllegalStateException when it holds a token already, or waits for one
  public void acquireOnBehalfOf(Object borrower) {
    if (tryAcquireOnBehalfOf(borrower)) {
      return;
    }
    Future<@Nullable Void> turn = Internals.get().newFuture(new Turn());
    waiting.put(borrower, turn);
    try {
      turn.await();
    } catch (Throwable e) { // cancelled, or this is no place to wait
      waiting.remove(borrower, turn);
      if (turn.done() && !turn.cancelled()) {
        releaseOnBehalfOf(borrower);
      }
      throw e;
    }
  }

  /// Takes a token for the current task if that needs no waiting. Never suspends.
  ///
  /// @return whether one was taken
  /// @throws IllegalStateException when the task holds a token already
  public boolean tryAcquire() {
    return tryAcquireOnBehalfOf(currentTask());
  }

  /// Takes a token for `borrower` if that needs no waiting. Never suspends.
  ///
  /// @param borrower who will hold it
  /// @return whether one was taken
  /// @throws IllegalStateException when it holds a token already, or waits for one
  public boolean tryAcquireOnBehalfOf(Object borrower) {
    binding.check();
    if (borrowers.contains(borrower)) {
      throw new IllegalStateException(
          borrower + " holds a token of this limiter already: release it first");
    }
    Future<@Nullable Void> before = waiting.get(borrower);
    if (before != null) {
      if (!before.done()) {
        throw new IllegalStateException(borrower + " waits for a token of this limiter already");
      }
      waiting.remove(borrower); // it was cancelled, and has not run since
    }
    if (borrowers.size() >= total) { // when somebody waits there is none either
      return false;
    }
    borrowers.add(borrower);
    return true;
  }

  // --- giving back ---

  /// Gives the current task's token back; the first who waits gets it.
  ///
  /// @throws IllegalStateException when the task holds none
  public void release() {
    releaseOnBehalfOf(currentTask());
  }

  /// Gives the token of `borrower` back; the first who waits gets it. Never suspends.
  ///
  /// @param borrower who holds it
  /// @throws IllegalStateException when it holds none
  public void releaseOnBehalfOf(Object borrower) {
    binding.check();
    if (!borrowers.remove(borrower)) {
      throw new IllegalStateException(
          borrower + " holds no token of this limiter: release once for each acquire");
    }
    grant();
  }

  /// Changes how many tokens there are. More tokens go to those who wait at once; with fewer, those
  /// who hold one keep it, and nobody gets one until enough have been given back.
  ///
  /// @param total how many, at least 0
  public void setTotal(int total) {
    binding.check();
    this.total = checked(total);
    grant();
  }

  private void grant() {
    while (borrowers.size() < total && !waiting.isEmpty()) {
      Map.Entry<Object, Future<@Nullable Void>> first = waiting.entrySet().iterator().next();
      waiting.remove(first.getKey());
      if (!first.getValue().done()) {
        borrowers.add(first.getKey());
        first.getValue().setResult(null);
      }
    }
  }

  private static Task<?> currentTask() {
    Task<?> task = Asyncio.currentTask();
    if (task == null) {
      throw new IllegalStateException(
          "a callback cannot borrow for itself: name the borrower with acquireOnBehalfOf, or have it create a task");
    }
    return task;
  }

  // --- asking ---

  /// {@return how many tokens there are}
  public int total() {
    binding.check();
    return total;
  }

  /// {@return how many tokens are held} More than there are, for a while, after [#setTotal].
  public int borrowed() {
    binding.check();
    return borrowers.size();
  }

  /// {@return how many tokens are free}
  public int available() {
    binding.check();
    return Math.max(0, total - borrowers.size());
  }

  /// {@return who holds tokens and how many wait, at this moment}
  public Statistics statistics() {
    binding.check();
    int waits = (int) waiting.values().stream().filter(turn -> !turn.done()).count();
    return new Statistics(total, borrowers.size(), Set.copyOf(borrowers), waits);
  }

  /// What a limiter looked like at a moment.
  ///
  /// @param total how many tokens there were
  /// @param borrowed how many were held
  /// @param borrowers who held them
  /// @param waiting how many waited for one
  public record Statistics(int total, int borrowed, Set<Object> borrowers, int waiting) {}

  // --- blocks ---

  /// Runs `body` with a token for the current task. Suspends until one is free, and where the body
  /// does.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return its value
  public <T extends @Nullable Object> T with(Awaitable<? extends T> body) {
    Task<?> borrower = currentTask();
    acquireOnBehalfOf(borrower);
    try {
      return Asyncio.await(body);
    } finally {
      releaseOnBehalfOf(borrower); // also where nothing is current: when the loop was closed
    }
  }

  /// As [#with(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public void with(Awaitable.Action body) {
    with(Awaitable.of(body));
  }

  /// What a borrower waits for.
  private final class Turn implements WaitPoint {
    /// The borrower, if there is only one; of several any may give its token back.
    @Override
    public Collection<? extends Future<?>> needs() {
      return borrowers.size() == 1 && borrowers.iterator().next() instanceof Future<?> only
          ? List.of(only)
          : List.of();
    }

    @Override
    public String toString() {
      return CapacityLimiter.this.toString();
    }
  }

  /// {@return how many tokens are taken, by whom, and how many wait for one}
  @Override
  public String toString() {
    String names =
        borrowers.stream()
            .limit(MOST_NAMES)
            .map(borrower -> borrower instanceof Task<?> task ? task.getName() : "" + borrower)
            .collect(Collectors.joining(", "));
    return "<CapacityLimiter "
        + borrowers.size()
        + " of "
        + total
        + " taken"
        + (names.isEmpty() ? "" : " by " + names)
        + (borrowers.size() > MOST_NAMES ? ", ..." : "")
        + Waiters.text(waiting.values())
        + ">";
  }
}
