package org.asyncio4j.sync;

import java.util.Collection;

/// How many wait, as a description says it. Any thread: the tools look while the loop stands still.
final class Waiters {
  private Waiters() {}

  static String text(Collection<?> waiting) {
    return waiting.isEmpty() ? "" : " waiters=" + waiting.size();
  }
}
