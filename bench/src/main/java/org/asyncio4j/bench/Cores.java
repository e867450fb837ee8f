package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which core is the server's, and which the load's: neither takes time from the other.
///
/// @param taskset what pins processes to cores
/// @param allowed the cores that this process may use; the first is the server's, the second the
///   load's
record Cores(Tool taskset, List<Integer> allowed) {
  /// {@return the cores that this process may use}
  static Cores find() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String title = "Cpus_allowed_list:";
      String list = lines.filter(line -> line.startsWith(title)).findAny().orElse(title + "0");
      return new Cores(Tool.onPath("taskset"), parse(list.substring(title.length()).strip()));
    }
  }

  private int first() {
    return allowed.getFirst();
  }

  private int second() {
    return allowed.size() > 1 ? allowed.get(1) : first();
  }

  /// {@return what stands before the command of a server}
  List<String> server() {
    return taskset.isThere() ? taskset.with("-c", Integer.toString(first())).command() : List.of();
  }

  /// {@return what stands before the command of the load}
  List<String> load() {
    return taskset.isThere() ? taskset.with("-c", Integer.toString(second())).command() : List.of();
  }

  /// {@return where they run, in words}
  String text() {
    if (!taskset.isThere()) {
      return "server and load share all cores: " + taskset.missing();
    }
    return first() == second()
        ? "server and load share the only core"
        : "server on core " + first() + ", load on core " + second();
  }

  /// Moves a process that runs, with all its threads, to the server's core.
  void pin(RunningServer process) throws IOException, InterruptedException {
    move(process, Integer.toString(first()));
  }

  /// Lets a process that runs use all cores.
  void free(RunningServer process) throws IOException, InterruptedException {
    move(process, allowed.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  private void move(RunningServer process, String cores) throws IOException, InterruptedException {
    if (taskset.isThere()) {
      List<String> command =
          taskset.with("-a", "-p", "-c", cores, Long.toString(process.pid())).command();
      // A thread that ends in that moment fails the first.
      if (new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() != 0) {
        Process again = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = String.join(" ", again.inputReader().lines().toList());
        if (again.waitFor() != 0) {
          throw new IOException("process " + process.pid() + " cannot be pinned: " + said);
        }
      }
    }
  }

  /// {@return the cores of a list as Linux writes it, such as `0-2,5`}
  static List<Integer> parse(String list) throws IOException {
    List<Integer> cores = new ArrayList<>();
    try {
      for (String range : list.split(",", -1)) {
        String[] ends = range.split("-", 2);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
          cores.add(core);
        }
      }
    } catch (NumberFormatException e) {
      throw new IOException("no list of cores: '" + list + "'", e);
    }
    return cores;
  }
}
