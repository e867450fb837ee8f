package org.asyncio4j;

import java.util.Objects;
import org.asyncio4j.spi.ReadyOrder;
import org.jspecify.annotations.Nullable;

/// What is ready to run, in order: fibers that go on, and handles of callbacks. A ring that grows.
/// On the loop.
final class ReadyQueue {
  private @Nullable Object[] ring = new @Nullable Object[256]; // the length is a power of two
  private int head;
  private int size;

  void add(Object entry) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size++) & (ring.length - 1)] = entry;
  }

  Object first() {
    return Objects.requireNonNull(ring[head]);
  }

  Object removeFirst() {
    Object entry = Objects.requireNonNull(ring[head]);
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return entry;
  }

  /// Takes out `entry`, looking for it from the end.
  ///
  /// @return where it was, from 0 for the first; -1 when it was not there
  int remove(Object entry) {
    int mask = ring.length - 1;
    int place = size - 1;
    while (place >= 0 && ring[(head + place) & mask] != entry) {
      place--;
    }
    if (place >= 0) {
      for (int i = place; i < size - 1; i++) {
        ring[(head + i) & mask] = ring[(head + i + 1) & mask];
      }
      ring[(head + --size) & mask] = null;
    }
    return place;
  }

  /// How many tasks are ready, about: it changes meanwhile. Any thread.
  int tasks() {
    int tasks = 0;
    for (Object entry : ring) {
      if (entry instanceof Fiber fiber && fiber.task != null) {
        tasks++;
      }
    }
    return tasks;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    ring = new @Nullable Object[256];
    head = 0;
    size = 0;
  }

  /// Puts the first `count` entries in the order that `order` picks.
  void reorder(int count, ReadyOrder order) {
    int mask = ring.length - 1;
    for (int done = 0; done + 1 < count; done++) {
      int left = count - done;
      int pick = Objects.checkIndex(order.pick(left), left);
      Object chosen = ring[(head + done + pick) & mask];
      for (int i = done + pick; i > done; i--) {
        ring[(head + i) & mask] = ring[(head + i - 1) & mask];
      }
      ring[(head + done) & mask] = chosen;
    }
  }

  private void grow() {
    @Nullable Object[] wider = new @Nullable Object[ring.length * 2];
    int tail = ring.length - head;
    System.arraycopy(ring, head, wider, 0, tail);
    System.arraycopy(ring, 0, wider, tail, head);
    ring = wider;
    head = 0;
  }
}
