package org.asyncio4j.cli;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `top` shows at a time.
///
/// @param at when it was seen, by `System.nanoTime()`
/// @param loops each with what was seen of it
record Screenful(long at, List<Loop> loops) {
  static final Screenful NONE = new Screenful(0, List.of());

  private static final int LONGEST_WAITS = 10;

  /// One loop.
  ///
  /// @param info what it does
  /// @param stepsPerSecond since the last look
  /// @param census its tasks by state
  /// @param slowest its slowest steps since the last look
  record Loop(LoopInfo info, double stepsPerSecond, Census census, List<Inspection.Step> slowest) {}

  static Screenful of(Inspection inspection, Screenful before) throws InspectionException {
    Map<Long, Long> stepsBefore = new HashMap<>();
    before.loops.forEach(loop -> stepsBefore.put(loop.info().number(), loop.info().steps()));
    long now = System.nanoTime();
    List<Loop> loops = new ArrayList<>();
    for (LoopInfo info : inspection.loops()) {
      long since = info.steps() - stepsBefore.getOrDefault(info.number(), info.steps());
      loops.add(
          new Loop(
              info,
              since / Math.max(1e-9, (now - before.at) / 1e9),
              inspection.census(info, LONGEST_WAITS),
              inspection.slowestSteps(info)));
    }
    return new Screenful(now, loops);
  }

  /// As lines, `most` of them.
  List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    lines.add(
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
            + "  "
            + loops.size()
            + (loops.size() == 1 ? " loop" : " loops"));
    int each = loops.isEmpty() ? 0 : Math.max(6, (most - 1) / loops.size());
    for (Loop loop : loops) {
      List<String> ofLoop = lines(loop);
      lines.addAll(ofLoop.subList(0, Math.min(each, ofLoop.size())));
    }
    return lines.subList(0, Math.min(most, lines.size()));
  }

  private static List<String> lines(Loop loop) {
    List<String> lines = new ArrayList<>();
    LoopInfo info = loop.info();
    lines.add(info.describe());
    lines.add(
        "  lag "
            + Durations.text(info.lagNanos())
            + String.format(Locale.ROOT, ", %,.0f steps/s", loop.stepsPerSecond()));
    List<String> counts = new ArrayList<>();
    loop.census().counts().forEach((kind, count) -> counts.add(count + " " + kind));
    lines.add("  tasks: " + String.join(", ", counts));
    info.stack().forEach(frame -> lines.add("    at " + frame));
    if (!loop.slowest().isEmpty()) {
      lines.add("  slowest steps");
      loop.slowest().stream()
          .limit(5)
          .forEach(step -> lines.add(row(Durations.text(step.nanos()), step.whose())));
    }
    if (!loop.census().longest().isEmpty()) {
      lines.add("  longest waits");
      for (TaskInfo task : loop.census().longest()) {
        lines.add(
            row(
                task.nanos() < 0 ? "" : Durations.text(task.nanos()),
                "task '" + task.name() + "' waits for " + task.waitsFor()));
      }
    }
    return lines;
  }

  private static String row(String time, String what) {
    return String.format(Locale.ROOT, "    %8s  %s", time, what);
  }
}
