package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.asyncio4j.internal.TaskState;
import org.asyncio4j.internal.TaskState.Kind;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// What the tools are told of a task. On the loop, or on any thread while the loop stands still: it
/// may then move all the same, so that whatever goes wrong only makes the picture less complete.
final class TaskStates {
  /// So many of the tasks that one waits for, or that wait for it, are told: one side of a wait
  /// with more is told by those on the other side.
  private static final int MOST_NEIGHBOURS = 32;

  private static final int LONGEST_NAME = 200;

  private TaskStates() {}

  /// {@return the state of `task`, or null when it is done}
  static @Nullable TaskState of(Task<?> task, long now) {
    try {
      Kind kind = kind(task);
      return kind == null
          ? null
          : new TaskState(
              task.number(),
              task.getName(),
              kind,
              kind == Kind.RUNNING || kind == Kind.READY ? "" : waitsFor(task),
              nanos(task, now),
              numbers(AwaitGraph.needs(task, MOST_NEIGHBOURS)),
              numbers(awaiters(task)));
    } catch (RuntimeException e) { // it has moved while it was looked at
      return new TaskState(task.number(), task.getName(), Kind.READY, "", -1, List.of(), List.of());
    }
  }

  /// {@return what `task` does, or null when it is done}
  static @Nullable Kind kind(Task<?> task) {
    if (task.done()) {
      return null;
    }
    return switch (task.waitsFor) {
      case null ->
          task.fiber.inForeignCall()
              ? Kind.THREAD
              : task.fiber == task.loop.engine.running() ? Kind.RUNNING : Kind.READY;
      case Sleep sleep -> sleep.over() ? Kind.READY : Kind.SLEEP;
      case Future<?> future -> future.done() ? Kind.READY : kind(future);
    };
  }

  private static Kind kind(Future<?> future) {
    Object meaning = AwaitGraph.meaning(future);
    if (meaning instanceof WaitPoint point && point.endsFromOutside()) {
      return Kind.THREAD;
    }
    if (meaning instanceof Future<?> other && !(other instanceof Task || other instanceof Gather)) {
      return Kind.FUTURE;
    }
    boolean ofThisPackage =
        meaning != null && meaning.getClass().getPackage() == TaskStates.class.getPackage();
    return ofThisPackage ? Kind.TASK : Kind.PRIMITIVE;
  }

  /// For how long `task` has not run, about; -1 before its first step.
  static long nanos(Task<?> task, long now) {
    return task.suspendedAt() == 0 ? -1 : Math.max(0, now - task.suspendedAt());
  }

  private static String waitsFor(Task<?> task) {
    Suspension wait = task.waitsFor;
    if (wait == null) {
      return "a blocking call";
    }
    if (wait instanceof Sleep sleep) {
      long left = Math.max(0, sleep.when() - task.loop.time());
      return left < 10_000_000_000L
          ? "sleep, " + left / 1_000_000 + " ms left"
          : "sleep, " + left / 1_000_000_000 + " s left";
    }
    String name = TaskLines.name(AwaitGraph.meaning(wait));
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
  }

  /// The tasks that wait for `task`, be it through a gather or shield.
  private static Set<Task<?>> awaiters(Task<?> task) {
    Set<Task<?>> awaiters = new LinkedHashSet<>();
    Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Future<?>> left = new ArrayDeque<>(task.awaitedBy(MOST_NEIGHBOURS));
    while (!left.isEmpty() && awaiters.size() < MOST_NEIGHBOURS) {
      Future<?> awaiter = left.remove();
      if (awaiter instanceof Task<?> other) {
        awaiters.add(other);
      } else if (seen.add(awaiter)) {
        left.addAll(awaiter.awaitedBy(MOST_NEIGHBOURS));
      }
    }
    return awaiters;
  }

  private static List<Long> numbers(Set<Task<?>> tasks) {
    if (tasks.isEmpty()) {
      return List.of();
    }
    List<Long> numbers = new ArrayList<>(tasks.size());
    tasks.forEach(task -> numbers.add(task.number()));
    return numbers;
  }
}
