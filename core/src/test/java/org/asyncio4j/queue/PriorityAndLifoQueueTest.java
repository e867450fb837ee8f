package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class PriorityAndLifoQueueTest {
  private static <T> List<T> drain(Queue<T> queue) {
    List<T> items = new ArrayList<>();
    while (!queue.empty()) {
      items.add(queue.getNowait());
    }
    return items;
  }

  /// test_queues::LifoQueueTests::test_order
  @Test
  void lifoGivesTheLastFirst() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = LifoQueue.create(0);
      for (int item : List.of(1, 3, 2)) {
        queue.put(item);
      }
      assertThat(drain(queue)).containsExactly(2, 3, 1);
    });
  }

  /// test_queues::PriorityQueueTests::test_order
  @Test
  void priorityGivesTheSmallestFirst() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = PriorityQueue.createNatural(0);
      for (int item : List.of(1, 3, 2)) {
        queue.put(item);
      }
      assertThat(drain(queue)).containsExactly(1, 2, 3);
    });
  }

  @Test
  void priorityTakesAnOrderOfTheCallersChoice() {
    VirtualTime.run(() -> {
      Queue<String> queue = PriorityQueue.create(0, Comparator.comparingInt(String::length));
      for (String item : List.of("ccc", "a", "bb")) {
        queue.put(item);
      }
      assertThat(drain(queue)).containsExactly("a", "bb", "ccc");
    });
  }

  @Test
  void boundedOnesMakePuttersWait() {
    VirtualTime.run(() -> {
      for (Queue<Integer> queue :
          List.of(LifoQueue.<Integer>create(1), PriorityQueue.<Integer>createNatural(1))) {
        queue.put(2);
        Task<?> putter = createTask(() -> queue.put(1));
        yieldNow();
        assertThat(putter.done()).isFalse();
        assertThat(queue.getNowait()).isEqualTo(2);
        putter.await();
        assertThat(queue.getNowait()).isEqualTo(1);
      }
    });
  }

  /// test_queues::LifoQueueJoinTests, PriorityQueueJoinTests
  @Test
  void joinWorksForBoth() {
    VirtualTime.run(() -> {
      for (Queue<Integer> queue :
          List.of(LifoQueue.<Integer>create(0), PriorityQueue.<Integer>createNatural(0))) {
        queue.putNowait(1);
        Task<?> joiner = createTask(queue::join);
        yieldNow();
        assertThat(joiner.done()).isFalse();
        queue.getNowait();
        queue.taskDone();
        joiner.await();
      }
    });
  }

  /// Where CPython leaves an item that cannot be compared in its heap
  @Test
  void itemThatCannotBeComparedIsRefusedAndChangesNothing() {
    VirtualTime.run(() -> {
      Queue<String> queue = PriorityQueue.create(3, Comparator.comparingInt(Integer::parseInt));
      queue.put("2");
      assertThatThrownBy(() -> queue.put("x")).isInstanceOf(NumberFormatException.class);
      Task<?> joiner = createTask(queue::join);
      queue.put("1");
      assertThat(drain(queue)).containsExactly("1", "2");
      queue.taskDone();
      queue.taskDone();
      joiner.await();
    });
  }
}
