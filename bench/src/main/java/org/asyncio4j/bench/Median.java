package org.asyncio4j.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// The number in the middle: what one bad minute of the machine does not move.
final class Median {
  private Median() {}

  /// {@return the median of one of the numbers of at least one thing}
  static <T> double of(List<T> things, ToDoubleFunction<T> number) {
    double[] sorted = things.stream().mapToDouble(number).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
