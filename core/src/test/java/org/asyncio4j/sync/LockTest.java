package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class LockTest {
  private final List<String> log = new ArrayList<>();
  private final Lock lock = Lock.create();

  /// A task that takes the lock, logs its name, and keeps the lock.
  private Task<?> taker(String name) {
    return createTask(() -> {
      lock.acquire();
      log.add(name);
    });
  }

  /// test_locks::LockTests::test_lock
  @Test
  void isTakenAndGivenBack() {
    VirtualTime.run(() -> {
      assertThat(lock.locked()).isFalse();
      lock.acquire();
      assertThat(lock.locked()).isTrue();
      lock.release();
      assertThat(lock.locked()).isFalse();
    });
  }

  @Test
  void freeLockIsTakenWithoutGivingWay() {
    VirtualTime.run(() -> {
      var _ = createTask(() -> log.add("other"));
      lock.acquire();
      assertThat(log).isEmpty();
    });
  }

  /// test_locks::LockTests::test_acquire
  @Test
  void goesToThoseWhoWaitInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      lock.acquire();
      taker("a");
      taker("b");
      taker("c");
      yieldNow();
      assertThat(log).isEmpty();
      lock.release();
      yieldNow();
      assertThat(log).containsExactly("a");
      lock.release();
      yieldNow();
      lock.release();
      yieldNow();
      assertThat(log).containsExactly("a", "b", "c");
      assertThat(lock.locked()).isTrue();
    });
  }

  @Test
  void newcomerWaitsBehindWhoWasChosen() {
    VirtualTime.run(() -> {
      lock.acquire();
      taker("waiting");
      yieldNow();
      lock.release();
      assertThat(lock.locked()).isFalse();
      assertThat(lock.tryAcquire()).isFalse();
      taker("newcomer");
      yieldNow();
      assertThat(log).containsExactly("waiting");
      lock.release();
      yieldNow();
      assertThat(log).containsExactly("waiting", "newcomer");
    });
  }

  /// test_locks::LockTests::test_acquire_cancel
  @Test
  void cancelledWaiterLeavesTheLine() {
    VirtualTime.run(() -> {
      lock.acquire();
      Task<?> cancelled = taker("cancelled");
      taker("next");
      yieldNow();
      cancelled.cancel();
      assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
      lock.release();
      yieldNow();
      assertThat(log).containsExactly("next");
    });
  }

  /// L3 (bpo-27585), test_locks::LockTests::test_cancel_race
  @Test
  void waiterCancelledAfterItWasChosenPassesItsTurnOn() {
    VirtualTime.run(() -> {
      lock.acquire();
      Task<?> chosen = taker("chosen");
      taker("next");
      taker("last");
      yieldNow();
      lock.release();
      chosen.cancel();
      sleep(1);
      assertThat(chosen.cancelled()).isTrue();
      assertThat(log).containsExactly("next");
    });
  }

  /// test_locks::LockTests::test_cancel_release_race
  @Test
  void releaseInTheSameStepAsTheCancellationOfTheFirstWakesTheSecond() {
    VirtualTime.run(() -> {
      lock.acquire();
      Task<?> first = taker("first");
      taker("second");
      yieldNow();
      first.cancel();
      lock.release();
      sleep(1);
      assertThat(log).containsExactly("second");
    });
  }

  /// test_locks::LockTests::test_finished_waiter_cancelled
  @Test
  void chosenWaiterCancelledWhileSomebodyHoldsTheLockAgainLeavesItToThem() {
    VirtualTime.run(() -> {
      lock.acquire();
      Task<?> a = taker("a");
      yieldNow();
      lock.release();
      Task<?> b = taker("b");
      yieldNow();
      a.await();
      b.cancel();
      yieldNow();
      assertThat(lock.locked()).isTrue();
      lock.release();
      assertThat(lock.tryAcquire()).isTrue();
    });
  }

  /// pain 4: a scope never takes a lock away that was given
  @Test
  void waiterInACancelledScopeLeavesTheLine() {
    VirtualTime.run(() -> {
      lock.acquire();
      Task<?> waiting =
          createTask(() -> {
            boolean taken =
                moveOnAfter(
                    Duration.ofSeconds(1),
                    scope -> {
                      lock.acquire();
                    });
            log.add("taken " + taken);
          });
      taker("next");
      waiting.await();
      lock.release();
      yieldNow();
      assertThat(log).containsExactly("taken false", "next");
    });
  }

  /// test_locks::LockTests::test_release_not_acquired
  @Test
  void releaseOfAFreeLockIsRefused() {
    VirtualTime.run(() ->
        assertThatThrownBy(lock::release)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("not acquired"));
  }

  /// test_locks::LockTests::test_release_no_waiters
  @Test
  void releaseWithoutWaitersFreesIt() {
    VirtualTime.run(() -> {
      lock.acquire();
      lock.release();
      assertThat(lock.tryAcquire()).isTrue();
      assertThat(lock.tryAcquire()).isFalse();
    });
  }

  /// test_locks::LockTests::test_context_manager
  @Test
  void withGivesItBackHoweverTheBodyEnds() {
    VirtualTime.run(() -> {
      int value =
          lock.with(() -> {
            assertThat(lock.locked()).isTrue();
            return 42;
          });
      assertThat(value).isEqualTo(42);
      assertThatThrownBy(() -> lock.with(() -> Integer.parseInt("x")))
          .isInstanceOf(NumberFormatException.class);
      assertThat(lock.locked()).isFalse();
    });
  }

  @Test
  void neverLetsTwoIn() {
    VirtualTime.run(() -> {
      int[] inside = {0, 0};
      List<Task<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(
            createTask(() ->
                lock.with(() -> {
                  inside[1] = Math.max(inside[1], ++inside[0]);
                  yieldNow();
                  inside[0]--;
                })));
      }
      for (Task<?> task : tasks) {
        task.await();
      }
      assertThat(inside[1]).isEqualTo(1);
    });
  }

  /// asyncio's documentation: not reentrant
  @Test
  void holderThatAsksAgainWaitsAsAnybodyElse() {
    VirtualTime.run(() -> {
      lock.acquire();
      assertThat(moveOnAfter(Duration.ofSeconds(1), lock::acquire)).isFalse();
      assertThat(lock.locked()).isTrue();
      lock.release();
      assertThat(lock.locked()).isFalse();
    });
  }

  @Test
  void mayBeGivenBackByAnotherTask() {
    VirtualTime.run(() -> {
      lock.acquire();
      createTask(lock::release).await();
      assertThat(lock.locked()).isFalse();
    });
  }
}
