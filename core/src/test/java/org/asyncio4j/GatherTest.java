package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class GatherTest extends LoggingTasks {
  private static <T> T after(int seconds, T value) {
    return Asyncio.sleep(Duration.ofSeconds(seconds), value);
  }

  private static int failAfter(int seconds, String message) {
    sleep(seconds);
    throw new IllegalStateException(message);
  }

  /// Sleeps, and logs how that ended; needs `cleanUp` seconds when cancelled.
  private void slowly(String name, int cleanUp) {
    try {
      sleep(10);
      log.add(name + " slept");
    } catch (CancelledError e) {
      log.add(name + " cancelled " + e.getMessage());
      sleep(cleanUp);
      log.add(name + " cleaned");
      throw e;
    }
  }

  /// test_tasks::test_gather (FutureGatherTests::test_success)
  @Test
  void valuesComeInTheOrderOfTheArguments() {
    VirtualTime.run(() -> {
      assertThat(gather(() -> after(3, "a"), () -> after(1, "b"), async(() -> after(2, "c"))))
          .containsExactly("a", "b", "c");
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  /// test_tasks::test_constructor_empty_sequence_use_running_loop
  @Test
  void ofNothingIsEmptyAndDoneAtOnce() {
    VirtualTime.run(() -> {
      getRunningLoop().callSoon(() -> log.add("gave way"));
      assertThat(gather(List.<Awaitable<String>>of())).isEmpty();
      assertThat(log).isEmpty();
    });
  }

  /// test_tasks::FutureGatherTests::test_one_exception, pain 6 (gh-75633)
  @Test
  void firstFailureIsThrownAtOnceAndTheOthersGoOn() {
    VirtualTime.run(() -> {
      Task<Integer> slow = createTask(() -> after(5, 5));
      assertThatThrownBy(() -> gather(slow, () -> failAfter(1, "first"), () -> failAfter(2, "2nd")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("first");
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(slow.await()).isEqualTo(5);
      assertThat(seconds()).isEqualTo(5.0);
    });
  }

  /// test_tasks::CoroutineGatherTests::test_exception_marking
  @Test
  void failuresAfterTheFirstAreNotReported() {
    VirtualTime.run(() -> {
      getRunningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
      assertThatThrownBy(() -> gather(() -> failAfter(1, "first"), () -> failAfter(2, "second")))
          .hasMessage("first");
      sleep(5);
    });
    assertThat(log).isEmpty();
  }

  @Test
  void checkedFailureComesWrapped() {
    VirtualTime.run(() -> {
      IOException failure = new IOException("disk");
      Future<Integer> failed = newFuture();
      failed.setException(failure);
      assertThatThrownBy(() -> gather(failed))
          .isInstanceOf(CompletionException.class)
          .hasCause(failure);
    });
  }

  /// test_tasks::CoroutineGatherTests::test_duplicate_coroutines
  @Test
  void sameObjectTwiceRunsOnceAndCountsTwice() {
    VirtualTime.run(() -> {
      Awaitable<Integer> body =
          () -> {
            log.add("ran");
            return 7;
          };
      assertThat(gather(body, () -> 8, body)).containsExactly(7, 8, 7);
      assertThat(log).containsExactly("ran");
    });
  }

  /// test_tasks::FutureGatherTests::test_one_cancellation
  @Test
  void cancellationOfAChildIsThrownAndTheOthersGoOn() {
    VirtualTime.run(() -> {
      Future<Integer> a = newFuture();
      Future<Integer> b = newFuture();
      getRunningLoop().callSoon(() -> a.cancel("child"));
      assertThatThrownBy(() -> gather(a, b)).isInstanceOf(CancelledError.class).hasMessage("child");
      assertThat(b.done()).isFalse();
    });
  }

  /// test_tasks::CoroutineGatherTests::test_cancellation_broadcast
  @Test
  void cancellingTheAwaiterCancelsAllChildren() {
    VirtualTime.run(() -> {
      Future<Integer> a = newFuture();
      Future<Integer> b = newFuture();
      Task<?> gathering = createTask(() -> gather(() -> a.await(), () -> b.await()));
      yieldNow();
      yieldNow();
      assertThat(gathering.cancel("enough")).isTrue();
      assertThat(a.cancelled()).isTrue();
      assertThat(b.cancelled()).isTrue();
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(gathering.cancel()).isFalse();
    });
  }

  /// Semantics 1b: it ends when the first child reports the cancellation.
  @Test
  void cancelledOneDoesNotWaitForSlowCleanUp() {
    VirtualTime.run(() -> {
      Task<?> quick = createTask(() -> slowly("quick", 1));
      Task<?> slow = createTask(() -> slowly("slow", 3));
      Task<?> gathering = createTask(() -> gather(quick, slow));
      yieldNow();
      gathering.cancel();
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(slow.done()).isFalse();
      assertThatThrownBy(slow::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  /// test_tasks::test_cancel_gather_1
  @Test
  void cannotBeCancelledOnceAllChildrenAreDone() {
    VirtualTime.run(() -> {
      Future<Integer> child = newFuture();
      Future<List<Integer>> gathering = Gather.values(getRunningLoop(), List.of(child));
      child.setResult(1);
      assertThat(gathering.done()).isFalse();
      assertThat(gathering.cancel()).isFalse();
      yieldNow();
      assertThat(gathering.result()).containsExactly(1);
    });
  }

  /// test_tasks::test_gather_shield
  @Test
  void cancellingOneOfShieldsLeavesWhatTheyProtect() {
    VirtualTime.run(() -> {
      Future<Integer> a = newFuture();
      Future<Integer> b = newFuture();
      Task<?> gathering = createTask(() -> gather(() -> shield(a), () -> shield(b)));
      yieldNow();
      yieldNow();
      gathering.cancel();
      assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
      assertThat(a.done()).isFalse();
      assertThat(b.done()).isFalse();
    });
  }

  /// test_tasks::FutureGatherTests::test_constructor_heterogenous_futures
  @Test
  void futureOfAnotherLoopIsRefused() {
    try (EventLoop other = VirtualTime.newLoop()) {
      Future<Integer> foreign = other.createFuture();
      VirtualTime.run(() ->
          assertThatThrownBy(() -> gather(newFuture(), foreign))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("another event loop"));
    }
  }

  @Test
  void outsideALoopIsRefused() {
    assertThatThrownBy(() -> gather(() -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run(...)");
  }
}
