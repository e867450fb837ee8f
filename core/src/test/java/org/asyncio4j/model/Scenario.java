package org.asyncio4j.model;

import java.util.List;

/// A primitive, a model of it, and what a task may do with both.
interface Scenario {
  /// These are the workers; none has done anything yet.
  default void begin(List<Worker> workers) {}

  /// Does one thing, chosen at random, and compares what happens with the model. Suspends.
  void act(Worker worker) throws Exception;

  /// Throws unless those who wait now wait for a reason: nothing is ready to run, and nobody runs.
  void checkQuiet();

  /// Throws unless everything is as it should be after all workers have ended.
  void checkEnd();

  /// The worker will do nothing more.
  default void leave(Worker worker) {}
}
