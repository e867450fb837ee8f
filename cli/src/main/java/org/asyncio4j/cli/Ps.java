package org.asyncio4j.cli;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./asyncio ps`: the tasks of a process (`python -m asyncio ps`).
@Command(
    name = "ps",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "List the tasks of a running JVM: what they wait for, where, and who waits for them.")
final class Ps implements Callable<Integer> {
  /// How many frames a row of the table shows.
  private static final int FRAMES = 3;

  /// How many links of a chain of awaiters it shows.
  private static final int LINKS = 10;

  private static final int LIMIT = 1_000;

  private static final int BUFFER = 1 << 16;

  @SuppressWarnings("NullAway.Init") // by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "PID", description = "the process")
  private long pid;

  @Option(names = "--limit", paramLabel = "N", description = "show so many tasks, not 1000")
  private int limit = LIMIT;

  @Option(names = "--all", description = "show all tasks")
  private boolean all;

  @Option(
      names = "--stacks",
      description = "show whole stacks, of every task and not only of the first 1000")
  private boolean stacks;

  @Option(
      names = "--json",
      description = "one JSON object a line, for scripts: the loops, then the tasks")
  private boolean json;

  @Override
  public Integer call() throws InspectionException {
    try (Inspection inspection = Inspection.of(pid);
        PrintWriter out =
            new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), BUFFER))) {
      List<LoopInfo> loops = inspection.loops();
      Snapshot snapshot = Snapshot.of(inspection, loops, this::withStack);
      List<TaskInfo> tasks = snapshot.tasks();
      int shown = all ? tasks.size() : Math.min(Math.max(0, limit), tasks.size());
      if (json) {
        loops.forEach(loop -> out.println(Json.of(fields(loop))));
        tasks.subList(0, shown).forEach(task -> out.println(Json.of(fields(task, snapshot))));
      } else {
        print(loops, snapshot, shown, out);
      }
    }
    return 0;
  }

  private List<TaskInfo> withStack(List<TaskInfo> tasks, Graph graph) {
    int most = all ? tasks.size() : limit;
    int wanted = stacks ? most : Math.min(most, LIMIT);
    return tasks.subList(0, Math.min(tasks.size(), Math.max(0, wanted)));
  }

  // --- the table ---

  private void print(List<LoopInfo> loops, Snapshot snapshot, int shown, PrintWriter out) {
    for (LoopInfo loop : loops) {
      out.println(loop.describe());
      loop.stack().forEach(frame -> out.println("    at " + frame));
    }
    if (loops.isEmpty()) {
      out.println("There is no event loop in process " + pid + ".");
      return;
    }
    out.println();
    Table table =
        new Table(
            out,
            "tid",
            "task id",
            "task name",
            "state",
            "waits for",
            "coroutine stack",
            "awaiter chain",
            "awaiter name",
            "awaiter id");
    List<TaskInfo> tasks = snapshot.tasks();
    for (TaskInfo task : tasks.subList(0, shown)) {
      table.row(row(task, snapshot.graph(task)));
    }
    table.end();
    if (shown < tasks.size()) {
      out.println("... and " + (tasks.size() - shown) + " more tasks; --all shows them");
    }
  }

  private List<String> row(TaskInfo task, Graph graph) {
    List<TaskInfo> awaiters = List.copyOf(graph.awaiters(task));
    return List.of(
        task.loop().threadId() == 0 ? "-" : Long.toString(task.loop().threadId()),
        Long.toString(task.number()),
        task.name(),
        task.state(),
        task.describeWait() + Tree.holder(task, graph),
        Frames.brief(task.stack(), stacks ? Integer.MAX_VALUE : FRAMES),
        String.join(" -> ", graph.chain(task, LINKS).stream().map(TaskInfo::name).toList()),
        names(awaiters),
        ids(awaiters));
  }

  private static String names(Collection<TaskInfo> tasks) {
    return some(tasks.stream().map(TaskInfo::name).toList());
  }

  private static String ids(Collection<TaskInfo> tasks) {
    return some(tasks.stream().map(task -> Long.toString(task.number())).toList());
  }

  /// The first few, and how many more there are.
  private static String some(List<String> all) {
    int most = 3;
    return all.stream().limit(most).collect(Collectors.joining(", "))
        + (all.size() > most ? " and " + (all.size() - most) + " more" : "");
  }

  // --- JSON ---

  private static Map<String, Object> fields(LoopInfo loop) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("loop", loop.number());
    fields.put("tid", loop.threadId());
    fields.put("thread", loop.thread());
    fields.put("engine", loop.engine());
    fields.put("state", loop.status());
    fields.put("debug", loop.debug());
    fields.put("lag_ns", loop.lagNanos());
    fields.put("held_ns", loop.heldNanos());
    fields.put("culprit", loop.culprit());
    fields.put("steps", loop.steps());
    fields.put("tasks", loop.tasks());
    fields.put("stack", loop.stack());
    return fields;
  }

  private static Map<String, Object> fields(TaskInfo task, Snapshot snapshot) {
    Graph graph = snapshot.graph(task);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("task", task.number());
    fields.put("name", task.name());
    fields.put("loop", task.loop().number());
    fields.put("state", task.state());
    fields.put("kind", task.kind());
    fields.put("waits_for", task.waitsFor());
    fields.put("waits_ns", task.nanos());
    fields.put("needs", numbers(graph.needs(task)));
    fields.put("awaited_by", numbers(graph.awaiters(task)));
    fields.put("stack", task.stack());
    return fields;
  }

  private static List<Long> numbers(Collection<TaskInfo> tasks) {
    List<Long> numbers = new ArrayList<>();
    tasks.forEach(task -> numbers.add(task.number()));
    return numbers;
  }
}
