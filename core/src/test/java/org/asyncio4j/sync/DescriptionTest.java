package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;

import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Task;
import org.asyncio4j.queue.PriorityQueue;
import org.asyncio4j.queue.Queue;
import org.junit.jupiter.api.Test;

/// What a reader is told of a primitive that a task waits for: its kind and its state.
class DescriptionTest {
  /// Has a task wait in `body`.
  private static void waitIn(Awaitable.Action body) {
    var _ = createTask("waiter", body);
    Asyncio.sleep(Duration.ZERO);
  }

  @Test
  void eachSaysItsStateAndHowManyWait() {
    Asyncio.run(() -> {
      Lock lock = Lock.create();
      assertThat(lock).hasToString("<Lock unlocked>");
      lock.acquire();
      waitIn(() -> lock.acquire());
      assertThat(lock).hasToString("<Lock locked waiters=1>");

      Semaphore semaphore = Semaphore.create(1);
      assertThat(semaphore).hasToString("<Semaphore unlocked permits=1>");
      semaphore.acquire();
      waitIn(() -> semaphore.acquire());
      assertThat(semaphore).hasToString("<Semaphore locked waiters=1>");

      Event event = Event.create();
      waitIn(() -> event.await());
      assertThat(event).hasToString("<Event unset waiters=1>");
      event.set();
      Asyncio.sleep(Duration.ZERO);
      assertThat(event).hasToString("<Event set>");

      Condition condition = Condition.create();
      waitIn(() -> condition.with(() -> condition.await()));
      assertThat(condition).hasToString("<Condition unlocked waiters=1>");

      Barrier barrier = Barrier.create(2);
      waitIn(() -> barrier.await());
      assertThat(barrier).hasToString("<Barrier filling 1 of 2>");

      Queue<Integer> queue = Queue.create(3);
      waitIn(() -> queue.get());
      assertThat(queue).hasToString("<Queue maxsize=3 items=0 getters=1>");
      PriorityQueue<Integer> sorted = PriorityQueue.createNatural(1);
      sorted.putNowait(1);
      waitIn(() -> sorted.put(2));
      assertThat(sorted).hasToString("<PriorityQueue maxsize=1 items=1 putters=1 unfinished=1>");

      Asyncio.allTasks().stream()
          .filter(task -> task != Asyncio.currentTask())
          .forEach(Task::cancel);
    });
  }
}
