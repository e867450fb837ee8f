package org.asyncio4j.spi;

/// In which order a loop runs what is ready. Without one the order is that of becoming ready, as in
/// asyncio; a test gives a seeded order to shake out programs that depend on more than they are
/// promised.
@FunctionalInterface
public interface ReadyOrder {
  /// Chooses what runs next of what is ready in this iteration.
  ///
  /// @param size how many are left in this iteration, at least 2
  /// @return which of them is next, from 0 (ready for longest) to `size - 1`
  int pick(int size);
}
