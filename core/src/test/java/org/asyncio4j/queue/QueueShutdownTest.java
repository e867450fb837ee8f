package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class QueueShutdownTest {
  private static void assertShut(Queue<String> queue) {
    assertThatThrownBy(queue::get).isInstanceOf(QueueShutDown.class);
    assertThatThrownBy(queue::getNowait).isInstanceOf(QueueShutDown.class);
    assertThatThrownBy(() -> queue.put("late")).isInstanceOf(QueueShutDown.class);
    assertThatThrownBy(() -> queue.putNowait("late")).isInstanceOf(QueueShutDown.class);
  }

  /// test_queues::_QueueShutdownTestMixin::test_shutdown_empty
  @Test
  void ofAnEmptyQueueEndsThoseWhoWaitForItems() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<String> getter = createTask(queue::get);
      yieldNow();
      queue.shutdown();
      assertThatThrownBy(getter::await).isInstanceOf(QueueShutDown.class);
      assertShut(queue);
    });
  }

  /// test_queues::_QueueShutdownTestMixin::test_shutdown_nonempty
  @Test
  void letsWhatIsInBeTaken() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.put("item");
      Task<?> putter = createTask(() -> queue.put("blocked"));
      Task<?> joiner = createTask(queue::join);
      yieldNow();
      queue.shutdown();
      assertThatThrownBy(putter::await).isInstanceOf(QueueShutDown.class);
      assertThatThrownBy(() -> queue.put("late")).isInstanceOf(QueueShutDown.class);
      assertThat(queue.get()).isEqualTo("item");
      assertThat(joiner.done()).isFalse();
      queue.taskDone();
      joiner.await();
      assertShut(queue);
    });
  }

  /// test_queues::_QueueShutdownTestMixin::test_shutdown_immediate
  @Test
  void atOnceDropsWhatIsInAndEndsTheJoin() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      queue.put("dropped");
      Task<?> joiner = createTask(queue::join);
      yieldNow();
      queue.shutdown(true);
      assertThat(queue.qsize()).isZero();
      joiner.await();
      assertShut(queue);
      assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    });
  }

  /// test_queues::_QueueShutdownTestMixin::test_shutdown_immediate_with_unfinished
  @Test
  void atOnceLeavesTheJoinWaitingForWhatWasHandedOut() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      queue.put("handed out");
      queue.put("dropped");
      assertThat(queue.get()).isEqualTo("handed out");
      Task<?> joiner = createTask(queue::join);
      yieldNow();
      queue.shutdown(true);
      yieldNow();
      assertThat(joiner.done()).isFalse();
      queue.taskDone();
      joiner.await();
    });
  }

  @Test
  void canBeMadeImmediateLater() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      queue.put("item");
      queue.shutdown();
      queue.shutdown();
      assertThat(queue.qsize()).isEqualTo(1);
      queue.shutdown(true);
      assertShut(queue);
    });
  }

  /// _QueueShutdownTestMixin runs for all three kinds
  @Test
  void worksForTheOtherQueuesToo() {
    VirtualTime.run(() -> {
      for (Queue<String> queue :
          List.of(LifoQueue.<String>create(0), PriorityQueue.<String>createNatural(0))) {
        queue.put("item");
        queue.shutdown();
        assertThat(queue.get()).isEqualTo("item");
        assertShut(queue);
      }
    });
  }

  /// test_queues::_QueueShutdownTestMixin::test_shutdown_immediate_put
  @Test
  void atOnceEndsThoseWhoWaitForRoom() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.put("dropped");
      Task<?> putter = createTask(() -> queue.put("blocked"));
      yieldNow();
      queue.shutdown(true);
      assertThatThrownBy(putter::await).isInstanceOf(QueueShutDown.class);
      assertThat(queue.empty()).isTrue();
      queue.join();
      assertShut(queue);
    });
  }
}
