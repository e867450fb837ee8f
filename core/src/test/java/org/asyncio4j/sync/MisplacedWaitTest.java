package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

/// Waiting in a callback, which cannot wait, throws and leaves nothing behind.
class MisplacedWaitTest {
  private final List<Throwable> thrown = new ArrayList<>();

  private void inCallback(Runnable wait) {
    var _ =
        Asyncio.getRunningLoop()
            .callSoon(() -> {
              try {
                wait.run();
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            });
    VirtualTime.yieldNow();
    assertThat(thrown).hasSize(1);
  }

  private static void run(Awaitable.Action body) {
    VirtualTime.run(body);
  }

  @Test
  void lockIsFreeAfterwards() {
    run(() -> {
      Lock lock = Lock.create();
      lock.acquire();
      inCallback(lock::acquire);
      lock.release();
      assertThat(lock.tryAcquire()).isTrue();
    });
  }

  @Test
  void semaphoreKeepsItsPermits() {
    run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      inCallback(semaphore::acquire);
      semaphore.release();
      assertThat(semaphore.tryAcquire()).isTrue();
    });
  }

  @Test
  void limiterKeepsItsTokens() {
    run(() -> {
      CapacityLimiter limiter = CapacityLimiter.create(1);
      limiter.acquire();
      inCallback(() -> limiter.acquireOnBehalfOf("callback"));
      limiter.release();
      assertThat(limiter.tryAcquire()).isTrue();
    });
  }

  @Test
  void conditionKeepsItsLock() {
    run(() -> {
      Condition condition = Condition.create();
      condition.lock().acquire();
      inCallback(condition::await);
      assertThat(condition.lock().locked()).isTrue();
      condition.lock().release();
      assertThat(condition.lock().tryAcquire()).isTrue();
    });
  }

  @Test
  void conditionThatIsAskedForInACallbackKeepsItsLockFromThoseWhoWaitForIt() {
    run(() -> {
      Condition condition = Condition.create();
      condition.lock().acquire();
      var waiter = Asyncio.createTask(() -> condition.lock().acquire());
      VirtualTime.yieldNow();
      inCallback(condition::await);
      VirtualTime.yieldNow();
      assertThat(waiter.done()).as("the lock was given away").isFalse();
      condition.lock().release();
      waiter.await();
    });
  }
}
