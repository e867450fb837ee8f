package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gatherSettled;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.asyncio4j.Outcome.Cancelled;
import org.asyncio4j.Outcome.Failure;
import org.asyncio4j.Outcome.Success;
import org.junit.jupiter.api.Test;

class GatherSettledTest extends LoggingTasks {
  private static void needsToCleanUp(int seconds) {
    try {
      sleep(10);
    } finally {
      sleep(seconds);
    }
  }

  /// test_tasks::FutureGatherTests::test_return_exceptions
  @Test
  void failuresAndCancellationsAreValues() {
    VirtualTime.run(() -> {
      IllegalStateException failure = new IllegalStateException("planned");
      Future<Integer> good = newFuture();
      Future<Integer> bad = newFuture();
      Future<Integer> cancelled = newFuture();
      getRunningLoop().callSoon(() -> cancelled.cancel("no"));
      getRunningLoop().callSoon(() -> bad.setException(failure));
      getRunningLoop().callSoon(() -> good.setResult(1));
      List<Outcome<Integer>> outcomes = gatherSettled(good, bad, cancelled);
      assertThat(outcomes.get(0)).isEqualTo(new Success<>(1));
      assertThat(outcomes.get(1)).isEqualTo(new Failure<>(failure));
      assertThat(outcomes.get(2))
          .isInstanceOfSatisfying(Cancelled.class, it -> assertThat(it.error()).hasMessage("no"));
    });
  }

  /// test_tasks::FutureGatherTests::test_result_exception_success
  @Test
  void waitsForAllWhateverFailsBefore() {
    VirtualTime.run(() -> {
      List<Outcome<Integer>> outcomes =
          gatherSettled(
              () -> {
                throw new IOException("at once");
              },
              () -> {
                sleep(4);
                return 4;
              });
      assertThat(seconds()).isEqualTo(4.0);
      assertThat(outcomes.get(0))
          .isInstanceOfSatisfying(
              Failure.class,
              it -> assertThat(it.exception()).isInstanceOf(IOException.class).hasNoCause());
      assertThat(outcomes.get(1).get()).isEqualTo(4);
    });
  }

  @Test
  void gettingTheValueOfAnOutcomeThrowsAsAwaitDoes() {
    VirtualTime.run(() -> {
      IOException checked = new IOException("disk");
      Future<Integer> failed = newFuture();
      Future<Integer> cancelled = newFuture();
      failed.setException(checked);
      cancelled.cancel("no");
      List<Outcome<Integer>> outcomes = gatherSettled(failed, cancelled);
      assertThatThrownBy(outcomes.get(0)::get)
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
      assertThatThrownBy(outcomes.get(1)::get).isInstanceOf(CancelledError.class).hasMessage("no");
    });
  }

  @Test
  void failureThatIsAValueIsNotReported() {
    VirtualTime.run(() -> {
      getRunningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
      assertThat(gatherSettled(() -> Integer.parseInt("x"))).hasSize(1);
    });
    assertThat(log).isEmpty();
  }

  @Test
  void ofNothingIsEmpty() {
    VirtualTime.run(() -> assertThat(gatherSettled(List.<Awaitable<String>>of())).isEmpty());
  }

  /// test_tasks::test_cancel_gather_2: the caller sees the cancellation all the same.
  @Test
  void cancellingTheAwaiterIsThrownAndNotAValue() {
    VirtualTime.run(() -> {
      Task<?> gathering = createTask(() -> gatherSettled(createTask(() -> needsToCleanUp(0))));
      yieldNow();
      yieldNow();
      gathering.cancel("enough");
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(gathering.cancelled()).isTrue();
    });
  }

  /// gh-76665 (bpo-32684)
  @Test
  void cancelledOneIsCancelledEvenIfTheChildrenReturn() {
    VirtualTime.run(() -> {
      Task<?> stubborn =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              log.add("ignored");
            }
          });
      Task<?> gathering = createTask(() -> gatherSettled(stubborn));
      yieldNow();
      gathering.cancel();
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("ignored");
    });
  }

  /// Semantics 1b: cancelled with return_exceptions it waits for all.
  @Test
  void cancelledOneWaitsForAllToCleanUp() {
    VirtualTime.run(() -> {
      Task<?> quick = createTask(() -> needsToCleanUp(1));
      Task<?> slow = createTask(() -> needsToCleanUp(3));
      Task<?> gathering = createTask(() -> gatherSettled(quick, slow));
      yieldNow();
      gathering.cancel();
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(3.0);
      assertThat(slow.cancelled()).isTrue();
    });
  }
}
