package org.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of [Asyncio#staggeredRace].
final class StaggeredRace<T extends @Nullable Object> {
  private final Task<?> host;
  private final List<? extends Awaitable<? extends T>> bodies;
  private final @Nullable Duration delay;

  /// A task for each of the first of `bodies`.
  private final List<Task<T>> started = new ArrayList<>();

  /// When the next one is started at the latest, on the loop's clock.
  private long nextStart;

  StaggeredRace(
      Task<?> host, List<? extends Awaitable<? extends T>> bodies, @Nullable Duration delay) {
    this.host = host;
    this.bodies = List.copyOf(bodies);
    this.delay = delay;
  }

  Race<T> run() {
    int winner;
    try {
      winner = awaitWinner();
    } finally {
      cancelAndAwaitOthers();
    }
    T value = winner < 0 ? null : started.get(winner).result();
    return new Race<>(value, winner, failures());
  }

  /// {@return the index of the first that has a value; -1 when all have failed}
  private int awaitWinner() {
    while (true) {
      int winner = firstWithValue();
      if (winner >= 0) {
        return winner;
      }
      if (nextIsDue()) {
        start();
        continue;
      }
      List<Task<T>> running = started.stream().filter(task -> !task.done()).toList();
      if (running.isEmpty()) {
        return -1;
      }
      Asyncio.wait(running, untilNextStart(), ReturnWhen.FIRST_COMPLETED);
    }
  }

  private int firstWithValue() {
    for (int i = 0; i < started.size(); i++) {
      Task<T> task = started.get(i);
      if (task.done() && failure(task) == null) {
        return i;
      }
    }
    return -1;
  }

  private boolean nextIsDue() {
    return started.size() < bodies.size()
        && (started.isEmpty()
            || started.getLast().done()
            || (delay != null && host.loop.time() >= nextStart));
  }

  private void start() {
    started.add(host.loop.createTask(bodies.get(started.size())));
    if (delay != null) {
      nextStart = Times.after(host.loop.time(), Times.nanos(delay));
    }
  }

  private @Nullable Duration untilNextStart() {
    return delay == null || started.size() == bodies.size()
        ? null
        : Duration.ofNanos(nextStart - host.loop.time());
  }

  /// No participant outlives the race, even if this is cancelled meanwhile.
  private void cancelAndAwaitOthers() {
    started.forEach(Task::cancel);
    CancelledError cancellation = null;
    for (Task<T> task : started) {
      while (!task.done()) {
        Future<@Nullable Void> ended = host.loop.createFuture(task);
        task.addDoneCallback(
            _ -> {
              if (!ended.done()) {
                ended.setResult(null);
              }
            },
            host);
        try {
          host.awaitIgnoringScopes(ended);
        } catch (CancelledError e) {
          cancellation = e;
        }
      }
    }
    if (cancellation != null) {
      throw cancellation;
    }
  }

  private List<@Nullable Throwable> failures() {
    List<@Nullable Throwable> failures = new ArrayList<>();
    for (Task<T> task : started) {
      failures.add(failure(task));
    }
    return Collections.unmodifiableList(failures);
  }

  private static @Nullable Throwable failure(Task<?> done) {
    return done.cancelled() ? done.cancelledError() : done.exception();
  }
}
