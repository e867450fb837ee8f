package org.asyncio4j.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who waits for whom among the tasks of one loop.
///
/// A process tells only the first few neighbours of each task; a wait that one side does not tell
/// is told by the other.
final class Graph {
  private final List<TaskInfo> tasks;
  private final Map<Long, TaskInfo> byNumber = new HashMap<>();
  private final Map<Long, Set<TaskInfo>> needs = new HashMap<>();
  private final Map<Long, Set<TaskInfo>> awaiters = new HashMap<>();

  Graph(List<TaskInfo> tasks) {
    this.tasks = tasks;
    tasks.forEach(task -> byNumber.put(task.number(), task));
    for (TaskInfo task : tasks) {
      task.needs().forEach(other -> add(task.number(), other));
      task.awaitedBy().forEach(other -> add(other, task.number()));
    }
  }

  /// Those that ended while the others were told are left out.
  private void add(long waiting, long needed) {
    TaskInfo from = byNumber.get(waiting);
    TaskInfo to = byNumber.get(needed);
    if (from != null && to != null) {
      needs.computeIfAbsent(waiting, _ -> new LinkedHashSet<>()).add(to);
      awaiters.computeIfAbsent(needed, _ -> new LinkedHashSet<>()).add(from);
    }
  }

  int size() {
    return tasks.size();
  }

  /// The tasks that `task` waits for.
  Collection<TaskInfo> needs(TaskInfo task) {
    return needs.getOrDefault(task.number(), Set.of());
  }

  /// The tasks that wait for `task`.
  Collection<TaskInfo> awaiters(TaskInfo task) {
    return awaiters.getOrDefault(task.number(), Set.of());
  }

  /// The tasks that nobody waits for.
  List<TaskInfo> roots() {
    return tasks.stream().filter(task -> awaiters(task).isEmpty()).toList();
  }

  /// The awaiter of `task`, its awaiter, and so on: of several always the first.
  List<TaskInfo> chain(TaskInfo task, int most) {
    Set<TaskInfo> chain = new LinkedHashSet<>();
    Iterator<TaskInfo> next = awaiters(task).iterator();
    while (next.hasNext() && chain.size() < most) {
      TaskInfo awaiter = next.next();
      if (awaiter == task || !chain.add(awaiter)) {
        break;
      }
      next = awaiters(awaiter).iterator();
    }
    return List.copyOf(chain);
  }

  /// {@return circles of tasks each of which waits for the next, and the last one for the first; no
  /// task is in two of them}
  List<List<TaskInfo>> cycles() {
    List<List<TaskInfo>> cycles = new ArrayList<>();
    Set<TaskInfo> finished = new HashSet<>();
    for (TaskInfo start : tasks) {
      if (!needs(start).isEmpty() && !finished.contains(start)) {
        addCycles(start, finished, cycles);
      }
    }
    return cycles;
  }

  /// Goes along the edges without recursion: a chain may be a million tasks long.
  private void addCycles(TaskInfo start, Set<TaskInfo> finished, List<List<TaskInfo>> cycles) {
    List<TaskInfo> path = new ArrayList<>();
    Map<TaskInfo, Integer> place = new HashMap<>();
    Deque<Iterator<TaskInfo>> next = new ArrayDeque<>();
    TaskInfo task = start;
    while (true) {
      Integer before = place.get(task);
      if (before != null) {
        List<TaskInfo> cycle = List.copyOf(path.subList(before, path.size()));
        if (cycles.stream().flatMap(List::stream).noneMatch(cycle::contains)) {
          cycles.add(cycle);
        }
      } else if (!finished.contains(task)) {
        place.put(task, path.size());
        path.add(task);
        next.push(needs(task).iterator());
      }
      while (!next.isEmpty() && !next.element().hasNext()) {
        next.pop();
        TaskInfo left = path.removeLast();
        place.remove(left);
        finished.add(left);
      }
      if (next.isEmpty()) {
        return;
      }
      task = next.element().next();
    }
  }
}
