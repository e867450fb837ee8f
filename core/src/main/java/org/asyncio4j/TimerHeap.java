package org.asyncio4j;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The loop's timers, earliest first; equal deadlines in order of creation. On the loop.
///
/// A heap with four children a node, in which each timer knows its place: a cancelled one leaves at
/// once, so that a million timeouts that never fire leave nothing behind.
final class TimerHeap {
  private static final int SMALLEST = 64;

  private @Nullable TimerHandle[] heap = new @Nullable TimerHandle[SMALLEST];
  private int size;
  private long added;

  void add(TimerHandle timer) {
    timer.number = added++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    up(size++, timer);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  TimerHandle first() {
    return at(0);
  }

  /// Takes `timer` out, if it is in.
  void remove(TimerHandle timer) {
    int place = timer.place;
    if (place < 0) {
      return;
    }
    timer.place = -1;
    TimerHandle last = at(--size);
    heap[size] = null;
    if (last != timer) {
      down(place, last);
      if (last.place == place) {
        up(place, last);
      }
    }
    if (size < heap.length / 4 && heap.length > SMALLEST) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).place = -1;
    }
    heap = new @Nullable TimerHandle[SMALLEST];
    size = 0;
  }

  private TimerHandle at(int place) {
    return Objects.requireNonNull(heap[place]);
  }

  private void up(int place, TimerHandle timer) {
    while (place > 0) {
      int parent = (place - 1) >> 2;
      TimerHandle above = at(parent);
      if (!before(timer, above)) {
        break;
      }
      put(place, above);
      place = parent;
    }
    put(place, timer);
  }

  private void down(int place, TimerHandle timer) {
    while (true) {
      int child = (place << 2) + 1;
      if (child >= size) {
        break;
      }
      int best = child;
      for (int next = child + 1; next < Math.min(child + 4, size); next++) {
        if (before(at(next), at(best))) {
          best = next;
        }
      }
      if (!before(at(best), timer)) {
        break;
      }
      put(place, at(best));
      place = best;
    }
    put(place, timer);
  }

  private void put(int place, TimerHandle timer) {
    heap[place] = timer;
    timer.place = place;
  }

  private static boolean before(TimerHandle a, TimerHandle b) {
    return a.when < b.when || (a.when == b.when && a.number < b.number);
  }
}
