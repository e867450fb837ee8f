package org.asyncio4j.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The tasks of a process and who waits for whom, as they were when each was looked at.
final class Snapshot {
  private final List<TaskInfo> tasks = new ArrayList<>();
  private final Map<LoopInfo, Graph> graphs = new HashMap<>();

  private Snapshot() {}

  /// Which tasks of a loop are to come with their stacks.
  interface StackChoice {
    Collection<TaskInfo> among(List<TaskInfo> tasks, Graph graph);
  }

  static Snapshot of(Inspection inspection, List<LoopInfo> loops, StackChoice wanted)
      throws InspectionException {
    Snapshot snapshot = new Snapshot();
    for (LoopInfo loop : loops) {
      inspection.walk(
          loop,
          walk -> {
            List<TaskInfo> tasks = walk.tasks();
            Graph graph = new Graph(tasks);
            walk.addStacks(List.copyOf(wanted.among(tasks, graph)));
            snapshot.tasks.addAll(tasks);
            snapshot.graphs.put(loop, graph);
          });
    }
    return snapshot;
  }

  List<TaskInfo> tasks() {
    return tasks;
  }

  Graph graph(LoopInfo loop) {
    return Objects.requireNonNull(graphs.get(loop));
  }

  /// Of the task's loop.
  Graph graph(TaskInfo task) {
    return graph(task.loop());
  }
}
