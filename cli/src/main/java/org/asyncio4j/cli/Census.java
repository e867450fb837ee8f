package org.asyncio4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How many tasks a loop has of each kind.
///
/// @param counts of each kind, in the order in which they are shown
/// @param longest those that have waited longest, the longest first
record Census(Map<String, Long> counts, List<TaskInfo> longest) {
  private static final List<String> KINDS =
      List.of("running", "ready", "on sleep", "on future", "on task", "on primitive", "on thread");

  static Census of(String text, LoopInfo loop) {
    List<Fields> lines = Fields.lines(text);
    Map<String, Long> counts = new LinkedHashMap<>();
    if (lines.isEmpty()) { // the loop was closed meanwhile
      return new Census(counts, List.of());
    }
    KINDS.forEach(kind -> counts.put(kind, lines.getFirst().number()));
    return new Census(
        counts,
        lines.subList(1, lines.size()).stream().map(line -> TaskInfo.of(line, loop)).toList());
  }
}
