package org.asyncio4j.internal;

/// A task, or else a loop: it closes at its end what was started in it and has not ended.
public interface Owner {
  /// Has this close `owned`. On the loop.
  ///
  /// @param owned what is to be closed
  void add(AutoCloseable owned);

  /// Takes [#add] back. On the loop.
  ///
  /// @param owned what need not be closed any more
  void remove(AutoCloseable owned);

  /// Closes `owned`, which nobody uses any more, soon, in a task of its own. Any thread.
  ///
  /// @param owned what is to be closed
  void closeSoon(AutoCloseable owned);

  /// {@return whether this is a task, which ends sooner or later, and not a loop}
  boolean isTask();

  /// Throws unless the caller may touch what belongs to the loop.
  void checkThread();
}
