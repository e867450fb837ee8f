package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.asyncio4j.queue.Queue;
import org.junit.jupiter.api.Test;

/// pain 19 (gh-98955, apscheduler#437): touched from a foreign thread they refuse, and are as
/// before; pain 20 (pytest-asyncio#199): they may be used on one loop after another.
class LoopBoundaryTest {
  private final List<String> log = new ArrayList<>();

  /// Whether `touch`, on another thread, is refused with the advice what to do instead.
  private static boolean isRefused(Runnable touch) throws InterruptedException {
    List<Throwable> thrown = new ArrayList<>();
    Thread foreign =
        Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> thrown.add(e)).start(touch);
    foreign.join();
    return thrown.size() == 1
        && thrown.getFirst() instanceof IllegalStateException e
        && String.valueOf(e.getMessage()).contains("callSoonThreadsafe");
  }

  @Test
  void eventSetFromAnotherThread() {
    VirtualTime.run(() -> {
      Event event = Event.create();
      Task<?> waiting = createTask(event::await);
      yieldNow();
      assertThat(isRefused(event::set)).isTrue();
      assertThat(event.isSet()).isFalse();
      event.set();
      waiting.await();
    });
  }

  @Test
  void lockReleasedFromAnotherThread() {
    VirtualTime.run(() -> {
      Lock lock = Lock.create();
      lock.acquire();
      Task<?> waiting = createTask(lock::acquire);
      yieldNow();
      assertThat(isRefused(lock::release)).isTrue();
      assertThat(lock.locked()).isTrue();
      lock.release();
      waiting.await();
    });
  }

  @Test
  void semaphoreReleasedFromAnotherThread() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(0);
      Task<?> waiting = createTask(semaphore::acquire);
      yieldNow();
      assertThat(isRefused(semaphore::release)).isTrue();
      assertThat(semaphore.permits()).isZero();
      semaphore.release();
      waiting.await();
      assertThat(semaphore.permits()).isZero();
    });
  }

  @Test
  void itemPutFromAnotherThread() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<String> waiting = createTask(queue::get);
      yieldNow();
      assertThat(isRefused(() -> queue.putNowait("foreign"))).isTrue();
      assertThat(queue.qsize()).isZero();
      queue.putNowait("own");
      assertThat(waiting.await()).isEqualTo("own");
      queue.taskDone();
      queue.join();
    });
  }

  @Test
  void itemTakenFromAnotherThread() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.putNowait("first");
      Task<?> waiting = createTask(() -> queue.put("second"));
      yieldNow();
      assertThat(isRefused(queue::getNowait)).isTrue();
      assertThat(queue.getNowait()).isEqualTo("first");
      waiting.await();
      assertThat(queue.getNowait()).isEqualTo("second");
    });
  }

  @Test
  void queueShutDownFromAnotherThread() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<String> waiting = createTask(queue::get);
      yieldNow();
      assertThat(isRefused(queue::shutdown)).isTrue();
      queue.putNowait("still open");
      assertThat(waiting.await()).isEqualTo("still open");
    });
  }

  /// CPython refuses this, but only once somebody had to wait
  @Test
  void primitivesServeOneLoopAfterAnother() {
    Lock lock = Lock.create();
    Event event = Event.create();
    Semaphore semaphore = Semaphore.create(1);
    Queue<String> queue = Queue.create(1);
    for (int run = 0; run < 2; run++) {
      VirtualTime.run(() -> {
        event.clear();
        Task<?> waiter = createTask(event::await);
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          tasks.add(createTask(() -> lock.with(() -> sleep(1))));
          tasks.add(createTask(() -> semaphore.with(() -> sleep(1))));
          tasks.add(createTask(() -> queue.put("item")));
        }
        for (int i = 0; i < 3; i++) {
          log.add(queue.get());
        }
        for (Task<?> task : tasks) {
          task.await();
        }
        event.set();
        waiter.await();
      });
    }
    assertThat(log).hasSize(6);
  }

  @Test
  void waitersThatTheirLoopHasLeftBehindDoNotBlockTheNextOne() {
    Lock lock = Lock.create();
    Queue<String> queue = Queue.create();
    VirtualTime.run(() -> {
      lock.acquire();
      var _ = createTask(lock::acquire);
      var _ = createTask(queue::get);
      yieldNow();
    });
    VirtualTime.run(() -> {
      lock.release();
      assertThat(lock.tryAcquire()).isTrue();
      queue.putNowait("item");
      assertThat(queue.get()).isEqualTo("item");
    });
  }
}
