package org.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./asyncio pstree`: who waits for whom in a process (`python -m asyncio pstree`).
@Command(
    name = "pstree",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Show the tasks of a running JVM as a tree: under each task what it waits for.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:all is told",
      "1:tasks wait for each other in a circle, or the process cannot be looked into"
    })
final class Pstree implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "the process")
  private long pid;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "draw so many tasks of a loop, not 1000")
  private int limit = 1_000;

  @Override
  public Integer call() throws InspectionException {
    PrintWriter out = spec.commandLine().getOut();
    try (Inspection inspection = Inspection.of(pid)) {
      List<LoopInfo> loops = inspection.loops();
      Snapshot snapshot = Snapshot.of(inspection, loops, this::withStack);
      boolean cycles = false;
      for (LoopInfo loop : loops) {
        out.println(loop.describe());
        loop.stack().forEach(frame -> out.println("    at " + frame));
        Graph graph = snapshot.graph(loop);
        List<List<TaskInfo>> found = graph.cycles();
        cycles |= !found.isEmpty();
        found.forEach(cycle -> printCycle(cycle, graph, out));
        new Tree(graph, found.stream().flatMap(List::stream).collect(Collectors.toSet()), limit)
            .lines()
            .forEach(out::println);
      }
      if (loops.isEmpty()) {
        out.println("There is no event loop in process " + pid + ".");
      }
      return cycles ? 1 : 0;
    }
  }

  /// Those that will be drawn: the first ones, and the circles.
  private Collection<TaskInfo> withStack(List<TaskInfo> tasks, Graph graph) {
    Set<TaskInfo> wanted = new LinkedHashSet<>();
    graph.cycles().forEach(wanted::addAll);
    new Tree(graph, wanted, limit).drawn().forEach(wanted::add);
    return wanted;
  }

  private static void printCycle(List<TaskInfo> cycle, Graph graph, PrintWriter out) {
    out.println(
        "cycle: "
            + cycle.stream().map(TaskInfo::name).collect(Collectors.joining(" → "))
            + " → "
            + cycle.getFirst().name());
    for (TaskInfo task : cycle) {
      out.println(
          "    (T) "
              + task.name()
              + " waits for "
              + task.describeWait()
              + Tree.holder(task, graph));
      task.stack().forEach(frame -> out.println("        at " + frame));
    }
  }
}
