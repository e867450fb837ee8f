package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunCoroutineThreadsafeTest {
  private static final ContextVar<String> NAME = ContextVar.create("name", "nobody");

  /// CPython: test_run_coroutine_threadsafe.
  @Test
  void anotherThreadCanRunATaskOnTheLoop() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      var other =
          OtherThread.start(() -> {
            NAME.set("other thread");
            return Asyncio.<String>runCoroutineThreadsafe(
                    () -> {
                      VirtualTime.yieldNow();
                      assertThat(getRunningLoop()).isSameAs(loop);
                      return "by " + NAME.get();
                    },
                    loop)
                .get();
          });
      String value = Asyncio.await(other);
      assertThat(value).isEqualTo("by other thread");
    });
  }

  /// CPython: test_run_coroutine_threadsafe_with_exception.
  @Test
  void theOtherThreadIsToldOfAFailure() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      CompletableFuture<Integer> end =
          Asyncio.runCoroutineThreadsafe(() -> Integer.parseInt("x"), loop);
      var other = OtherThread.start(() -> end.handle((_, e) -> e).get());
      Throwable failure = Asyncio.await(other);
      assertThat(failure).isInstanceOf(NumberFormatException.class);
    });
  }

  /// CPython: test_run_coroutine_threadsafe_and_cancel, _task_cancelled.
  @Test
  void aTaskFromAnotherThreadCanBeCancelledFromBothSides() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      for (boolean there : new boolean[] {true, false}) {
        CountDownLatch started = new CountDownLatch(1);
        Future<String> cleanedUp = loop.createFuture();
        CompletableFuture<?> end =
            Asyncio.<String>runCoroutineThreadsafe(
                () -> {
                  try {
                    started.countDown();
                    Asyncio.sleep(Duration.ofHours(1));
                    return "never";
                  } finally {
                    cleanedUp.setResult("yes");
                  }
                },
                loop);
        Asyncio.toThread(() -> started.await());
        if (there) {
          OtherThread.run(() -> end.cancel(true));
        } else {
          Asyncio.allTasks().getLast().cancel();
        }
        assertThat(cleanedUp.await()).isEqualTo("yes");
        VirtualTime.yieldNow();
        assertThat(end).isCancelled();
      }
    });
  }

  @Test
  void aTaskCancelledOnItsWayNeverStarts() {
    try (EventLoop loop = EventLoop.create()) {
      CompletableFuture<?> end =
          Asyncio.<String>runCoroutineThreadsafe(
              () -> {
                throw new AssertionError("started");
              },
              loop);
      assertThat(end.cancel(true)).isTrue();
      loop.runUntilComplete(VirtualTime::yieldNow);
      assertThat(Asyncio.allTasks(loop)).isEmpty();
    }
  }

  /// CPython: test_run_coroutine_threadsafe_task_factory_exception.
  @Test
  void theOtherThreadAndTheHandlerAreToldOfAFailingTaskFactory() {
    try (EventLoop loop = EventLoop.create()) {
      Future<@Nullable Throwable> reported = loop.createFuture();
      loop.setExceptionHandler((_, context) -> reported.setResult(context.exception()));
      loop.setTaskFactory(
          new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> create(
                EventLoop where, Awaitable<? extends T> body, TaskOptions options) {
              throw new ArithmeticException("factory");
            }
          });
      CompletableFuture<?> end = Asyncio.<Integer>runCoroutineThreadsafe(() -> 1, loop);
      @Nullable Throwable told = loop.runUntilComplete(reported);
      assertThat(told).hasMessage("factory");
      assertThat(end)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isSameAs(told);
    }
  }

  @Test
  void aTaskThatTheClosingLoopDropsIsCancelledForTheOtherThread() {
    EventLoop loop = EventLoop.create();
    CompletableFuture<?> end = Asyncio.<Integer>runCoroutineThreadsafe(() -> 1, loop);
    loop.close();
    assertThat(end).isCancelled();
  }
}
