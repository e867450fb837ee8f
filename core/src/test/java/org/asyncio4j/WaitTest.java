package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.asyncio4j.ReturnWhen.FIRST_COMPLETED;
import static org.asyncio4j.ReturnWhen.FIRST_EXCEPTION;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitTest {
  private static Task<Integer> sleeper(int seconds) {
    return createTask(() -> Asyncio.sleep(Duration.ofSeconds(seconds), seconds));
  }

  private static Task<Integer> failing(int seconds) {
    return createTask(() -> {
      sleep(seconds);
      throw new IllegalStateException("planned");
    });
  }

  /// test_tasks::test_wait
  @Test
  void returnsWhenAllAreDone() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(1);
      Task<Integer> b = sleeper(2);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(a, b));
      assertThat(waited.done()).containsExactly(a, b);
      assertThat(waited.pending()).isEmpty();
      assertThat(seconds()).isEqualTo(2.0);
    });
  }

  /// test_tasks::test_wait_first_completed
  @Test
  void returnsWhenTheFirstIsDone() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(10);
      Task<Integer> b = sleeper(1);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(a, b), null, FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(b);
      assertThat(waited.pending()).containsExactly(a);
      assertThat(a.cancelling()).isZero();
    });
  }

  /// test_tasks::test_wait_really_done
  @Test
  void tellsAllThatAreDoneAndNotOnlyWhatEndedTheWait() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(1);
      Task<Integer> b = sleeper(1);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(a, b), null, FIRST_COMPLETED);
      assertThat(waited.done()).containsExactly(a, b);
    });
  }

  /// test_tasks::test_wait_first_exception
  @Test
  void returnsWhenTheFirstHasFailed() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(10);
      Task<Integer> b = sleeper(1);
      Task<Integer> c = failing(2);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(a, b, c), null, FIRST_EXCEPTION);
      assertThat(waited.done()).containsExactly(b, c);
      assertThat(waited.pending()).containsExactly(a);
      assertThat(c.exception()).hasMessage("planned");
    });
  }

  /// Semantics 1b: being cancelled is no exception.
  @Test
  void cancellationDoesNotCountAsAFailure() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(3);
      Task<Integer> b = sleeper(10);
      getRunningLoop().callLater(Duration.ofSeconds(1), b::cancel);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(a, b), null, FIRST_EXCEPTION);
      assertThat(waited.done()).containsExactly(a, b);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  /// test_tasks::test_wait_with_exception
  @Test
  void failuresAreLeftInTheFutures() {
    VirtualTime.run(() -> {
      Task<Integer> bad = failing(1);
      Waited<Task<Integer>> waited = Asyncio.wait(List.of(sleeper(2), bad));
      assertThat(waited.done()).hasSize(2);
      assertThatThrownBy(bad::result).hasMessage("planned");
    });
  }

  /// test_tasks::test_wait_with_timeout
  @Test
  void timeoutReturnsWhatThereIsAndCancelsNothing() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(1);
      Task<Integer> b = sleeper(5);
      Waited<Task<Integer>> waited =
          Asyncio.wait(List.of(a, b), Duration.ofSeconds(2), ALL_COMPLETED);
      assertThat(waited.done()).containsExactly(a);
      assertThat(waited.pending()).containsExactly(b);
      assertThat(seconds()).isEqualTo(2.0);
      assertThat(b.await()).isEqualTo(5);
    });
  }

  /// test_tasks::test_wait_concurrent_complete
  @Test
  void timeoutAtTheMomentOfCompletionIsNoError() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(1);
      Task<Integer> b = sleeper(2);
      Waited<Task<Integer>> waited =
          Asyncio.wait(List.of(a, b), Duration.ofSeconds(1), ALL_COMPLETED);
      assertThat(waited.pending()).contains(b);
      assertThat(a.await() + b.await()).isEqualTo(3);
    });
  }

  @Test
  void timerIsForgottenWhenTheWaitIsOver() {
    VirtualTime.run(() -> {
      Asyncio.wait(List.of(sleeper(1)), Duration.ofDays(1), ALL_COMPLETED);
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// test_tasks::test_yield_wait_does_not_shield_cancel
  @Test
  void cancellingTheWaitLeavesTheWaitedFor() {
    VirtualTime.run(() -> {
      Task<Integer> inner = sleeper(5);
      Task<?> outer = createTask(() -> Asyncio.wait(List.of(inner)));
      yieldNow();
      outer.cancel();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
      assertThat(inner.cancelling()).isZero();
      assertThat(inner.await()).isEqualTo(5);
    });
  }

  /// test_tasks::test_wait_duplicate_coroutines
  @Test
  void sameFutureTwiceCountsOnce() {
    VirtualTime.run(() -> {
      Task<Integer> a = sleeper(1);
      assertThat(Asyncio.wait(List.of(a, a)).done()).containsExactly(a);
    });
  }

  @Test
  void ofFuturesThatAreDoneTakesOneIteration() {
    VirtualTime.run(() -> {
      Future<Integer> done = getRunningLoop().createFuture();
      done.setResult(1);
      assertThat(Asyncio.wait(List.of(done)).done()).containsExactly(done);
    });
  }

  /// test_tasks::test_wait_errors
  @Test
  void ofNothingIsRefused() {
    VirtualTime.run(() ->
        assertThatThrownBy(() -> Asyncio.wait(List.<Task<Integer>>of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("at least one"));
  }
}
