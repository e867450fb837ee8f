package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.util.List;

/// Tasks that wait for each other in a circle, or a whole loop that waits while nothing is left
/// that could end the wait. On the loop.
final class Deadlock {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j");

  private Deadlock() {}

  /// Called when every task of `loop` has been waiting for a while, with no timer set.
  static void reportIfAny(EventLoop loop) {
    if (!loop.scheduler.restsForGood()) {
      return;
    }
    List<Task<?>> tasks = loop.tasks.all();
    List<Task<?>> cycle = AwaitGraph.cycle(tasks);
    if (!cycle.isEmpty()) {
      LOG.log(
          WARNING,
          "Deadlock in {0}: these tasks wait for each other, and none will ever go on. Cancel one of them:{1}",
          loop,
          TaskLines.of(cycle, TaskLines::place));
    } else if (!tasks.isEmpty()
        && loop.isLeftAlone()
        && tasks.stream().noneMatch(AwaitGraph::waitsForOutside)) {
      LOG.log(
          WARNING,
          "Deadlock in {0}: every task waits, and no timer, I/O, signal handler or other thread is left that could"
              + " wake one:{1}",
          loop,
          TaskLines.of(tasks, TaskLines::place));
    }
  }
}
