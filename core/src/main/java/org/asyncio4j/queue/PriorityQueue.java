package org.asyncio4j.queue;

import java.util.Comparator;

/// A queue that gives its smallest item first (`asyncio.PriorityQueue`). Equal items come in any
/// order.
///
/// @param <T> the items' type
public final class PriorityQueue<T> extends Queue<T> {
  private PriorityQueue(int maxsize, Comparator<? super T> order) {
    super(maxsize, new java.util.PriorityQueue<>(order));
  }

  /// {@return a queue in the items' natural order}
  ///
  /// @param <T> the items' type
  /// @param maxsize how many items it holds; without a bound, if 0 or less
  public static <T extends Comparable<? super T>> PriorityQueue<T> createNatural(int maxsize) {
    return new PriorityQueue<>(maxsize, Comparator.naturalOrder());
  }

  /// {@return a queue in an order of the caller's choice}
  ///
  /// @param <T> the items' type
  /// @param maxsize how many items it holds; without a bound, if 0 or less
  /// @param order which item is smaller
  public static <T> PriorityQueue<T> create(int maxsize, Comparator<? super T> order) {
    return new PriorityQueue<>(maxsize, order);
  }
}
