package org.asyncio4j.queue;

import java.util.ArrayDeque;

/// A queue that gives what was put in last first (`asyncio.LifoQueue`).
///
/// @param <T> the items' type
public final class LifoQueue<T> extends Queue<T> {
  private LifoQueue(int maxsize) {
    super(maxsize, new ArrayDeque<>());
  }

  /// {@return a queue}
  ///
  /// @param <T> the items' type
  /// @param maxsize how many items it holds; without a bound, if 0 or less
  public static <T> LifoQueue<T> create(int maxsize) {
    return new LifoQueue<>(maxsize);
  }

  @Override
  void add(java.util.Queue<T> items, T item) {
    ((ArrayDeque<T>) items).push(item);
  }
}
