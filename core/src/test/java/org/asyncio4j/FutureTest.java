package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.ensureFuture;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FutureTest {
  /// test_futures::test_initial_state
  @Test
  void isPendingAtFirst() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      assertThat(future.done()).isFalse();
      assertThat(future.cancelled()).isFalse();
      assertThat(future.getLoop()).isSameAs(getRunningLoop());
    });
  }

  /// test_futures::test_result, test_exception
  @Test
  void neitherResultNorExceptionIsThereBeforeTheEnd() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      assertThatThrownBy(future::result)
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("not there yet");
      assertThatThrownBy(future::exception)
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("not there yet");
    });
  }

  /// test_futures::test_result
  @Test
  void resultIsWhatWasSet() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      future.setResult("value");
      assertThat(future.done()).isTrue();
      assertThat(future.result()).isEqualTo("value");
      assertThat(future.exception()).isNull();
      assertThat(future.await()).isEqualTo("value");
    });
  }

  @Test
  void nullIsAResult() {
    VirtualTime.run(() -> {
      Future<@Nullable String> future = getRunningLoop().createFuture();
      future.setResult(null);
      assertThat(future.done()).isTrue();
      assertThat(future.await()).isNull();
    });
  }

  /// test_futures::test_exception
  @Test
  void exceptionIsWhatWasSet() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      RuntimeException failure = new RuntimeException("planned");
      future.setException(failure);
      assertThat(future.exception()).isSameAs(failure);
      assertThatThrownBy(future::result).isSameAs(failure);
      assertThatThrownBy(future::await).isSameAs(failure);
    });
  }

  @Test
  void checkedExceptionIsKeptAsItIsAndThrownWrapped() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      IOException failure = new IOException("planned");
      future.setException(failure);
      assertThat(future.exception()).isSameAs(failure);
      assertThatThrownBy(future::result).isInstanceOf(CompletionException.class).hasCause(failure);
    });
  }

  /// test_futures::test_result
  @Test
  void endsOnce() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      future.setResult("first");
      assertThatThrownBy(() -> future.setResult("second"))
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("first");
      assertThatThrownBy(() -> future.setException(new RuntimeException()))
          .isInstanceOf(InvalidStateException.class);
      assertThat(future.cancel()).isFalse();
      assertThat(future.result()).isEqualTo("first");
    });
  }

  /// test_futures::test_cancel
  @Test
  void cancelEndsIt() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      assertThat(future.cancel()).isTrue();
      assertThat(future.done()).isTrue();
      assertThat(future.cancelled()).isTrue();
      assertThatThrownBy(future::result).isInstanceOf(CancelledError.class);
      assertThatThrownBy(future::exception).isInstanceOf(CancelledError.class);
      assertThatThrownBy(() -> future.setResult("late"))
          .isInstanceOf(InvalidStateException.class)
          .hasMessageContaining("cancelled");
      assertThatThrownBy(() -> future.setException(new RuntimeException()))
          .isInstanceOf(InvalidStateException.class);
      assertThat(future.cancel()).isFalse();
    });
  }

  /// test_futures::test_future_cancel_message_getter
  @Test
  void cancelMessageReachesTheWaiter() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<String> waiter = createTask(future);
      yieldNow();
      future.cancel("no need");
      assertThatThrownBy(future::result).isInstanceOf(CancelledError.class).hasMessage("no need");
      assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class).hasMessage("no need");
    });
  }

  /// test_futures::test_future_repr
  @Test
  void toStringTellsTheState() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setDebug(false);
      Future<Integer> future = loop.createFuture();
      assertThat(future).hasToString("<Future pending>");
      future.setResult(4);
      assertThat(future).hasToString("<Future finished result=4>");

      Future<Integer> failed = loop.createFuture();
      failed.setException(new IllegalStateException("planned"));
      assertThat(failed)
          .hasToString("<Future finished exception=java.lang.IllegalStateException: planned>");
      assertThat(failed.exception()).isNotNull();

      Future<Integer> cancelled = loop.createFuture();
      cancelled.cancel();
      assertThat(cancelled).hasToString("<Future cancelled>");
    });
  }

  /// test_futures::test_future_source_traceback
  @Test
  void toStringInDebugModeTellsWhereItWasMade() {
    VirtualTime.run(() -> {
      getRunningLoop().setDebug(true);
      Future<Integer> future = getRunningLoop().createFuture();
      assertThat(future.toString()).contains("created at").contains("FutureTest.java");
    });
  }

  @Test
  void canBeMadeAndSetWhileTheLoopDoesNotRun() {
    try (EventLoop loop = VirtualTime.newLoop()) {
      Future<String> future = loop.createFuture();
      future.setResult("early");
      assertThat(future.result()).isEqualTo("early");
      assertThat(loop.<String>runUntilComplete(future)).isEqualTo("early");
    }
  }

  /// L14
  @Test
  void otherThreadIsToldWhatToUse() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
      Thread foreign =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> thrown.set(e))
              .start(() -> future.setResult("from afar"));
      foreign.join();
      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("callSoonThreadsafe");
      assertThat(future.done()).isFalse();
    });
  }

  /// test_tasks::test_ensure_future_future, test_ensure_future_task
  @Test
  void ensureFutureLeavesFuturesAsTheyAre() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<Integer> task = createTask(() -> 1);
      assertThat((Object) ensureFuture(future)).isSameAs(future);
      assertThat((Object) ensureFuture(task)).isSameAs(task);
    });
  }

  /// test_tasks::test_ensure_future_coroutine
  @Test
  void ensureFutureMakesATaskOfABody() {
    VirtualTime.run(() -> {
      Future<? extends String> future = ensureFuture(() -> "value");
      assertThat(future).isInstanceOf(Task.class);
      assertThat(future.await()).isEqualTo("value");
    });
  }

  /// test_tasks::test_ensure_future_future
  @Test
  void ensureFutureRefusesAnotherLoopsFuture() {
    try (EventLoop other = VirtualTime.newLoop()) {
      Future<String> foreign = other.createFuture();
      VirtualTime.run(() -> {
        assertThatThrownBy(() -> ensureFuture(foreign))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("another event loop");
      });
    }
  }
}
