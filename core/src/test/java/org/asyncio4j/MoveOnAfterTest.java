package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentEffectiveDeadline;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.shielded;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// trio's test_timeouts.py and test_run.py (test_basic_timeout, test_timekeeping).
class MoveOnAfterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000L;

  private final List<CancelScope> scopes = new ArrayList<>();

  private static int slow(int seconds) {
    return Asyncio.sleep(Duration.ofSeconds(seconds), seconds);
  }

  /// trio test_move_on_after
  @Test
  void goesOnAfterTheBlockWhenTheTimeIsUp() {
    VirtualTime.run(() -> {
      boolean ended =
          moveOnAfter(
              SECOND,
              scope -> {
                scopes.add(scope);
                sleep(10);
              });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(scopes.getFirst().expired()).isTrue();
      assertThat(scopes.getFirst().cancelledCaught()).isTrue();
      sleep(1);
    });
  }

  @Test
  void valueInTimeIsReturned() {
    VirtualTime.run(() -> {
      Integer value = moveOnAfter(SECOND, scope -> 42);
      assertThat(value).isEqualTo(42);
      Integer none = moveOnAfter(SECOND, () -> slow(10));
      assertThat(none).isNull();
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  @Test
  void zeroOrLessEndsAtTheFirstAwaitThatSuspends() {
    VirtualTime.run(() -> {
      for (Duration limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
        Integer value = moveOnAfter(limit, () -> slow(10));
        assertThat(value).isNull();
      }
      assertThat(seconds()).isZero();
    });
  }

  @Test
  void nullIsNoLimit() {
    VirtualTime.run(() -> {
      Integer value = moveOnAfter(null, () -> slow(3600));
      assertThat(value).isEqualTo(3600);
    });
  }

  /// trio test_cancel_scope_deadline, test_timekeeping
  @Test
  void deadlineCanBeMovedAndTakenAway() {
    VirtualTime.run(() -> {
      boolean moved =
          moveOnAfter(
              SECOND,
              scope -> {
                scope.setDeadline(Duration.ofSeconds(5));
                assertThat(scope.deadline()).isEqualTo(5 * NANOS + start());
                sleep(10);
              });
      assertThat(moved).isFalse();
      assertThat(seconds()).isEqualTo(5.0);
      boolean ended =
          moveOnAfter(
              SECOND,
              scope -> {
                scope.setDeadline(null);
                sleep(10);
              });
      assertThat(ended).isTrue();
    });
  }

  private static long start() {
    return getRunningLoop().time();
  }

  @Test
  void cannotBeOutlivedByCodeThatSwallows() {
    VirtualTime.run(() -> {
      boolean ended =
          moveOnAfter(
              SECOND,
              scope -> {
                try {
                  sleep(10);
                } catch (CancelledError e) {
                  sleep(10);
                }
              });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// trio test_move_on_after, nested
  @Test
  void earlierOfTwoDeadlinesCounts() {
    VirtualTime.run(() -> {
      boolean ended =
          moveOnAfter(
              SECOND,
              outer -> {
                moveOnAfter(
                    Duration.ofSeconds(5),
                    inner -> {
                      scopes.add(inner);
                      sleep(10);
                    });
              });
      assertThat(ended).isFalse();
      assertThat(scopes.getFirst().cancelCalled()).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// trio: `current_effective_deadline`
  @Test
  void codeInsideCanAskForTheTimeLeft() {
    VirtualTime.run(() -> {
      assertThat(currentEffectiveDeadline()).isEqualTo(Long.MAX_VALUE);
      moveOnAfter(
          Duration.ofSeconds(3),
          outer -> {
            long deadline = start() + 3 * NANOS;
            assertThat(currentEffectiveDeadline()).isEqualTo(deadline);
            moveOnAfter(
                Duration.ofSeconds(5),
                inner -> {
                  assertThat(currentEffectiveDeadline()).isEqualTo(deadline);
                });
            shielded(null, () -> assertThat(currentEffectiveDeadline()).isEqualTo(Long.MAX_VALUE));
            outer.cancel();
            assertThat(currentEffectiveDeadline()).isEqualTo(Long.MIN_VALUE);
          });
    });
  }

  @Test
  void cancellationOfTheTaskPasses() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            moveOnAfter(SECOND, () -> slow(10));
          });
      yieldNow();
      task.cancel("the task");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("the task");
    });
  }
}
