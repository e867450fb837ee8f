package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Futures of the JVM awaited on a loop, and futures of a loop waited for by other threads.
class InteropTest {
  private final CompletableFuture<String> stage = new CompletableFuture<>();

  /// Completes the stage on another thread, while the loop waits.
  private void elsewhere(Awaitable.Action completion) {
    var _ =
        OtherThread.start(() -> {
          completion.run();
          return true;
        });
  }

  // --- await a stage ---

  @Test
  void aStageThatIsDoneIsNotWaitedFor() {
    stage.complete("there");
    Asyncio.run(() -> {
      AtomicBoolean otherRan = new AtomicBoolean();
      getRunningLoop().callSoon(() -> otherRan.set(true));
      String value = Asyncio.await(stage);
      assertThat(value).isEqualTo("there");
      assertThat(otherRan).isFalse();
    });
  }

  @Test
  void aStageThatCompletesLaterWakesTheTask() {
    String value =
        Asyncio.run(() -> {
          elsewhere(() -> stage.complete("late"));
          return Asyncio.<String>await(stage);
        });
    assertThat(value).isEqualTo("late");
  }

  @Test
  void aStageThatFailedIsThrownWithoutItsWrapping() {
    CompletableFuture<String> dependent = stage.thenApply(String::trim).thenApply(String::trim);
    stage.completeExceptionally(new ArithmeticException("no"));
    Asyncio.run(() -> {
      assertThatThrownBy(() -> Asyncio.await(dependent))
          .isExactlyInstanceOf(ArithmeticException.class)
          .hasMessage("no");
    });
  }

  @Test
  void aStageThatFailsCheckedIsThrownWrappedOnceOrAsItIs() {
    Asyncio.run(() -> {
      elsewhere(() -> stage.completeExceptionally(new FileNotFoundException("f")));
      assertThatThrownBy(() -> Asyncio.await(stage))
          .isExactlyInstanceOf(CompletionException.class)
          .hasCauseExactlyInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> Asyncio.await(stage, IOException.class))
          .isExactlyInstanceOf(FileNotFoundException.class);
    });
  }

  @Test
  void aStageThatIsCancelledThrowsACancelledError() {
    Asyncio.run(() -> {
      elsewhere(() -> stage.cancel(true));
      assertThatThrownBy(() -> Asyncio.await(stage)).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void cancellingTheTaskCancelsTheStage() {
    Asyncio.run(() -> {
      Task<?> waiting = Asyncio.createTask(() -> Asyncio.<String>await(stage));
      VirtualTime.yieldNow();
      waiting.cancel("enough");
      assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(stage).isCancelled();
    });
  }

  @Test
  void aStageThatCompletesAfterTheLoopClosedHarmsNobody() {
    EventLoop loop = EventLoop.create();
    loop.setExceptionHandler((_, _) -> {});
    loop.runUntilComplete(() -> {
      Future<String> future = Asyncio.wrapFuture(stage);
      assertThat(future.done()).isFalse();
    });
    loop.close();
    assertThat(stage.complete("too late")).isTrue();
  }

  // --- wrapFuture ---

  /// CPython: test_wrap_future.
  @Test
  void aFutureOfTheJdkCanBeAwaited() {
    FutureTask<String> work = new FutureTask<>(() -> "worked");
    Asyncio.run(() -> {
      Future<String> future = Asyncio.wrapFuture(work);
      assertThat(future.done()).isFalse();
      elsewhere(work::run);
      assertThat(future.await()).isEqualTo("worked");
    });
  }

  @Test
  void theFailureOfAFutureOfTheJdkIsThrownWithoutItsWrapping() {
    FutureTask<String> work =
        new FutureTask<>(() -> {
          throw new ArithmeticException("no");
        });
    Asyncio.run(() -> {
      elsewhere(work::run);
      assertThatThrownBy(() -> Asyncio.<String>wrapFuture(work).await())
          .isExactlyInstanceOf(ArithmeticException.class);
    });
  }

  /// CPython: test_wrap_future_cancel, test_wrap_future_cancel2.
  @Test
  void cancellationCrossesInBothDirections() {
    FutureTask<String> cancelledHere = new FutureTask<>(() -> "never");
    FutureTask<String> cancelledThere = new FutureTask<>(() -> "never");
    Asyncio.run(() -> {
      Future<String> here = Asyncio.wrapFuture(cancelledHere);
      here.cancel();
      VirtualTime.yieldNow();
      assertThat(cancelledHere.isCancelled()).isTrue();
      Future<String> there = Asyncio.wrapFuture(cancelledThere);
      elsewhere(() -> cancelledThere.cancel(true));
      assertThatThrownBy(there::await).isInstanceOf(CancelledError.class);
    });
  }

  /// A future whose `get` breaks its contract.
  private static final class Broken extends FutureTask<String> {
    Broken() {
      super(() -> "never");
    }

    @Override
    public String get() {
      throw new UnsupportedOperationException("get");
    }
  }

  @Test
  void aFutureThatFailsToAnswerFailsInsteadOfHanging() {
    Asyncio.run(() ->
        assertThatThrownBy(() -> Asyncio.<String>wrapFuture(new Broken()).await())
            .isInstanceOf(UnsupportedOperationException.class));
  }

  // --- toCompletableFuture ---

  @Test
  void anotherThreadCanWaitForAFuture() {
    Asyncio.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      var other = OtherThread.start(() -> future.toCompletableFuture().get());
      Asyncio.sleep(Duration.ofMillis(1));
      future.setResult("there");
      String value = Asyncio.await(other);
      assertThat(value).isEqualTo("there");
    });
  }

  @Test
  void theViewOfAFutureThatIsDoneIsDone() throws Exception {
    try (EventLoop loop = EventLoop.create()) {
      Future<String> future = loop.createFuture();
      future.setResult("there");
      assertThat(future.toCompletableFuture().get()).isEqualTo("there");
    }
  }

  @Test
  void theViewOfADoneFutureOutlivesTheLoop() throws Exception {
    EventLoop loop = EventLoop.create();
    Future<String> future = loop.createFuture();
    future.setResult("there");
    loop.close();
    assertThat(future.toCompletableFuture().get()).isEqualTo("there");
  }

  @Test
  void theViewShowsAFailureAndCountsAsSeen() {
    try (EventLoop loop = EventLoop.create()) {
      loop.setExceptionHandler((_, context) -> assertThat(context).as("reported").isNull());
      Future<String> future = loop.createFuture();
      CompletableFuture<String> view = future.toCompletableFuture();
      future.setException(new ArithmeticException("no"));
      loop.stop();
      loop.runForever();
      assertThat(view)
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withCauseExactlyInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void cancellingTheViewCancelsTheTask() {
    Asyncio.run(() -> {
      Task<?> sleeper = Asyncio.createTask(() -> Asyncio.sleep(Duration.ofHours(1)));
      CompletableFuture<?> view = sleeper.toCompletableFuture();
      OtherThread.run(() -> assertThat(view.cancel(true)).isTrue());
      assertThatThrownBy(sleeper::await).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void cancellingTheTaskCancelsTheView() {
    Asyncio.run(() -> {
      Task<?> sleeper = Asyncio.createTask(() -> Asyncio.sleep(Duration.ofHours(1)));
      CompletableFuture<?> view = sleeper.toCompletableFuture();
      VirtualTime.yieldNow();
      sleeper.cancel("enough");
      Asyncio.sleep(Duration.ofMillis(1));
      assertThat(view).isCancelled();
      assertThatThrownBy(view::join)
          .isInstanceOf(CancellationException.class)
          .hasStackTraceContaining("enough");
    });
  }

  @Test
  void waitingOnTheLoopForItsOwnFutureIsRefused() {
    Asyncio.run(() -> {
      CompletableFuture<String> view =
          getRunningLoop().<String>createFuture().toCompletableFuture();
      assertThatIllegalStateException()
          .isThrownBy(view::get)
          .withMessageContaining("would block the event loop");
      assertThatIllegalStateException().isThrownBy(() -> view.get(1, TimeUnit.SECONDS));
      assertThatIllegalStateException().isThrownBy(view::join);
    });
  }

  @Test
  void waitingOnTheLoopForAStageOfItsOwnFutureIsRefused() {
    Asyncio.run(() -> {
      CompletableFuture<String> dependent =
          getRunningLoop().<String>createFuture().toCompletableFuture().thenApply(s -> s);
      assertThatIllegalStateException().isThrownBy(dependent::join);
    });
  }

  @Test
  void aViewIsCancelledWhenTheLoopCloses() {
    EventLoop loop = EventLoop.create();
    CompletableFuture<String> view = loop.<String>createFuture().toCompletableFuture();
    loop.close();
    assertThat(view).isCancelled();
    assertThatThrownBy(view::join)
        .isInstanceOf(CancellationException.class)
        .hasStackTraceContaining("closed");
  }

  // --- the loop as an executor ---

  @Test
  void aCompletableFutureCanRunOnTheLoop() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      CompletableFuture<EventLoop> where =
          OtherThread.call(() -> CompletableFuture.supplyAsync(Asyncio::getRunningLoop, loop));
      EventLoop seen = Asyncio.await(where);
      assertThat(seen).isSameAs(loop);
    });
  }
}
