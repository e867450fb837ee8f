package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.asCompleted;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AsCompletedTest {
  private final List<String> log = new ArrayList<>();

  private static Task<Integer> sleeper(int seconds) {
    return createTask(() -> Asyncio.sleep(Duration.ofSeconds(seconds), seconds));
  }

  /// test_tasks::test_as_completed, test_as_completed_same_tasks_in_as_out
  @Test
  void givesTheCallersOwnTasksInTheOrderInWhichTheyEnd() {
    VirtualTime.run(() -> {
      Task<Integer> three = sleeper(3);
      Task<Integer> one = sleeper(1);
      Task<Integer> two = sleeper(2);
      List<Future<Integer>> seen = new ArrayList<>();
      for (Future<Integer> ended : asCompleted(List.of(three, one, two))) {
        assertThat(ended.done()).isTrue();
        seen.add(ended);
      }
      assertThat(seen).containsExactly(one, two, three);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  /// test_tasks::test_as_completed_duplicate_coroutines
  @Test
  void sameTaskTwiceIsGivenOnce() {
    VirtualTime.run(() -> {
      Task<Integer> one = sleeper(1);
      assertThat(asCompleted(List.of(one, one))).containsExactly(one);
    });
  }

  @Test
  void ofNothingIsEmpty() {
    VirtualTime.run(() -> {
      assertThat(asCompleted(List.<Task<Integer>>of())).isEmpty();
      assertThat(asCompleted(List.<Task<Integer>>of(), Duration.ofDays(1))).isEmpty();
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  @Test
  void failuresAndCancellationsAreGivenToo() {
    VirtualTime.run(() -> {
      Task<Integer> failing = createTask(() -> Integer.parseInt("x"));
      Task<Integer> cancelled = sleeper(5);
      cancelled.cancel();
      int count = 0;
      for (Future<Integer> ended : asCompleted(List.of(failing, cancelled))) {
        assertThatThrownBy(ended::result).isNotNull();
        count++;
      }
      assertThat(count).isEqualTo(2);
    });
  }

  /// test_tasks::test_as_completed_resume_iterator
  @Test
  void goesOnAfterABreak() {
    VirtualTime.run(() -> {
      Iterable<Future<Integer>> completed =
          asCompleted(List.of(sleeper(2), sleeper(1), sleeper(3)));
      List<Integer> values = new ArrayList<>();
      for (Future<Integer> ended : completed) {
        values.add(ended.result());
        break;
      }
      sleep(10);
      for (Future<Integer> ended : completed) {
        values.add(ended.result());
      }
      assertThat(values).containsExactly(1, 2, 3);
    });
  }

  /// test_tasks::test_as_completed_with_timeout
  @Test
  void timeoutIsThrownAndCancelsNothing() {
    VirtualTime.run(() -> {
      Task<Integer> late = sleeper(5);
      Iterator<Future<Integer>> completed =
          asCompleted(List.of(late, sleeper(1)), Duration.ofSeconds(2)).iterator();
      assertThat(completed.next().result()).isEqualTo(1);
      assertThatThrownBy(completed::next)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(2.0);
      assertThat(late.await()).isEqualTo(5);
    });
  }

  /// test_tasks::test_as_completed_with_unused_timeout
  @Test
  void timerIsForgottenWhenAllHaveEnded() {
    VirtualTime.run(() -> {
      assertThat(asCompleted(List.of(sleeper(1)), Duration.ofDays(1))).hasSize(1);
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  @Test
  void whatEndedBeforeTheTimeoutIsStillGiven() {
    VirtualTime.run(() -> {
      Iterator<Future<Integer>> completed =
          asCompleted(List.of(sleeper(1), sleeper(5)), Duration.ofSeconds(2)).iterator();
      sleep(3);
      assertThat(completed.next().result()).isEqualTo(1);
      assertThatThrownBy(completed::next).hasCauseInstanceOf(TimeoutException.class);
      assertThat(completed.hasNext()).isFalse();
    });
  }

  /// test_tasks::test_as_completed_reverse_wait, test_as_completed_concurrent
  @Test
  void severalTasksShareTheEndedInTheOrderInWhichTheyAsked() {
    VirtualTime.run(() -> {
      Iterator<Future<Integer>> completed = asCompleted(List.of(sleeper(2), sleeper(1))).iterator();
      Task<?> a = createTask(() -> log.add("a " + completed.next().result()));
      Task<?> b = createTask(() -> log.add("b " + completed.next().result()));
      a.await();
      b.await();
      assertThat(log).containsExactly("a 1", "b 2");
    });
  }

  /// Semantics 1b; in CPython 3.13 the iteration ends one short
  @Test
  void cancelledTakerLosesNothing() {
    VirtualTime.run(() -> {
      Iterator<Future<Integer>> completed = asCompleted(List.of(sleeper(1), sleeper(2))).iterator();
      Task<?> taker = createTask(completed::next);
      yieldNow();
      taker.cancel();
      assertThatThrownBy(taker::await).isInstanceOf(CancelledError.class);
      assertThat(completed.next().result()).isEqualTo(1);
      assertThat(completed.next().result()).isEqualTo(2);
      assertThat(completed.hasNext()).isFalse();
    });
  }

  @Test
  void takerCancelledAfterItsTurnHasComePassesItOn() {
    VirtualTime.run(() -> {
      Future<Integer> first = getRunningLoop().createFuture();
      Future<Integer> second = getRunningLoop().createFuture();
      Iterator<Future<Integer>> completed = asCompleted(List.of(first, second)).iterator();
      Task<?> cancelled = createTask(completed::next);
      Task<Future<Integer>> other = createTask(completed::next);
      yieldNow();
      first.addDoneCallback(_ -> cancelled.cancel());
      first.setResult(1);
      assertThat(other.await()).isSameAs(first);
      assertThat(cancelled.cancelled()).isTrue();
      second.setResult(2);
      assertThat(completed.next()).isSameAs(second);
    });
  }

  @Test
  void moreThanThereAreIsRefused() {
    VirtualTime.run(() -> {
      Iterator<Future<Integer>> completed = asCompleted(List.of(sleeper(1))).iterator();
      completed.next();
      assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
    });
  }

  /// test_tasks::test_as_completed_coroutine_without_loop
  @Test
  void outsideALoopIsRefused() {
    assertThatThrownBy(() -> asCompleted(List.<Task<Integer>>of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run(...)");
  }
}
