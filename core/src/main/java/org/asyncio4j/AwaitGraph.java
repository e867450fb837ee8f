package org.asyncio4j;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.debug.FrameCallGraphEntry;
import org.asyncio4j.debug.FutureCallGraph;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// Who waits for whom. Nothing is kept for it but what waiting needs anyway: a task knows what it
/// waits for, a future its observers, and an observer that acts for somebody says for whom.
///
/// On the loop, or while the loop stands still.
final class AwaitGraph {
  /// How many links of a chain are captured.
  private static final int DEPTH = 500;

  private AwaitGraph() {}

  // --- from a task to what it waits for ---

  /// What a reader should be told that `wait` is for: a lock, say, and not the future that stands
  /// for a turn of it.
  static @Nullable Object meaning(@Nullable Suspension wait) {
    return switch (wait) {
      case null -> null;
      case Sleep sleep -> Duration.ofNanos(Math.max(0, sleep.when() - sleep.loop.time()));
      case Future<?> future -> future.standsFor != null ? future.standsFor : future;
    };
  }

  /// The tasks that all have to go on before `task` can; empty when it waits for no task, or nobody
  /// knows for which.
  static Set<Task<?>> needs(Task<?> task) {
    return needs(task, Integer.MAX_VALUE);
  }

  /// As [#needs(Task)], but not more than `most`.
  static Set<Task<?>> needs(Task<?> task, int most) {
    Set<Task<?>> tasks = new LinkedHashSet<>();
    if (task.waitsFor instanceof Future<?> future) {
      addTasks(future, tasks, most);
    }
    return tasks;
  }

  private static void addTasks(Future<?> first, Set<Task<?>> tasks, int most) {
    Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Future<?>> left = new ArrayDeque<>();
    left.add(first);
    while (!left.isEmpty() && tasks.size() < most) {
      Future<?> future = left.remove();
      if (future.done() || !seen.add(future)) {
        continue;
      }
      if (future instanceof Task<?> task) {
        tasks.add(task);
      } else if (future instanceof Gather<?, ?> gather) {
        addPending(gather.children(), left, most);
      } else if (future.standsFor instanceof WaitPoint point) {
        addPending(point.needs(), left, most);
      } else if (future.standsFor instanceof Future<?> other) {
        left.add(other);
      }
    }
  }

  private static void addPending(
      Collection<? extends Future<?>> futures, Deque<Future<?>> left, int most) {
    Iterator<? extends Future<?>> each = futures.iterator();
    while (each.hasNext() && left.size() < most) {
      Future<?> future = each.next();
      if (!future.done()) {
        left.add(future);
      }
    }
  }

  /// Whether something outside the loop may end the wait of `task`.
  static boolean waitsForOutside(Task<?> task) {
    return task.waitsFor instanceof Future<?> future
        && future.standsFor instanceof WaitPoint point
        && point.endsFromOutside();
  }

  /// {@return tasks each of which needs the next, and the last one the first; empty when there are
  /// none among `tasks`}
  static List<Task<?>> cycle(Collection<Task<?>> tasks) {
    Set<Task<?>> finished = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Task<?> start : tasks) {
      List<Task<?>> cycle = cycleFrom(start, finished);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    return List.of();
  }

  /// Goes along the edges without recursion: a chain may be a million tasks long.
  private static List<Task<?>> cycleFrom(Task<?> start, Set<Task<?>> finished) {
    List<Task<?>> path = new ArrayList<>();
    IdentityHashMap<Task<?>, Integer> place = new IdentityHashMap<>();
    Deque<Iterator<Task<?>>> next = new ArrayDeque<>();
    Task<?> task = start;
    while (true) {
      if (!finished.contains(task)) {
        Integer before = place.get(task);
        if (before != null) {
          return path.subList(before, path.size());
        }
        place.put(task, path.size());
        path.add(task);
        next.push(needs(task).iterator());
      }
      while (!next.isEmpty() && !next.element().hasNext()) {
        next.pop();
        Task<?> left = path.removeLast();
        place.remove(left);
        finished.add(left);
      }
      if (next.isEmpty()) {
        return List.of();
      }
      task = next.element().next();
    }
  }

  // --- from a future to who waits for it ---

  /// `future` with the stacks of all that wait for it. A positive `limit` keeps so many of the
  /// innermost frames, a negative one so many of the outermost, and 0 none.
  static FutureCallGraph capture(Future<?> future, int limit) {
    return capture(future, limit, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static FutureCallGraph capture(Future<?> future, int limit, Set<Future<?>> above) {
    List<FutureCallGraph> awaitedBy = new ArrayList<>();
    above.add(future);
    for (Future<?> awaiter : future.awaitedBy()) {
      if (above.size() < DEPTH && !above.contains(awaiter)) { // else they wait in a circle
        awaitedBy.add(capture(awaiter, limit, above));
      }
    }
    above.remove(future);
    return new FutureCallGraph(future, frames(future, limit), awaitedBy);
  }

  private static List<FrameCallGraphEntry> frames(Future<?> future, int limit) {
    if (limit == 0 || !(future instanceof Task<?> task)) {
      return List.of();
    }
    List<StackTraceElement> stack = task.getStack();
    List<StackTraceElement> kept =
        limit > 0
            ? stack.subList(0, Math.min(limit, stack.size()))
            : stack.subList(Math.max(0, stack.size() + limit), stack.size());
    return kept.stream().map(FrameCallGraphEntry::new).toList();
  }
}
