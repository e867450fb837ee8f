package org.asyncio4j.internal;

import java.util.List;

/// What the tools are told of a loop.
///
/// @param number which loop of the process it is
/// @param threadId of its thread, as thread dumps show it; 0 while it does not run
/// @param thread the name of that thread; empty while it does not run
/// @param engine `confined` or `baton`
/// @param status what it does
/// @param debug whether debug mode is on
/// @param lagNanos how late it is
/// @param heldNanos for how long, at least, its present step has gone on; 0 unless it is stuck
/// @param culprit whose step that is; empty unless it is stuck
/// @param culpritNumber which task that is; 0 for none
/// @param stack where that step is; empty unless it is stuck
/// @param steps how many steps it has begun since it was made
/// @param tasks how many tasks are not done
public record LoopState(
    long number,
    long threadId,
    String thread,
    String engine,
    Status status,
    boolean debug,
    long lagNanos,
    long heldNanos,
    String culprit,
    long culpritNumber,
    List<StackTraceElement> stack,
    long steps,
    int tasks) {

  /// What a loop does.
  public enum Status {
    /// It has work to do.
    RUNNING,

    /// It waits.
    IDLE,

    /// One of its steps does not end.
    STUCK,

    /// Nobody runs it.
    STOPPED
  }
}
