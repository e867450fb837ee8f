package org.asyncio4j.cli;

import java.util.List;
import java.util.Locale;

/// What a process says of one of its loops.
///
/// @param number which loop of the process it is
/// @param threadId of its thread, as thread dumps show it; 0 while it does not run
/// @param thread the name of that thread
/// @param engine `confined` or `baton`
/// @param status `running`, `idle`, `stuck` or `stopped`
/// @param debug whether debug mode is on
/// @param lagNanos how late it is
/// @param heldNanos for how long, at least, its present step has gone on; 0 unless it is stuck
/// @param culprit whose step that is
/// @param culpritNumber which task that is; 0 for none
/// @param steps how many steps it has begun
/// @param tasks how many tasks are not done
/// @param stack where the step is that does not end
record LoopInfo(
    long number,
    long threadId,
    String thread,
    String engine,
    String status,
    boolean debug,
    long lagNanos,
    long heldNanos,
    String culprit,
    long culpritNumber,
    long steps,
    long tasks,
    List<String> stack) {

  static LoopInfo of(Fields line) {
    return new LoopInfo(
        line.number(),
        line.number(),
        line.text(),
        line.text(),
        line.text().toLowerCase(Locale.ROOT),
        Boolean.parseBoolean(line.text()),
        line.number(),
        line.number(),
        line.text(),
        line.number(),
        line.number(),
        line.number(),
        line.rest());
  }

  boolean stuck() {
    return status.equals("stuck");
  }

  /// What a reader knows it by.
  String name() {
    return thread.isEmpty() ? "loop " + number : thread;
  }

  /// One sentence about it.
  String describe() {
    String state = stuck() ? "stuck for " + Durations.text(heldNanos) + " in " + culprit : status;
    return name()
        + " ("
        + engine
        + (debug ? ", debug" : "")
        + "): "
        + state
        + ", "
        + tasks
        + (tasks == 1 ? " task" : " tasks");
  }
}
