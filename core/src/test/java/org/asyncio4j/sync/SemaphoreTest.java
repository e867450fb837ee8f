package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private final List<String> log = new ArrayList<>();

  private Task<?> taker(Semaphore semaphore, String name) {
    return createTask(() -> {
      semaphore.acquire();
      log.add(name);
    });
  }

  /// test_locks::SemaphoreTests::test_semaphore_value, test_acquire
  @Test
  void letsInAsManyAsThereArePermits() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(2);
      taker(semaphore, "a");
      taker(semaphore, "b");
      taker(semaphore, "c");
      yieldNow();
      assertThat(log).containsExactly("a", "b");
      assertThat(semaphore.permits()).isZero();
      assertThat(semaphore.locked()).isTrue();
      semaphore.release();
      yieldNow();
      assertThat(log).containsExactly("a", "b", "c");
    });
  }

  /// test_locks::SemaphoreTests::test_initial_value_zero
  @Test
  void mayStartWithoutPermitsButNotWithLess() {
    assertThat(Semaphore.create(0).locked()).isTrue();
    assertThatThrownBy(() -> Semaphore.create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> BoundedSemaphore.create(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// test_locks::SemaphoreTests::test_release_no_waiters
  @Test
  void mayBeReleasedMoreOftenThanAcquired() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(2);
    });
  }

  /// test_locks::SemaphoreTests::test_release_not_acquired
  @Test
  void boundedOneMayNot() {
    VirtualTime.run(() -> {
      BoundedSemaphore semaphore = BoundedSemaphore.create(1);
      assertThatThrownBy(semaphore::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("more often");
      semaphore.acquire();
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(1);
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_fifo_order
  @Test
  void newcomerWaitsBehindThoseWhoWaitEvenIfAPermitIsFree() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      taker(semaphore, "waiting");
      yieldNow();
      semaphore.release();
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(1);
      assertThat(semaphore.locked()).isTrue();
      assertThat(semaphore.tryAcquire()).isFalse();
      taker(semaphore, "newcomer");
      yieldNow();
      yieldNow();
      assertThat(log).containsExactly("waiting", "newcomer");
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_fifo_order_3
  @Test
  void severalReleasesWakeInOrder() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(0);
      for (String name : List.of("a", "b", "c")) {
        taker(semaphore, name);
      }
      yieldNow();
      semaphore.release();
      semaphore.release();
      semaphore.release();
      sleep(1);
      assertThat(log).containsExactly("a", "b", "c");
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_cancel
  @Test
  void cancelledWaiterLeavesTheLine() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      Task<?> cancelled = taker(semaphore, "cancelled");
      yieldNow();
      cancelled.cancel();
      assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(1);
      assertThat(semaphore.locked()).isFalse();
    });
  }

  /// L1 (gh-90155), test_locks::SemaphoreTests::test_acquire_cancel_before_awoken,
  /// test_acquire_hang
  @Test
  void waiterCancelledAfterItWasWokenPassesThePermitOn() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      Task<?> woken = taker(semaphore, "woken");
      taker(semaphore, "next");
      yieldNow();
      semaphore.release();
      woken.cancel();
      sleep(1);
      assertThat(log).containsExactly("next");
      semaphore.release();
      assertThat(semaphore.permits()).isEqualTo(1);
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_hang
  @Test
  void permitGivenBackInTheStepOfACancellationIsNotLost() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      Task<?> first = taker(semaphore, "first");
      taker(semaphore, "second");
      yieldNow();
      first.cancel();
      semaphore.release();
      sleep(1);
      assertThat(log).containsExactly("second");
      assertThat(semaphore.locked()).isTrue();
      assertThat(semaphore.permits()).isZero();
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_no_hang
  @Test
  void allWaitersCancelledLeaveThePermitFree() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      Task<?> a = taker(semaphore, "a");
      Task<?> b = taker(semaphore, "b");
      yieldNow();
      semaphore.release();
      a.cancel();
      b.cancel();
      sleep(1);
      assertThat(semaphore.permits()).isEqualTo(1);
      assertThat(semaphore.tryAcquire()).isTrue();
    });
  }

  /// test_locks::SemaphoreTests::test_acquire_fifo_order_4
  @Test
  void endOfAWaitWakesThoseForWhomThereArePermitsToo() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      semaphore.acquire();
      Task<?> first = taker(semaphore, "first");
      taker(semaphore, "second");
      taker(semaphore, "third");
      yieldNow();
      semaphore.release();
      semaphore.release();
      first.cancel();
      sleep(1);
      assertThat(log).containsExactly("second", "third");
    });
  }

  @Test
  void withGivesThePermitBackHoweverTheBodyEnds() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(1);
      assertThat(semaphore.<Integer>with(() -> semaphore.permits())).isZero();
      assertThatThrownBy(() -> semaphore.with(() -> Integer.parseInt("x")))
          .isInstanceOf(NumberFormatException.class);
      assertThat(semaphore.permits()).isEqualTo(1);
    });
  }

  @Test
  void limitsHowManyAreInside() {
    VirtualTime.run(() -> {
      Semaphore semaphore = Semaphore.create(3);
      int[] inside = {0, 0};
      List<Task<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(
            createTask(() ->
                semaphore.with(() -> {
                  inside[1] = Math.max(inside[1], ++inside[0]);
                  sleep(1);
                  inside[0]--;
                })));
      }
      for (Task<?> task : tasks) {
        task.await();
      }
      assertThat(inside[1]).isEqualTo(3);
      assertThat(VirtualTime.seconds()).isEqualTo(7.0);
    });
  }
}
