package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What other threads give a loop to run, in order of arrival. Any thread adds; the loop takes.
///
/// A stack that is taken whole and turned round: adding is one compare-and-set, and closing is one
/// too, after which nothing gets in. So each entry is run, or refused, or dropped by the close
/// itself.
final class Inbox {
  /// Only [#CLOSED] has no handle.
  private record Entry(@Nullable Handle handle, @Nullable Entry earlier) {}

  private static final Entry CLOSED = new Entry(null, null);

  private final AtomicReference<@Nullable Entry> latest = new AtomicReference<>();

  /// {@return false when the inbox is closed}
  boolean add(Handle handle) {
    while (true) {
      Entry before = latest.get();
      if (before == CLOSED) {
        return false;
      }
      if (latest.compareAndSet(before, new Entry(handle, before))) {
        return true;
      }
    }
  }

  boolean isEmpty() {
    return latest.get() == null;
  }

  /// Moves everything to `ready`. On the loop.
  void drainTo(ReadyQueue ready) {
    if (latest.get() == null) {
      return;
    }
    Entry inOrder = null;
    for (Entry e = latest.getAndSet(null); e != null; e = e.earlier()) {
      inOrder = new Entry(e.handle(), inOrder);
    }
    for (Entry e = inOrder; e != null; e = e.earlier()) {
      ready.add(Objects.requireNonNull(e.handle()));
    }
  }

  /// Refuses everything from now on, and drops what is in.
  void close() {
    latest.set(CLOSED);
  }
}
