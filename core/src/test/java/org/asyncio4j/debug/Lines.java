package org.asyncio4j.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A recording as text, to compare with.
final class Lines {
  private Lines() {}

  /// The spans of each task and loop: "0..1000 sleep 1000" are milliseconds since the first one
  /// began.
  static Map<String, List<String>> of(Timeline timeline) {
    Map<String, List<String>> lines = new TreeMap<>();
    Recording recording = timeline.recording();
    long[] first = {Long.MAX_VALUE};
    for (Recording.Loop loop : recording.loops()) {
      loop.read(span -> first[0] = Math.min(first[0], span.start()));
    }
    for (Recording.Loop loop : recording.loops()) {
      Map<Long, String> names = new TreeMap<>(Map.of(SpanReader.LOOP, loop.name()));
      loop.tasks().forEach(task -> names.put(task.number(), task.name()));
      loop.read(span ->
          lines
              .computeIfAbsent(String.valueOf(names.get(span.task())), _ -> new ArrayList<>())
              .add(line(loop, names, span, first[0])));
    }
    return lines;
  }

  private static String line(
      Recording.Loop loop, Map<Long, String> names, SpanReader.Span span, long first) {
    return millis(span.start() - first)
        + ".."
        + millis(span.end() - first)
        + " "
        + what(loop, names, span);
  }

  private static long millis(long nanos) {
    return Math.round(nanos / 1e6);
  }

  private static String what(Recording.Loop loop, Map<Long, String> names, SpanReader.Span span) {
    long value = WaitDetail.value(span.detail());
    return switch (span.kind()) {
      case SLEEP -> "sleep " + millis(value);
      case TASK -> "awaits " + names.get(value);
      case FUTURE, PRIMITIVE, CALLBACK -> loop.name(span.detail());
      case READY -> "ready" + by(names, span.by());
      case RUNNING -> "runs";
      case IDLE -> "idle";
      case UNKNOWN -> "suspended";
    };
  }

  private static String by(Map<Long, String> names, long by) {
    if (by == LoopRecorder.NOBODY) {
      return "";
    }
    return " by " + (by == LoopRecorder.CALLBACK ? "a callback" : names.get(by));
  }
}
