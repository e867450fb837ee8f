package org.asyncio4j.debug;

/// How the command line tools (`./asyncio ps`, `pstree`, `top`) look into a process. They make an
/// [Inspector] there when they come and remove it when they go.
///
/// Answers are lines, their fields separated by tabs; backslash, tab and line break in a field are
/// written `\\`, `\t` and `\n`. Only tools with the same [format][#getFormat()] understand them.
/// Loops and tasks have the numbers that the process gave them. Any thread.
public interface InspectorMXBean {
  /// {@return which format the answers have} It changes when they do.
  int getFormat();

  /// {@return whether nobody has asked for anything for a minute} What was begun is then ended, and
  /// the next tool removes this.
  boolean isAbandoned();

  /// {@return a line for each loop: number, thread number, thread name, engine, status, debug, lag,
  /// time held, culprit, culprit's number, steps, tasks, and a field for each frame of the culprit}
  /// Times are in nanoseconds.
  String loops();

  /// Begins to go through the tasks of a loop.
  ///
  /// @param loop which one
  /// @return a number for [#tasks], [#stacks] and [#end]; 0 when there is no such loop any more
  long walk(long loop);

  /// {@return a line for each of the next tasks: number, name, kind, what it waits for, for how
  /// long in nanoseconds or -1, the tasks it needs, the tasks that wait for it, both separated by
  /// commas; empty at the end}
  ///
  /// @param walk from [#walk]
  String tasks(long walk);

  /// {@return a line for each of `tasks`: number, and a field for each frame, innermost first}
  ///
  /// @param walk which has gone past them
  /// @param tasks their numbers
  String stacks(long walk, long[] tasks);

  /// Forgets a walk.
  ///
  /// @param walk from [#walk]
  void end(long walk);

  /// {@return a line with the number of tasks of each kind, and then lines as of [#tasks], for the
  /// tasks that have waited longest}
  ///
  /// @param loop which one
  /// @param longest how many of those to tell of
  String census(long loop, int longest);

  /// Has every loop time its steps; the sooner of `seconds` and the end of the process ends it.
  ///
  /// @param seconds for how long; asking again makes it longer, 0 ends it
  void timeSteps(int seconds);

  /// {@return a line for each of the slowest steps since the last call: nanoseconds, whose; the
  /// slowest first}
  ///
  /// @param loop which one
  String slowestSteps(long loop);
}
