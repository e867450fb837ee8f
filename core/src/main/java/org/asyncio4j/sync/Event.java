package org.asyncio4j.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import org.asyncio4j.Future;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// A flag that tasks wait for (`asyncio.Event`).
public final class Event {
  private final Binding binding = Internals.get().newBinding();
  private final Deque<Future<@Nullable Void>> waiting = new ArrayDeque<>();
  private boolean set;

  private Event() {}

  /// {@return an event, not set}
  public static Event create() {
    return new Event();
  }

  /// {@return whether it is set}
  public boolean isSet() {
    binding.check();
    return set;
  }

  /// Sets it: all who wait now go on, even if it is cleared before they do. Does nothing if it is
  /// set already.
  public void set() {
    binding.check();
    if (!set) {
      for (Future<@Nullable Void> waiter : waiting) {
        if (!waiter.done()) {
          waiter.setResult(null);
        }
      }
      set = true;
    }
  }

  /// Clears it: those who come now wait.
  public void clear() {
    binding.check();
    set = false;
  }

  /// Suspends until it is set; not at all if it is.
  public void await() {
    if (isSet()) {
      return;
    }
    Future<@Nullable Void> waiter = Internals.get().newFuture(this);
    waiting.add(waiter);
    try {
      waiter.await();
    } finally {
      waiting.remove(waiter);
    }
  }

  /// {@return whether it is set, and how many wait for it}
  @Override
  public String toString() {
    return "<Event " + (set ? "set" : "unset") + Waiters.text(waiting) + ">";
  }
}
