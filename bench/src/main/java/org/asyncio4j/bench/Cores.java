package org.asyncio4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which core is the server's, and which the load's: neither takes time from the other.
///
/// @param server what stands before a server's command
/// @param load what stands before the command of the load
/// @param text where they run, in words
record Cores(List<String> server, List<String> load, String text) {
  /// {@return the first two cores that this process may use}
  static Cores find() throws IOException {
    Tool taskset = Tool.onPath("taskset");
    if (!taskset.isThere()) {
      return new Cores(
          List.of(), List.of(), "server and load share all cores: " + taskset.missing());
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String title = "Cpus_allowed_list:";
      String list = lines.filter(line -> line.startsWith(title)).findAny().orElse(title + "0");
      return of(taskset, parse(list.substring(title.length()).strip()));
    }
  }

  private static Cores of(Tool taskset, List<Integer> allowed) {
    int first = allowed.getFirst();
    int second = allowed.size() > 1 ? allowed.get(1) : first;
    return new Cores(
        taskset.with("-c", Integer.toString(first)).command(),
        taskset.with("-c", Integer.toString(second)).command(),
        first == second
            ? "server and load share the only core"
            : "server on core " + first + ", load on core " + second);
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
