package org.asyncio4j;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The future of several others (`asyncio.gather`): it has their results in the order of the
/// arguments.
///
/// Cancelling it cancels the children. It then ends as cancelled, once the first child has
/// (fail-fast) or once all have (settled).
///
/// @param <T> the type of a child's value
/// @param <R> the type of the result
final class Gather<T extends @Nullable Object, R extends @Nullable Object> extends Future<R> {
  private final List<Future<? extends T>> children = new ArrayList<>();
  private final Function<List<Future<? extends T>>, R> collect;

  /// Whether failures of children are part of the result.
  private final boolean settled;

  private int distinct;
  private int finished;
  private boolean cancelRequested;

  private Gather(EventLoop loop, Function<List<Future<? extends T>>, R> collect, boolean settled) {
    super(loop);
    this.collect = collect;
    this.settled = settled;
  }

  static <T extends @Nullable Object> Future<List<T>> values(
      EventLoop loop, Iterable<? extends Awaitable<? extends T>> awaitables) {
    return new Gather<T, List<T>>(loop, Gather::results, false).start(awaitables);
  }

  static <T extends @Nullable Object> Future<List<Outcome<T>>> outcomes(
      EventLoop loop, Iterable<? extends Awaitable<? extends T>> awaitables) {
    return new Gather<T, List<Outcome<T>>>(loop, Gather::outcomesOf, true).start(awaitables);
  }

  /// An awaitable for each of `bodies`, the same one for the same body.
  static List<Awaitable<@Nullable Void>> ofEach(Awaitable.Action... bodies) {
    IdentityHashMap<Awaitable.Action, Awaitable<@Nullable Void>> known = new IdentityHashMap<>();
    List<Awaitable<@Nullable Void>> awaitables = new ArrayList<>(bodies.length);
    for (Awaitable.Action body : bodies) {
      awaitables.add(known.computeIfAbsent(body, Awaitable::of));
    }
    return awaitables;
  }

  private Future<R> start(Iterable<? extends Awaitable<? extends T>> awaitables) {
    IdentityIndex known = new IdentityIndex();
    List<Future<? extends T>> distinctChildren = new ArrayList<>();
    List<Future<? extends T>> doneAlready = new ArrayList<>();
    for (Awaitable<? extends T> awaitable : awaitables) {
      int before = known.add(awaitable);
      if (before >= 0) {
        children.add(distinctChildren.get(before));
        continue;
      }
      Future<? extends T> child = loop.ensureFuture(awaitable);
      distinctChildren.add(child);
      children.add(child);
      if (child.done()) {
        doneAlready.add(child);
      } else {
        child.addDoneCallback(this::childDone, this);
      }
    }
    distinct = distinctChildren.size();
    doneAlready.forEach(this::childDone);
    if (distinct == 0) {
      finish(collect.apply(children));
    }
    return this;
  }

  List<Future<? extends T>> children() {
    return children;
  }

  /// How many of them are not done.
  int missing() {
    return distinct - finished;
  }

  private void childDone(Future<? extends T> child) {
    finished++;
    if (done()) {
      child.seen();
      return;
    }
    if (!settled) {
      Throwable failure = child.cancelled() ? child.cancelledError() : child.exception();
      if (failure != null) {
        fail(failure);
        return;
      }
    }
    if (finished == distinct) {
      if (cancelRequested) {
        fail(child.cancelled() ? child.cancelledError() : new CancelledError());
      } else {
        finish(collect.apply(children));
      }
    }
  }

  @Override
  public boolean cancel(@Nullable String message) {
    if (done()) {
      return false;
    }
    boolean any = false;
    for (Future<? extends T> child : children) {
      any |= child.cancel(message);
    }
    cancelRequested |= any;
    return any;
  }

  private static <T extends @Nullable Object> List<T> results(List<Future<? extends T>> children) {
    List<T> results = new ArrayList<>(children.size());
    for (Future<? extends T> child : children) {
      results.add(child.result());
    }
    return results;
  }

  private static <T extends @Nullable Object> List<Outcome<T>> outcomesOf(
      List<Future<? extends T>> children) {
    List<Outcome<T>> outcomes = new ArrayList<>(children.size());
    for (Future<? extends T> child : children) {
      outcomes.add(outcome(child));
    }
    return outcomes;
  }

  @SuppressWarnings("unchecked") // an outcome only gives
  private static <T extends @Nullable Object> Outcome<T> outcome(Future<? extends T> child) {
    return (Outcome<T>) Outcome.of(child);
  }
}
