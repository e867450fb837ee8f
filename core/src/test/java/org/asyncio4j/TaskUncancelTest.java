package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TaskUncancelTest extends LoggingTasks {
  /// test_tasks::test_cancelling
  @Test
  void everyRequestCounts() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> sleep(10));
      assertThat(task.cancelling()).isZero();
      assertThat(task.cancel()).isTrue();
      assertThat(task.cancelling()).isEqualTo(1);
      assertThat(task.cancel()).isTrue();
      assertThat(task.cancelling()).isEqualTo(2);
    });
  }

  @Test
  void tellsHowManyAreLeftAndStopsAtZero() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> sleep(10));
      assertThat(task.uncancel()).isZero();
      task.cancel();
      task.cancel();
      assertThat(task.uncancel()).isEqualTo(1);
      assertThat(task.uncancel()).isZero();
      assertThat(task.uncancel()).isZero();
      assertThat(task.cancelling()).isZero();
    });
  }

  /// test_tasks::test_uncancel_basic
  @Test
  void letsTheBodyGoOnAndBeCancelledAgain() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              current().uncancel();
              sleep(10);
            }
          });
      yieldNow();
      assertThat(task.cancel()).isTrue();
      assertThat(task.cancelling()).isEqualTo(1);
      yieldNow();
      assertThat(task.cancelling()).isZero();
      assertThat(task.done()).isFalse();
      assertThat(task.cancel()).isTrue();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      task.uncancel();
      assertThat(task.cancelled()).isTrue();
    });
  }

  /// test_tasks::test_uncancel_resets_must_cancel
  @Test
  void ofTheLastRequestTakesBackOneNotThrownYet() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<Integer> task =
          createTask(() -> {
            future.await();
            return 42;
          });
      yieldNow();
      future.setResult("go");
      task.cancel();
      assertThat(task.uncancel()).isZero();
      assertThat(task.await()).isEqualTo(42);
    });
  }

  @Test
  void beforeTheFirstStepLetsTheBodyStart() {
    VirtualTime.run(() -> {
      Task<Integer> task = createTask(() -> 42);
      task.cancel();
      assertThat(task.uncancel()).isZero();
      assertThat(task.await()).isEqualTo(42);
    });
  }

  @Test
  void ofOneOfTwoRequestsTakesNothingBack() {
    VirtualTime.run(() -> {
      Task<Integer> task = createTask(() -> 42);
      task.cancel("one");
      task.cancel("two");
      assertThat(task.uncancel()).isEqualTo(1);
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("two");
    });
  }

  @Test
  void cannotTakeBackTheCancellationOfAFuture() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> sleep(10));
      yieldNow();
      task.cancel();
      assertThat(task.uncancel()).isZero();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(task.cancelled()).isTrue();
    });
  }

  /// test_tasks::test_uncancel_structured_blocks
  @Test
  void letsAScopeTakeBackItsOwnRequest() {
    VirtualTime.run(() -> {
      Task<Integer> timedOut =
          createTask(() -> {
            assertThatThrownBy(() -> timeoutByHand(1, 10)).isInstanceOf(TimeoutException.class);
            yieldNow();
            return current().cancelling();
          });
      assertThat(timedOut.await()).isZero();
      assertThat(seconds()).isEqualTo(1.0);

      Task<Integer> inTime =
          createTask(() -> {
            timeoutByHand(10, 1);
            yieldNow();
            return current().cancelling();
          });
      assertThat(inTime.await()).isZero();
    });
  }

  private static void timeoutByHand(int timeout, int work) throws TimeoutException {
    Task<?> task = current();
    boolean[] expired = {false};
    TimerHandle timer =
        getRunningLoop()
            .callLater(
                Duration.ofSeconds(timeout),
                () -> {
                  expired[0] = true;
                  task.cancel();
                });
    try {
      sleep(work);
    } catch (CancelledError e) {
      if (expired[0] && task.uncancel() == 0) {
        throw new TimeoutException();
      }
      throw e;
    } finally {
      timer.cancel();
    }
  }
}
