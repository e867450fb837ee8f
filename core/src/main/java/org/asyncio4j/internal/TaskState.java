package org.asyncio4j.internal;

import java.util.List;

/// What the tools are told of a task.
///
/// @param number which task of the process it is
/// @param name its name
/// @param kind what it does
/// @param waitsFor a name for what it waits for; empty for nothing
/// @param nanos for how long it has done so, about; -1 when nobody knows
/// @param needs the tasks that it waits for, the first of them if there are many
/// @param awaitedBy the tasks that wait for it, the first of them if there are many
public record TaskState(
    long number,
    String name,
    Kind kind,
    String waitsFor,
    long nanos,
    List<Long> needs,
    List<Long> awaitedBy) {

  /// What a task does.
  public enum Kind {
    /// This is its step.
    RUNNING,

    /// It runs in its turn.
    READY,

    /// It sleeps.
    SLEEP,

    /// It waits for a future that the program sets.
    FUTURE,

    /// It waits for other tasks: one, a group, several.
    TASK,

    /// It waits for a lock, queue or the like.
    PRIMITIVE,

    /// It waits for what another thread does, or is in a blocking call while others run.
    THREAD
  }
}
