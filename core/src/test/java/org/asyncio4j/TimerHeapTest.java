package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {
  private final EventLoop loop = VirtualTime.newLoop();
  private final TimerHeap heap = new TimerHeap();

  @AfterEach
  void close() {
    loop.close();
  }

  private TimerHandle timer(long when) {
    return new TimerHandle(loop, when, () -> {}, new Context());
  }

  /// How many timers fit in `heap` as it is.
  static int capacity(TimerHeap heap) {
    try {
      Field array = TimerHeap.class.getDeclaredField("heap");
      array.setAccessible(true);
      return Array.getLength(array.get(heap));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the heap has changed", e);
    }
  }

  /// A sorted set by deadline and order of arrival does the same, slowly.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsASortedSet(long seed) {
    Random random = new Random(seed);
    TreeSet<TimerHandle> model =
        new TreeSet<>(
            Comparator.comparingLong(TimerHandle::when).thenComparingLong(timer -> timer.number));
    List<TimerHandle> all = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      // Grows and shrinks in waves of a thousand steps.
      boolean grow = random.nextInt(10) < (step / 1000 % 2 == 0 ? 8 : 2);
      if (grow || model.isEmpty()) {
        TimerHandle added = timer(random.nextInt(100));
        heap.add(added);
        model.add(added);
        all.add(added);
      } else if (random.nextBoolean()) {
        TimerHandle first = heap.first();
        heap.remove(first);
        assertThat(first).isSameAs(model.pollFirst());
      } else {
        TimerHandle any = all.get(random.nextInt(all.size())); // may be out already
        heap.remove(any);
        model.remove(any);
      }
      assertThat(heap.size()).isEqualTo(model.size());
      assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
      if (!model.isEmpty()) {
        assertThat(heap.first()).isSameAs(model.first());
      }
    }
    while (!model.isEmpty()) {
      TimerHandle first = heap.first();
      assertThat(first).isSameAs(model.pollFirst());
      heap.remove(first);
    }
    assertThat(heap.isEmpty()).isTrue();
  }

  @Test
  void equalDeadlinesComeOutInOrderOfArrival() {
    List<TimerHandle> in = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      TimerHandle timer = timer(1);
      in.add(timer);
      heap.add(timer);
    }
    List<TimerHandle> out = new ArrayList<>();
    while (!heap.isEmpty()) {
      TimerHandle first = heap.first();
      heap.remove(first);
      out.add(first);
    }
    assertThat(out).containsExactlyElementsOf(in);
  }

  @Test
  void removingTwiceIsRemovingOnce() {
    TimerHandle one = timer(1);
    TimerHandle two = timer(2);
    heap.add(one);
    heap.add(two);
    heap.remove(one);
    heap.remove(one);
    assertThat(heap.size()).isEqualTo(1);
    assertThat(heap.first()).isSameAs(two);
  }

  @Test
  void aTimerFromAnotherLifeIsIgnored() {
    TimerHandle one = timer(1);
    heap.add(one);
    heap.clear();
    assertThat(heap.isEmpty()).isTrue();
    heap.add(timer(2));
    heap.remove(one);
    assertThat(heap.size()).isEqualTo(1);
  }

  @Test
  void theExtremesOfTimeAreInOrder() {
    TimerHandle last = timer(Long.MAX_VALUE);
    TimerHandle zero = timer(0);
    TimerHandle first = timer(Long.MIN_VALUE);
    heap.add(last);
    heap.add(zero);
    heap.add(first);
    for (TimerHandle expected : List.of(first, zero, last)) {
      assertThat(heap.first()).isSameAs(expected);
      heap.remove(expected);
    }
  }

  @Test
  void anEmptyHeapIsSmallAgain() {
    int before = capacity(heap);
    List<TimerHandle> timers = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      TimerHandle timer = timer(i);
      timers.add(timer);
      heap.add(timer);
    }
    assertThat(capacity(heap)).isGreaterThanOrEqualTo(100_000);
    timers.forEach(heap::remove);
    assertThat(capacity(heap)).isEqualTo(before);
  }
}
