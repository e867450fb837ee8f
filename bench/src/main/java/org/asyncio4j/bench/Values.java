package org.asyncio4j.bench;

import org.asyncio4j.generator.Generator;
import org.asyncio4j.generator.Step.Yielded;

/// The values of a generator.
final class Values {
  private Values() {}

  /// {@return the sum of `count` ones that a generator yields}
  static int sum(int count) {
    Generator<Integer, ?, ?> ones =
        Generator.<Integer, Object>of(out -> {
          for (int i = 0; i < count; i++) {
            out.yield(1);
          }
        });
    int sum = 0;
    while (ones.next() instanceof Yielded<Integer, ?> yielded) {
      sum += yielded.value();
    }
    return sum;
  }
}
