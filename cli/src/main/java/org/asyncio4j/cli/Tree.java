package org.asyncio4j.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The tasks of a loop as lines: under each task its frames, the outermost first, and under those
/// what it waits for. One that several wait for is drawn once, and named where it comes again.
final class Tree {
  /// How deep the drawing goes; a chain of tasks may be longer than any line.
  private static final int DEEPEST = 200;

  private final Graph graph;
  private final Set<TaskInfo> inCycles;
  private final int limit;
  private final Set<TaskInfo> drawn = new LinkedHashSet<>();
  private final List<String> lines = new ArrayList<>();

  /// @param inCycles are told elsewhere
  /// @param limit how many tasks are drawn
  Tree(Graph graph, Collection<TaskInfo> inCycles, int limit) {
    this.graph = graph;
    this.inCycles = new HashSet<>(inCycles);
    this.limit = limit;
    List<TaskInfo> roots =
        graph.roots().stream().filter(root -> !this.inCycles.contains(root)).toList();
    for (int i = 0; i < roots.size() && drawn.size() < limit; i++) {
      draw(roots.get(i), "", i == roots.size() - 1, 0);
    }
    int left = graph.size() - drawn.size() - this.inCycles.size();
    if (left > 0) {
      lines.add(
          "... and " + left + (left == 1 ? " more task" : " more tasks") + "; --limit shows more");
    }
  }

  List<String> lines() {
    return lines;
  }

  /// The tasks that the lines show.
  Set<TaskInfo> drawn() {
    return drawn;
  }

  private void draw(TaskInfo task, String margin, boolean last, int depth) {
    String known =
        inCycles.contains(task)
            ? ", see the cycle above"
            : drawn.contains(task) || task.isCulprit() ? ", see above" : "";
    lines.add(margin + (last ? "└── " : "├── ") + "(T) " + task.name() + known);
    if (task.isCulprit()) {
      drawn.add(task);
    }
    if (!known.isEmpty() || depth >= DEEPEST) {
      return;
    }
    drawn.add(task);
    String inner = margin + (last ? "    " : "│   ");
    for (String frame : task.stack().reversed()) {
      lines.add(inner + "└──  " + Frames.brief(frame));
      inner += "    ";
    }
    Deque<TaskInfo> below = new ArrayDeque<>(graph.needs(task));
    if (!awaitsOneTask(task)) {
      String what = task.waitsFor().isEmpty() ? task.state() : task.describeWait();
      lines.add(inner + "└──  " + what + holder(task, graph));
      inner += "    ";
    }
    while (!below.isEmpty() && drawn.size() < limit) {
      TaskInfo next = below.remove();
      draw(next, inner, below.isEmpty(), depth + 1);
    }
  }

  /// Whether the line of the task that it waits for says everything.
  private boolean awaitsOneTask(TaskInfo task) {
    return task.kind().equals("task")
        && graph.needs(task).size() == 1
        && task.waitsFor().startsWith("task '");
  }

  /// Who has what `task` waits for, where that is known.
  static String holder(TaskInfo task, Graph graph) {
    Collection<TaskInfo> holders = graph.needs(task);
    return task.kind().equals("primitive") && !holders.isEmpty()
        ? ", held by "
            + holders.stream().map(TaskInfo::name).limit(5).collect(Collectors.joining(", "))
        : "";
  }
}
