package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.timeoutAt;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimeoutTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<Timeout> scopes = new ArrayList<>();

  private static long in(int seconds) {
    return getRunningLoop().time() + Duration.ofSeconds(seconds).toNanos();
  }

  /// Runs for `seconds` under a limit of `limit`, and notes the scope.
  private void timed(@Nullable Duration limit, int seconds) throws TimeoutException {
    timeout(
        limit,
        scope -> {
          scopes.add(scope);
          sleep(seconds);
        });
  }

  /// test_timeouts::test_timeout_basic
  @Test
  void whatTakesTooLongIsCancelledAndATimeout() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> timed(SECOND, 10))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(scopes.getFirst().expired()).isTrue();
      assertThat(current().cancelling()).isZero();
    });
  }

  /// test_timeouts::test_timeout_at_basic
  @Test
  void deadlineIsAMomentOfTheLoopsClock() {
    VirtualTime.run(() -> {
      sleep(5);
      long deadline = in(1);
      assertThatThrownBy(() ->
              timeoutAt(
                  deadline,
                  scope -> {
                    assertThat(scope.when()).isEqualTo(deadline);
                    return Asyncio.sleep(Duration.ofSeconds(10), 1);
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(6.0);
    });
  }

  /// test_timeouts::test_timeout_not_called
  @Test
  void whatEndsInTimeIsLeftAlone() {
    VirtualTime.run(() -> {
      int value = timeout(SECOND, _ -> 42);
      assertThat(value).isEqualTo(42);
      timed(SECOND, 0);
      assertThat(scopes.getFirst().expired()).isFalse();
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// test_timeouts::test_timeout_disabled
  @Test
  void nullIsNoLimit() {
    VirtualTime.run(() -> {
      timed(null, 3600);
      assertThat(scopes.getFirst().when()).isNull();
      assertThat(scopes.getFirst().expired()).isFalse();
    });
  }

  /// test_timeouts::test_timeout_zero
  @Test
  void zeroExpiresInTheNextIteration() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> timed(Duration.ZERO, 10)).isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isZero();
    });
  }

  /// test_timeouts::test_timeout_zero_sleep_zero
  @Test
  void zeroExpiresEvenWhenTheBodyOnlyYields() {
    VirtualTime.run(() ->
        assertThatThrownBy(() -> timed(Duration.ZERO, 0)).isInstanceOf(TimeoutException.class));
  }

  /// test_timeouts::test_timeout_in_the_past_sleep_zero
  @Test
  void momentInThePastExpiresEvenWhenTheBodyOnlyYields() {
    VirtualTime.run(() -> {
      sleep(5);
      assertThatThrownBy(() -> timed(Duration.ofSeconds(-3), 0))
          .isInstanceOf(TimeoutException.class);
    });
  }

  @Test
  void bodyThatNeverAwaitsCannotTimeOut() {
    VirtualTime.run(() -> {
      int value = timeout(Duration.ZERO, _ -> 42);
      assertThat(value).isEqualTo(42);
    });
  }

  /// test_timeouts::test_foreign_exception_passed
  @Test
  void failureOfTheBodyPasses() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                timeout(
                    SECOND,
                    () -> {
                      throw new IllegalStateException("planned");
                    }))
            .hasMessage("planned")
            .hasNoSuppressedExceptions());
  }

  /// test_timeouts::test_foreign_exception_on_timeout
  @Test
  void failureInTheCleanUpPassesAndRemembersTheTimeout() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                timeout(
                    SECOND,
                    () -> {
                      try {
                        sleep(10);
                      } catch (CancelledError e) {
                        throw new IllegalStateException("in clean-up");
                      }
                    }))
            .hasMessage("in clean-up")
            .satisfies(e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .isInstanceOf(TimeoutException.class)));
  }

  /// test_timeouts::test_foreign_cancel_doesnt_timeout_if_not_expired
  @Test
  void cancellationByOthersStaysACancellation() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> timed(SECOND, 10));
      yieldNow();
      task.cancel("by others");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("by others");
      assertThat(scopes.getFirst().expired()).isFalse();
    });
  }

  /// test_timeouts::test_outer_task_is_not_cancelled
  @Test
  void taskGoesOnAfterATimeout() {
    VirtualTime.run(() -> {
      Task<String> task =
          createTask(() -> {
            assertThatThrownBy(() -> timed(SECOND, 10)).isInstanceOf(TimeoutException.class);
            sleep(1);
            return "went on";
          });
      assertThat(task.await()).isEqualTo("went on");
      assertThat(task.cancelled()).isFalse();
      assertThat(task.cancelling()).isZero();
    });
  }

  /// kotlinx.coroutines#1374: a timeout is no kind of cancellation
  @Test
  void timeoutThatNobodyCatchesFailsTheTask() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> timed(SECOND, 10));
      assertThatThrownBy(() -> Asyncio.await(task, TimeoutException.class))
          .isInstanceOf(TimeoutException.class);
      assertThat(task.cancelled()).isFalse();
    });
  }

  /// Semantics 1b: a body that swallows the cancellation ends well.
  @Test
  void swallowedExpiryIsNotThrown() {
    VirtualTime.run(() -> {
      timeout(
          SECOND,
          scope -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              log.add("swallowed, expired=" + scope.expired());
            }
          });
      assertThat(log).containsExactly("swallowed, expired=true");
      assertThat(current().cancelling()).isZero();
    });
  }

  /// test_timeouts::test_reschedule
  @Test
  void deadlineCanBeMoved() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              timeout(
                  SECOND,
                  scope -> {
                    scope.reschedule(in(5));
                    sleep(4);
                    scope.reschedule(in(2));
                    sleep(10);
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(6.0);
    });
  }

  @Test
  void deadlineCanBeTakenAwayOrMovedIntoThePast() {
    VirtualTime.run(() -> {
      timeout(
          SECOND,
          scope -> {
            scope.reschedule(null);
            sleep(10);
          });
      assertThatThrownBy(() ->
              timeout(
                  null,
                  scope -> {
                    scope.reschedule(0L);
                    yieldNow();
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(10.0);
    });
  }

  /// test_timeouts::test_timeout_finished
  @Test
  void cannotBeMovedWhenTheBlockIsOver() {
    VirtualTime.run(() -> {
      timed(SECOND, 0);
      assertThatThrownBy(() -> scopes.getFirst().reschedule(null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("finished");
    });
  }

  /// test_timeouts::test_timeout_expired
  @Test
  void cannotBeMovedWhenItHasExpired() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> timed(SECOND, 10)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> scopes.getFirst().reschedule(null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("expired");
    });
  }

  /// test_timeouts::test_timeout_expiring
  @Test
  void cannotBeMovedWhileItExpires() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                timeout(
                    SECOND,
                    scope -> {
                      try {
                        sleep(10);
                      } finally {
                        assertThatThrownBy(() -> scope.reschedule(null))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("expiring");
                      }
                    }))
            .isInstanceOf(TimeoutException.class));
  }

  /// test_timeouts::test_timeout_without_task
  @Test
  void inACallbackIsRefused() {
    VirtualTime.run(() -> {
      getRunningLoop()
          .callSoon(() ->
              assertThatThrownBy(() -> timed(SECOND, 1))
                  .isInstanceOf(IllegalStateException.class)
                  .satisfies(e -> log.add("refused")));
      sleep(1);
      assertThat(log).containsExactly("refused");
    });
  }
}
