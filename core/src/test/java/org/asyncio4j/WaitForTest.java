package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WaitForTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static String after(int seconds) {
    return Asyncio.sleep(Duration.ofSeconds(seconds), "value");
  }

  /// test_waitfor::test_wait_for
  @Test
  void valueInTimeIsReturned() {
    VirtualTime.run(() -> {
      assertThat(waitFor(() -> after(1), Duration.ofSeconds(2))).isEqualTo("value");
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// test_waitfor::test_wait_for_blocking
  @Test
  void noLimitIsAPlainAwait() {
    VirtualTime.run(() -> assertThat(waitFor(() -> after(9), null)).isEqualTo("value"));
  }

  /// test_waitfor::test_wait_for (3.12: no task is made)
  @Test
  void bodyRunsInTheSameTask() {
    VirtualTime.run(() -> {
      Task<?> me = currentTask();
      assertThat(waitFor(() -> currentTask() == me, SECOND)).isTrue();
    });
  }

  /// test_waitfor::test_asyncio_wait_for_timeout
  @Test
  void whatIsTooSlowIsCancelledAndATimeout() {
    VirtualTime.run(() -> {
      Task<String> slow = createTask(() -> after(10));
      assertThatThrownBy(() -> waitFor(slow, SECOND))
          .isInstanceOf(TimeoutException.class)
          .hasCauseInstanceOf(CancelledError.class);
      assertThat(slow.cancelled()).isTrue();
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// test_waitfor::test_wait_for_waits_for_task_cancellation
  @Test
  void timeoutWaitsForTheCleanUp() {
    VirtualTime.run(() -> {
      Task<?> slow =
          createTask(() -> {
            try {
              sleep(10);
            } finally {
              sleep(3);
              log.add("cleaned");
            }
          });
      assertThatThrownBy(() -> waitFor(slow, SECOND)).isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("cleaned");
      assertThat(seconds()).isEqualTo(4.0);
    });
  }

  /// test_waitfor::test_wait_for_cancel_suppressed
  @Test
  void valueOfATaskThatIgnoresTheCancellationIsReturned() {
    VirtualTime.run(() -> {
      Task<Integer> stubborn =
          createTask(() -> {
            try {
              sleep(10);
              return 1;
            } catch (CancelledError e) {
              return 42;
            }
          });
      assertThat(waitFor(stubborn, SECOND)).isEqualTo(42);
    });
  }

  /// test_waitfor::test_wait_for_reraises_exception_during_cancellation
  @Test
  void failureDuringTheCleanUpIsThrown() {
    VirtualTime.run(() -> {
      Task<?> failing =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              throw new IllegalStateException("in clean-up");
            }
          });
      assertThatThrownBy(() -> waitFor(failing, SECOND)).hasMessage("in clean-up");
    });
  }

  /// test_waitfor::test_wait_for_timeout_less_then_0_or_0_future_done
  @Test
  void withoutTimeWhatIsDoneIsReturned() {
    VirtualTime.run(() -> {
      Future<String> done = newFuture();
      done.setResult("done");
      assertThat(waitFor(done, Duration.ZERO)).isEqualTo("done");
      assertThat(waitFor(done, Duration.ofSeconds(-1))).isEqualTo("done");
    });
  }

  /// test_waitfor::test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started
  @Test
  void withoutTimeTheBodyIsNotStarted() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> waitFor(() -> log.add("ran"), Duration.ZERO))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).isEmpty();
    });
  }

  /// test_waitfor::test_wait_for_waits_for_task_cancellation_w_timeout_0
  @Test
  void withoutTimeTheCleanUpIsWaitedForAllTheSame() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } finally {
              sleep(2);
              log.add("cleaned");
            }
          });
      yieldNow();
      assertThatThrownBy(() -> waitFor(task, Duration.ZERO)).isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("cleaned");
    });
  }

  /// test_waitfor::test_cancel_wait_for
  @Test
  void cancellingTheWaiterCancelsWhatItWaitsFor() {
    VirtualTime.run(() -> {
      Future<String> inner = newFuture();
      Task<?> outer = createTask(() -> waitFor(inner, SECOND));
      yieldNow();
      outer.cancel("enough");
      assertThat(inner.cancelled()).isTrue();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class).hasMessage("enough");
    });
  }

  /// L4, gh-86296: test_waitfor::test_wait_for_issue86296, pain 3
  @Test
  void cancellationAtTheMomentOfCompletionIsNotSwallowed() {
    VirtualTime.run(() -> {
      Future<String> inner = newFuture();
      Task<String> outer = createTask(() -> waitFor(inner, SECOND));
      yieldNow();
      inner.setResult("just now");
      assertThat(outer.cancel()).isTrue();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
      assertThat(inner.result()).isEqualTo("just now");
    });
  }

  /// L4, test_waitfor::test_wait_for_race_condition
  @Test
  void completionJustBeforeTheTimeoutKeepsItsValue() {
    VirtualTime.run(() -> {
      Future<String> inner = newFuture();
      getRunningLoop().callLater(SECOND, () -> inner.setResult("just in time"));
      Task<String> outer = createTask(() -> waitFor(inner, Duration.ofMillis(1001)));
      assertThat(outer.await()).isEqualTo("just in time");
    });
  }

  /// gh-87555 (bpo-43389), test_waitfor::test_wait_for_cancellation_race_condition
  @Test
  void cancellationAtTheMomentOfTheTimeoutIsACancellation() {
    VirtualTime.run(() -> {
      Task<?> outer = createTask(() -> waitFor(() -> after(10), SECOND));
      getRunningLoop().callLater(SECOND, outer::cancel);
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
      assertThat(outer.cancelled()).isTrue();
    });
  }

  /// test_waitfor::WaitForShieldTests::test_shielded_timeout
  @Test
  void whatIsShieldedGoesOnAfterTheTimeout() {
    VirtualTime.run(() -> {
      Task<String> inner = createTask(() -> after(3));
      assertThatThrownBy(() -> waitFor(() -> shield(inner), SECOND))
          .isInstanceOf(TimeoutException.class);
      assertThat(inner.await()).isEqualTo("value");
    });
  }
}
