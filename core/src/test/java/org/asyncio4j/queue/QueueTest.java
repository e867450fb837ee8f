package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class QueueTest {
  private final List<String> log = new ArrayList<>();

  /// test_queues::QueueBasicTests::test_order
  @Test
  void givesItemsInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create();
      for (int item : List.of(1, 3, 2)) {
        queue.put(item);
      }
      assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(1, 3, 2);
    });
  }

  /// test_queues::QueueBasicTests::test_empty, test_full, test_maxsize
  @Test
  void tellsHowFullItIs() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create(2);
      assertThat(queue.empty()).isTrue();
      assertThat(queue.full()).isFalse();
      queue.put(1);
      queue.put(2);
      assertThat(queue.empty()).isFalse();
      assertThat(queue.full()).isTrue();
      assertThat(queue.qsize()).isEqualTo(2);
      assertThat(queue.maxsize()).isEqualTo(2);
    });
  }

  /// test_queues::QueueBasicTests::test_maxsize
  @Test
  void withoutABoundItIsNeverFull() {
    VirtualTime.run(() -> {
      for (Queue<Integer> queue : List.of(Queue.<Integer>create(0), Queue.<Integer>create(-1))) {
        for (int i = 0; i < 100; i++) {
          queue.putNowait(i);
        }
        assertThat(queue.full()).isFalse();
      }
    });
  }

  /// test_queues::QueueGetTests::test_blocking_get
  @Test
  void itemThatIsThereIsTakenWithoutGivingWay() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create();
      queue.putNowait(1);
      var _ = createTask(() -> log.add("other"));
      assertThat(queue.get()).isEqualTo(1);
      assertThat(log).isEmpty();
    });
  }

  /// test_queues::QueueGetTests::test_blocking_get_wait
  @Test
  void getWaitsForAnItem() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<String> getter = createTask(queue::get);
      sleep(1);
      assertThat(getter.done()).isFalse();
      queue.putNowait("item");
      assertThat(getter.await()).isEqualTo("item");
    });
  }

  /// test_queues::QueuePutTests::test_blocking_put_wait
  @Test
  void putWaitsForRoom() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.put("first");
      Task<?> putter = createTask(() -> queue.put("second"));
      sleep(1);
      assertThat(putter.done()).isFalse();
      assertThat(queue.getNowait()).isEqualTo("first");
      putter.await();
      assertThat(queue.getNowait()).isEqualTo("second");
    });
  }

  /// test_queues::QueueGetTests::test_nonblocking_get_exception,
  /// QueuePutTests::test_nonblocking_put_exception
  @Test
  void nowaitRefusesInsteadOfWaiting() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create(1);
      assertThatThrownBy(queue::getNowait).isInstanceOf(QueueEmpty.class);
      queue.putNowait(1);
      assertThatThrownBy(() -> queue.putNowait(2))
          .isInstanceOf(QueueFull.class)
          .hasMessageContaining("1");
      assertThat(queue.qsize()).isEqualTo(1);
    });
  }

  @Test
  void nullIsNoItem() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<String> getter = createTask(queue::get);
      yieldNow();
      assertThatThrownBy(() -> putNull(queue)).isInstanceOf(NullPointerException.class);
      assertThat(queue.qsize()).isZero();
      queue.putNowait("item");
      assertThat(getter.await()).isEqualTo("item");
    });
  }

  @SuppressWarnings("NullAway") // what it is about
  private static void putNull(Queue<String> queue) {
    queue.putNowait(null);
  }

  /// test_queues::QueueGetTests::test_get_with_waiting_putters
  @Test
  void puttersAreServedInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      for (String item : List.of("a", "b", "c")) {
        var _ = createTask(() -> queue.put(item));
      }
      yieldNow();
      assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly("a", "b", "c");
    });
  }

  /// test_queues::QueuePutTests::test_put_with_waiting_getters
  @Test
  void gettersAreServedInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      for (String name : List.of("first", "second")) {
        var _ = createTask(() -> log.add(name + " " + queue.get()));
      }
      yieldNow();
      queue.putNowait("a");
      queue.putNowait("b");
      sleep(1);
      assertThat(log).containsExactly("first a", "second b");
    });
  }

  /// test_queues::QueueGetTests::test_why_are_getters_waiting,
  /// QueuePutTests::test_why_are_putters_waiting
  @Test
  void itemsPassThroughABoundedQueueWhateverTheOrder() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create(2);
      Task<?> consumer =
          createTask(() -> {
            for (int i = 0; i < 10; i++) {
              log.add(String.valueOf(queue.get()));
            }
          });
      Task<?> producer =
          createTask(() -> {
            for (int i = 0; i < 10; i++) {
              queue.put(i);
            }
          });
      consumer.await();
      producer.await();
      assertThat(String.join("", log)).isEqualTo("0123456789");
    });
  }

  /// test_queues::_QueueJoinTestMixin::test_task_done_underflow
  @Test
  void moreDoneThanPutInIsRefused() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
      queue.put(1);
      queue.taskDone();
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    });
  }

  /// test_queues::_QueueJoinTestMixin::test_task_done
  @Test
  void joinWaitsUntilAllIsDone() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create();
      for (int i = 0; i < 10; i++) {
        queue.putNowait(i);
      }
      for (int i = 0; i < 2; i++) {
        var _ =
            createTask(() -> {
              while (true) {
                log.add(String.valueOf(queue.get()));
                sleep(1);
                queue.taskDone();
              }
            });
      }
      queue.join();
      assertThat(log).hasSize(10);
      assertThat(VirtualTime.seconds()).isEqualTo(5.0);
    });
  }

  /// test_queues::_QueueJoinTestMixin::test_join_empty_queue
  @Test
  void joinOfAnEmptyQueueReturnsAtOnceAgainAndAgain() {
    VirtualTime.run(() -> {
      Queue<Integer> queue = Queue.create();
      queue.join();
      queue.join();
    });
  }
}
