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

class BarrierTest {
  private final List<String> log = new ArrayList<>();

  /// A task that waits once and logs how that ended.
  private Task<?> party(Barrier barrier, String name) {
    return createTask(() -> {
      try {
        barrier.await();
        log.add(name + " through");
      } catch (BrokenBarrierException e) {
        log.add(name + " broken");
      }
    });
  }

  /// test_locks::BarrierTests::test_filling_tasks_check_return_value
  @Test
  void letsAllThroughTogetherEachWithItsNumber() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        var _ = createTask(() -> numbers.add(barrier.await()));
        sleep(1);
        assertThat(numbers).hasSize(i < 2 ? 0 : 3);
      }
      assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
      assertThat(barrier.waiting()).isZero();
    });
  }

  /// test_locks::BarrierTests::test_filling_one_task
  @Test
  void ofOnePartyLetsItThroughAtOnce() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(1);
      assertThat(barrier.await()).isZero();
      assertThat(barrier.await()).isZero();
    });
  }

  /// test_locks::BarrierTests::test_barrier_parties
  @Test
  void needsAPartyAtLeast() {
    assertThat(Barrier.create(5).parties()).isEqualTo(5);
    assertThatThrownBy(() -> Barrier.create(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 parties");
  }

  /// test_locks::BarrierTests::test_filling_task_by_task
  @Test
  void tellsHowManyWait() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      for (int i = 0; i < 3; i++) {
        assertThat(barrier.waiting()).isEqualTo(i);
        party(barrier, "party");
        yieldNow();
      }
      sleep(1);
      assertThat(barrier.waiting()).isZero();
    });
  }

  /// test_locks::BarrierTests::test_filling_tasks_wait_twice
  @Test
  void canBeUsedAgainAndAgain() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(2);
      for (int i = 0; i < 2; i++) {
        int name = i;
        var _ =
            createTask(() -> {
              for (int round = 1; round <= 3; round++) {
                barrier.await();
                log.add("round " + round + " of " + name);
              }
            });
      }
      sleep(1);
    });
    assertThat(log).hasSize(6);
    assertThat(log.subList(0, 2)).allMatch(line -> line.startsWith("round 1"));
    assertThat(log.subList(4, 6)).allMatch(line -> line.startsWith("round 3"));
  }

  /// test_locks::BarrierTests::test_blocking_tasks_while_draining
  @Test
  void newcomersWaitWhileItLetsThoseBeforeThemOut() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      for (String name : List.of("a", "b", "c", "next a", "next b")) {
        party(barrier, name);
      }
      sleep(1);
      assertThat(log).containsExactlyInAnyOrder("a through", "b through", "c through");
      assertThat(barrier.waiting()).isEqualTo(2);
      barrier.await();
      sleep(1);
      assertThat(log).hasSize(5);
    });
  }

  /// test_locks::BarrierTests::test_filling_tasks_cancel_one
  @Test
  void cancelledPartyJustLeaves() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      party(barrier, "a");
      Task<?> cancelled = party(barrier, "cancelled");
      yieldNow();
      assertThat(barrier.waiting()).isEqualTo(2);
      cancelled.cancel();
      assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
      assertThat(barrier.waiting()).isEqualTo(1);
      assertThat(barrier.broken()).isFalse();
      party(barrier, "b");
      party(barrier, "c");
      sleep(1);
      assertThat(log).containsExactlyInAnyOrder("a through", "b through", "c through");
    });
  }

  /// test_locks::BarrierTests::test_reset_barrier
  @Test
  void resetWithoutPartiesDoesNothing() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(1);
      barrier.reset();
      assertThat(barrier.broken()).isFalse();
      assertThat(barrier.await()).isZero();
    });
  }

  /// test_locks::BarrierTests::test_reset_barrier_while_tasks_waiting
  @Test
  void resetSendsThoseWhoWaitAwayAndIsUsableThen() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      party(barrier, "a");
      party(barrier, "b");
      yieldNow();
      barrier.reset();
      sleep(1);
      assertThat(log).containsExactly("a broken", "b broken");
      assertThat(barrier.broken()).isFalse();
      assertThat(barrier.waiting()).isZero();
      for (String name : List.of("c", "d", "e")) {
        party(barrier, name);
      }
      sleep(1);
      assertThat(log).contains("c through", "d through", "e through");
    });
  }

  /// test_locks::BarrierTests::test_reset_barrier_while_tasks_waiting_and_waiting_again
  @Test
  void newcomersWaitWhileItResets() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(2);
      var _ =
          createTask(() -> {
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            log.add("again");
            barrier.await();
            log.add("first through");
          });
      yieldNow();
      barrier.reset();
      party(barrier, "second");
      sleep(1);
      assertThat(log.getFirst()).isEqualTo("again");
      assertThat(log).containsExactlyInAnyOrder("again", "first through", "second through");
    });
  }

  /// test_locks::BarrierTests::test_reset_barrier_when_tasks_half_draining
  @Test
  void resetWhileItLetsPartiesOutSendsTheRestAway() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      for (int i = 0; i < 3; i++) {
        var _ =
            createTask(() -> {
              try {
                barrier.await();
                log.add("through");
                barrier.reset();
              } catch (BrokenBarrierException e) {
                log.add("broken");
              }
            });
      }
      sleep(1);
      assertThat(log.getFirst()).isEqualTo("through");
      assertThat(log).hasSize(3);
      assertThat(barrier.broken()).isFalse();
      assertThat(barrier.waiting()).isZero();
    });
  }

  /// test_locks::BarrierTests::test_abort_barrier
  @Test
  void abortSendsAllAwayUntilItIsReset() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(2);
      party(barrier, "waiting");
      yieldNow();
      barrier.abort();
      sleep(1);
      assertThat(barrier.broken()).isTrue();
      assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
      assertThat(log).containsExactly("waiting broken");
      barrier.reset();
      assertThat(barrier.broken()).isFalse();
      party(barrier, "a");
      party(barrier, "b");
      sleep(1);
      assertThat(log).contains("a through", "b through");
    });
  }

  /// test_locks::BarrierTests::test_abort_barrier_when_exception_then_resetting
  @Test
  void partyThatFailsMayAbortForTheOthers() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      party(barrier, "a");
      party(barrier, "b");
      Task<?> failing =
          createTask(() -> {
            try {
              throw new IllegalStateException("planned");
            } finally {
              barrier.abort();
            }
          });
      assertThatThrownBy(failing::await).hasMessage("planned");
      sleep(1);
      assertThat(log).containsExactly("a broken", "b broken");
    });
  }
}
