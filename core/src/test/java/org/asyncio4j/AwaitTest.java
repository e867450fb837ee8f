package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AwaitTest {
  private final List<String> log = new ArrayList<>();

  private static <T> Awaitable<T> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void ofALambdaRunsItInTheCurrentTask() {
    VirtualTime.run(() -> {
      Task<?> main = Objects.requireNonNull(currentTask());
      Task<?> where =
          await(() -> {
            yieldNow();
            return Objects.requireNonNull(currentTask());
          });
      assertThat((Object) where).isSameAs(main);
    });
  }

  @Test
  void ofATaskWaitsForIt() {
    VirtualTime.run(() -> {
      Task<Integer> task =
          createTask(() -> {
            sleep(1);
            return 3;
          });
      assertThat(await(task) + await(task, IOException.class) + task.await()).isEqualTo(9);
    });
  }

  @Test
  void throwsUncheckedExceptionsAndErrorsAsTheyAre() {
    RuntimeException unchecked = new IllegalStateException("planned");
    AssertionError error = new AssertionError("planned");
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(failing(unchecked))).isSameAs(unchecked);
      assertThatThrownBy(() -> await(createTask(failing(unchecked)))).isSameAs(unchecked);
      Awaitable<String> broken =
          () -> {
            throw error;
          };
      assertThatThrownBy(() -> await(broken)).isSameAs(error);
      assertThatThrownBy(() -> await(createTask(broken))).isSameAs(error);
    });
  }

  @Test
  void wrapsCheckedExceptions() {
    IOException checked = new IOException("planned");
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(failing(checked)))
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
      assertThatThrownBy(() -> await(createTask(failing(checked))))
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
    });
  }

  @Test
  void wrapsOnceHoweverManyAwaitsItPasses() {
    IOException checked = new IOException("planned");
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(() -> await(() -> await(failing(checked)))))
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
    });
  }

  @Test
  void throwsTheCheckedExceptionOfTheTypeAskedFor() {
    IOException checked = new FileNotFoundException("planned");
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(failing(checked), IOException.class)).isSameAs(checked);
      assertThatThrownBy(() -> await(createTask(failing(checked)), IOException.class))
          .isSameAs(checked);
      assertThatThrownBy(() -> await(() -> await(failing(checked)), IOException.class))
          .isSameAs(checked);
    });
  }

  @Test
  void wrapsTheCheckedExceptionsOfOtherTypes() {
    TimeoutException other = new TimeoutException("planned");
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(failing(other), IOException.class))
          .isInstanceOf(CompletionException.class)
          .hasCause(other);
      assertThatThrownBy(() -> await(createTask(failing(other)), IOException.class))
          .isInstanceOf(CompletionException.class)
          .hasCause(other);
    });
  }

  @Test
  void leavesAnUncheckedFailureThatTheProgramWrappedAlone() {
    CompletionException wrapped = new CompletionException(new IllegalStateException("planned"));
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> await(failing(wrapped))).isSameAs(wrapped);
      assertThatThrownBy(() -> await(createTask(failing(wrapped)))).isSameAs(wrapped);
    });
  }

  @Test
  void ofACompletableFutureWaitsForIt() {
    VirtualTime.run(() -> {
      CompletableFuture<String> stage = new CompletableFuture<>();
      getRunningLoop().callSoon(() -> stage.complete("value"));
      assertThat(await(stage)).isEqualTo("value");
      assertThat(await(CompletableFuture.completedFuture("done"))).isEqualTo("done");
    });
  }

  @Test
  void ofACompletableFutureThrowsItsFailureUnwrapped() {
    IOException checked = new IOException("planned");
    RuntimeException unchecked = new IllegalStateException("planned");
    VirtualTime.run(() -> {
      CompletableFuture<String> stage = CompletableFuture.failedFuture(checked);
      CompletableFuture<String> derived = stage.thenApply(value -> value + "!");
      assertThatThrownBy(() -> await(derived))
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
      assertThatThrownBy(() -> await(derived, IOException.class)).isSameAs(checked);
      assertThatThrownBy(() -> await(CompletableFuture.failedFuture(unchecked)))
          .isSameAs(unchecked);
    });
  }

  @Test
  void ofACompletableFutureCancelsItWithTheTask() {
    VirtualTime.run(() -> {
      CompletableFuture<String> stage = new CompletableFuture<>();
      Task<String> task = createTask(() -> await(stage));
      yieldNow();
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(stage).isCancelled();
    });
  }

  @Test
  void ofACancelledCompletableFutureThrowsCancelledError() {
    VirtualTime.run(() -> {
      CompletableFuture<String> stage = new CompletableFuture<>();
      stage.cancel(true);
      assertThatThrownBy(() -> await(stage)).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void outsideALoopFailsAndDoesNotRunTheBody() {
    Awaitable<Boolean> body = () -> log.add("ran");
    assertThatThrownBy(() -> await(body))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("await only inside a task");
    assertThatThrownBy(() -> await(body, IOException.class))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> await(CompletableFuture.completedFuture("done")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(VirtualTime::yieldNow).isInstanceOf(IllegalStateException.class);
    assertThat(log).isEmpty();
  }

  @Test
  void inACallbackFailsAndTheLoopGoesOn() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      List<Awaitable.Action> attempts =
          List.of(() -> future.await(), () -> await(() -> 1), () -> sleep(1), () -> yieldNow());
      for (Awaitable.Action attempt : attempts) {
        getRunningLoop()
            .callSoon(() -> {
              assertThatThrownBy(attempt::run)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("a callback cannot await");
              log.add("refused");
            });
      }
      yieldNow();
      assertThat(log).hasSize(4);
    });
  }

  /// test_tasks::test_other_loop_future
  @Test
  void ofAnotherLoopsFutureFails() {
    try (EventLoop other = VirtualTime.newLoop()) {
      Future<String> future = other.createFuture();
      VirtualTime.run(() -> {
        assertThatThrownBy(future::await)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("of another event loop");
      });
      assertThat(future.done()).isFalse();
    }
  }

  /// test_tasks::test_task_awaits_on_itself
  @Test
  void ofTheTaskItselfFails() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Objects.requireNonNull(currentTask()).await());
      assertThatThrownBy(task::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("task cannot await on itself");
    });
  }

  @Test
  void inAClassInitialiserOfATaskToBeCancelledLeavesNoWakeUpBehind() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            assertThat(SleepingInitialiser.tried).isTrue();
            assertThat(WaitingInitialiser.tried).isTrue();
            Future<String> future = getRunningLoop().createFuture();
            getRunningLoop().callLater(Duration.ofSeconds(1), () -> future.setResult("value"));
            return future.await();
          });
      assertThat((Object) task.await()).isEqualTo("value");
    });
  }

  /// Fails on one engine because the stack is pinned, on the other because the task is cancelled.
  private static boolean tryWhenCancelled(Awaitable.Action wait) {
    Task<?> task = Objects.requireNonNull(currentTask());
    task.cancel();
    assertThatThrownBy(wait::run)
        .isInstanceOfAny(IllegalStateException.class, CancelledError.class);
    task.uncancel();
    return true;
  }

  private static final class SleepingInitialiser {
    static final boolean tried = tryWhenCancelled(() -> sleep(1));
  }

  private static final class WaitingInitialiser {
    static final boolean tried =
        tryWhenCancelled(() -> getRunningLoop().<String>createFuture().await());
  }

  @Test
  void failureOfAnAwaitLeavesTheTaskUsable() {
    VirtualTime.run(() -> {
      Task<String> task =
          createTask(() -> {
            assertThatThrownBy(() -> await(failing(new IOException())))
                .isInstanceOf(CompletionException.class);
            sleep(1);
            return "went on";
          });
      assertThat(task.await()).isEqualTo("went on");
    });
  }

  @Test
  void keepsLocksThreadLocalsAndTheThread() {
    ThreadLocal<String> local = new ThreadLocal<>();
    Object lock = new Object();
    VirtualTime.run(() -> {
      Task<String> task =
          createTask(() -> {
            Thread before = Thread.currentThread();
            local.set("mine");
            synchronized (lock) {
              sleep(1);
              assertThat(Thread.holdsLock(lock)).isTrue();
            }
            assertThat(Thread.currentThread()).isSameAs(before);
            return local.get();
          });
      assertThat(task.await()).isEqualTo("mine");
      assertThat(local.get()).isNull();
    });
  }
}
