package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Timeouts in timeouts, in cancelled tasks, around groups.
class TimeoutNestingTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Sleeps under a limit and logs how that ended.
  private void timedSleep(String name, @Nullable Duration limit, int seconds) throws Exception {
    try {
      timeout(limit, () -> sleep(seconds));
      log.add(name + " slept");
    } catch (TimeoutException e) {
      log.add(name + " timed out");
      throw e;
    } catch (CancelledError e) {
      log.add(name + " cancelled");
      throw e;
    }
  }

  /// L7, test_timeouts::test_nested_timeouts
  @Test
  void ofTwoThatExpireTogetherTheOuterOneThrows() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> timeout(SECOND, () -> timedSleep("inner", SECOND, 10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("inner cancelled");
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  /// test_timeouts::test_nested_timeouts_concurrent
  @Test
  void innerOneLeavesTheOuterOneRunning() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              timeout(
                  Duration.ofSeconds(3),
                  _ -> {
                    assertThatThrownBy(() -> timedSleep("inner", SECOND, 10))
                        .isInstanceOf(TimeoutException.class);
                    sleep(10);
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  @Test
  void outerOneEndsTheInnerOneAsACancellation() {
    VirtualTime.run(() -> {
      assertThatThrownBy(
              () -> timeout(SECOND, () -> timedSleep("inner", Duration.ofSeconds(5), 10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("inner cancelled");
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// test_timeouts::test_nested_timeout_in_finally
  @Test
  void worksInTheCleanUpOfATimeout() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              timeout(
                  SECOND,
                  _ -> {
                    try {
                      sleep(10);
                    } finally {
                      assertThatThrownBy(() -> timedSleep("clean-up", SECOND, 10))
                          .isInstanceOf(TimeoutException.class);
                    }
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("clean-up timed out");
      assertThat(seconds()).isEqualTo(2.0);
    });
  }

  /// test_timeouts::test_timeout_after_cancellation
  @Test
  void worksInTheCleanUpOfACancelledTask() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              timedSleep("clean-up", SECOND, 10);
            }
          });
      yieldNow();
      task.cancel();
      assertThatThrownBy(() -> Asyncio.await(task, TimeoutException.class))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("clean-up timed out");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  /// test_timeouts::test_cancel_in_timeout_after_cancellation
  @Test
  void secondCancellationEndsTheCleanUpAsACancellation() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              timedSleep("clean-up", SECOND, 10);
            }
          });
      yieldNow();
      task.cancel("one");
      yieldNow();
      task.cancel("two");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("two");
      assertThat(log).containsExactly("clean-up cancelled");
    });
  }

  /// gh-134471, pain 8: the odd side of counting, the same as in CPython 3.13. A cancellation made
  /// before the block, not thrown yet, shows as the timeout.
  @Test
  void expiryTogetherWithARequestFromBeforeTheBlockIsATimeout() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            current().cancel();
            timedSleep("body", Duration.ZERO, 10);
          });
      assertThatThrownBy(() -> Asyncio.await(task, TimeoutException.class))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("body timed out");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  /// test_timeouts::test_timeout_taskgroup
  @Test
  void aroundAGroupCancelsItsTasks() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              timeout(
                  SECOND,
                  () ->
                      taskGroup(group -> {
                        var _ = group.createTask(() -> timedSleep("a", null, 10));
                        var _ = group.createTask(() -> timedSleep("b", null, 10));
                      })))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).containsExactly("a cancelled", "b cancelled");
    });
  }

  /// test_timeouts::test_timeout_taskgroup
  @Test
  void aroundAGroupThatFailsInItsCleanUpRemembersTheTimeout() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                timeout(
                    SECOND,
                    () ->
                        taskGroup(group -> {
                          var _ =
                              group.createTask(() -> {
                                try {
                                  sleep(10);
                                } catch (CancelledError e) {
                                  throw new IllegalStateException("in clean-up");
                                }
                              });
                        })))
            .isInstanceOf(ExceptionGroup.class)
            .satisfies(e ->
                assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(TimeoutException.class)));
  }

  /// A request that was thrown, and caught, before the timeout expired is over, as in CPython.
  @Test
  void requestFromBeforeThatWasCaughtInsideIsNotConfusedWithTheTimeout() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            current().cancel();
            timeout(
                SECOND,
                (Timeout _) -> {
                  assertThatThrownBy(() -> timedSleep("inner", Duration.ZERO, 10))
                      .isInstanceOf(TimeoutException.class);
                  sleep(10);
                });
          });
      assertThatThrownBy(task::await).hasCauseInstanceOf(TimeoutException.class);
      assertThat(task.cancelling()).isEqualTo(1);
      assertThat(seconds()).isEqualTo(1.0);
    });
    assertThat(log).containsExactly("inner timed out");
  }
}
