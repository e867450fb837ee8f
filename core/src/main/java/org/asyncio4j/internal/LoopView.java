package org.asyncio4j.internal;

import java.util.List;
import java.util.Map;
import org.asyncio4j.debug.Instrument;

/// One loop of the process, for the tools: any thread may look at it.
///
/// What can be asked on the loop itself is asked there, a few milliseconds at a time. A loop that
/// is stuck in a step, or does not run, is read from the asking thread while it stands still.
public interface LoopView {
  /// {@return which loop of the process it is, from 1}
  long number();

  /// {@return how the loop does} Takes a third of a second when it is stuck.
  LoopState state();

  /// {@return all tasks, to be gone through piece by piece}
  TaskWalk tasks();

  /// {@return how many tasks there are of each kind}
  ///
  /// @param longest how many of those that have waited longest are told of one by one
  Census census(int longest);

  /// Has `instrument` be told of what the loop does, as soon as it answers.
  ///
  /// @param instrument the new one
  void addInstrument(Instrument instrument);

  /// Takes [#addInstrument] back, as soon as the loop answers.
  ///
  /// @param instrument what was added
  void removeInstrument(Instrument instrument);

  /// How many tasks there are.
  ///
  /// @param counts of each kind that there are any of
  /// @param longest those that have waited longest, the longest first
  record Census(Map<TaskState.Kind, Integer> counts, List<TaskState> longest) {}
}
