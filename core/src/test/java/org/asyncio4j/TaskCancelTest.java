package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TaskCancelTest extends LoggingTasks {
  private static void assertCancelled(Task<?> task) {
    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    assertThat(task.cancelled()).isTrue();
  }

  /// test_tasks::test_cancel, test_task_cancel_sleeping_task
  @Test
  void endsASleepAtOnce() {
    VirtualTime.run(() -> {
      Task<?> sleeper = createTask(() -> sleep(5000));
      getRunningLoop().callLater(Duration.ofSeconds(1), sleeper::cancel);
      assertCancelled(sleeper);
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// test_tasks::test_cancel
  @Test
  void ofADoneTaskIsRefused() {
    VirtualTime.run(() -> {
      Task<String> task = createTask(() -> "value");
      task.await();
      assertThat(task.cancel("late")).isFalse();
      assertThat(task.cancelling()).isZero();
      assertThat(task.cancelled()).isFalse();
      assertThat(task.result()).isEqualTo("value");
    });
  }

  /// L6, test_tasks::test_cancel_with_message_before_starting_task
  @Test
  void beforeTheFirstStepKeepsTheBodyFromRunning() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> log.add("ran"));
      assertThat(task.cancel("not needed")).isTrue();
      assertThat(task.done()).isFalse();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("not needed");
      assertThatThrownBy(task::exception)
          .isInstanceOf(CancelledError.class)
          .hasMessage("not needed");
      assertThat(task.cancelled()).isTrue();
      assertThat(log).isEmpty();
    });
  }

  /// test_tasks::test_cancel_with_message_then_future_result
  @Test
  void messageReachesBodyAndObservers() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              log.add("body: " + e.getMessage());
              throw e;
            }
          });
      yieldNow();
      task.cancel("my message");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("my message");
      assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasMessage("my message");
      assertThat(log).containsExactly("body: my message");
    });
  }

  /// test_tasks::test_cancel_yield
  @Test
  void takesEffectWhereTheBodyYields() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            yieldNow();
            log.add("one");
            yieldNow();
            log.add("two");
          });
      yieldNow();
      yieldNow();
      task.cancel();
      assertCancelled(task);
      assertThat(log).containsExactly("one");
    });
  }

  /// test_tasks::test_task_cancel_waiter_future
  @Test
  void cancelsTheFutureWaitedForAtOnce() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> task = createTask(() -> future.await());
      yieldNow();
      task.cancel();
      assertThat(future.cancelled()).isTrue();
      assertThat(task.done()).isFalse();
      assertCancelled(task);
    });
  }

  /// test_tasks::test_cancel_inner_future
  @Test
  void ofTheFutureWaitedForCancelsTheTask() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> task = createTask(() -> future.await());
      yieldNow();
      future.cancel();
      assertCancelled(task);
      assertThat(task.cancelling()).isZero();
    });
  }

  /// test_tasks::test_cancel_both_task_and_inner_future
  @Test
  void ofFutureAndTaskShowsTheFuturesMessage() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> task = createTask(() -> future.await());
      yieldNow();
      future.cancel("inner");
      assertThat(task.cancel("outer")).isTrue();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("inner");
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  @Test
  void afterTheFutureIsSetLosesItsResult() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> task = createTask(() -> future.await());
      yieldNow();
      future.setResult("lost");
      assertThat(task.cancel("too late")).isTrue();
      assertThat(future.cancelled()).isFalse();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("too late");
    });
  }

  @Test
  void afterTheFutureHasFailedReplacesItsException() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> task = createTask(() -> future.await());
      yieldNow();
      future.setException(new IllegalStateException("planned"));
      task.cancel("too late");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("too late");
    });
  }

  @Test
  void whenTheSleepIsOverAlreadyStillThrows() {
    VirtualTime.run(() -> {
      Task<?> sleeper = createTask(() -> sleep(1));
      yieldNow();
      getRunningLoop().callLater(Duration.ofSeconds(1), () -> log.add("" + sleeper.cancel("late")));
      assertThatThrownBy(sleeper::await).isInstanceOf(CancelledError.class).hasMessage("late");
      assertThat(log).containsExactly("true");
    });
  }

  /// test_tasks::test_cancel_task_catching
  @Test
  void caughtByTheBodyLetsItReturn() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<Integer> task =
          createTask(() -> {
            try {
              future.await();
              return 1;
            } catch (CancelledError e) {
              return 42;
            }
          });
      yieldNow();
      task.cancel();
      assertThat(future.cancelled()).isTrue();
      assertThat(task.await()).isEqualTo(42);
      assertThat(task.cancelled()).isFalse();
      assertThat(task.cancelling()).isEqualTo(1);
    });
  }

  /// test_tasks::test_cancel_task_ignoring
  @Test
  void isThrownOnce() {
    VirtualTime.run(() -> {
      Future<String> first = newFuture();
      Future<String> second = newFuture();
      Task<String> task =
          createTask(() -> {
            try {
              first.await();
            } catch (CancelledError e) {
              log.add("caught");
            }
            return second.await();
          });
      yieldNow();
      task.cancel();
      yieldNow();
      assertThat(second.done()).isFalse();
      second.setResult("value");
      assertThat(task.await()).isEqualTo("value");
      assertThat(log).containsExactly("caught");
    });
  }

  /// L6
  @Test
  void twiceInOneStepIsThrownOnceWithTheFirstMessage() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(1);
            } catch (CancelledError e) {
              log.add("caught " + e.getMessage());
            }
            yieldNow();
            log.add("end");
          });
      yieldNow();
      assertThat(task.cancel("one")).isTrue();
      assertThat(task.cancel("two")).isTrue();
      task.await();
      assertThat(task.cancelling()).isEqualTo(2);
      assertThat(log).containsExactly("caught one", "end");
    });
  }

  /// L6
  @Test
  void inTheCleanUpOfTheFirstEndsTheCleanUp() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } finally {
              log.add("cleaning");
              sleep(10);
              log.add("cleaned");
            }
          });
      yieldNow();
      task.cancel("one");
      yieldNow();
      task.cancel("two");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("two");
      assertThat(log).containsExactly("cleaning");
    });
  }

  @Test
  void cleanUpMayAwait() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } finally {
              sleep(3);
              log.add("cleaned");
            }
          });
      yieldNow();
      task.cancel();
      assertCancelled(task);
      assertThat(log).containsExactly("cleaned");
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  @Test
  void replacedByAFailureIsAFailure() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (CancelledError e) {
              throw new IllegalStateException("instead", e);
            }
          });
      yieldNow();
      task.cancel("msg");
      assertThatThrownBy(task::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("instead")
          .cause()
          .hasMessage("msg");
      assertThat(task.cancelled()).isFalse();
    });
  }

  @Test
  void isNoExceptionThatACatchAllSwallows() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } catch (Exception e) {
              log.add("swallowed");
            }
          });
      yieldNow();
      task.cancel();
      assertCancelled(task);
      assertThat(log).isEmpty();
    });
  }

  /// L14
  @Test
  void fromAnotherThreadIsRefused() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> yieldNow());
      Thread foreign =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> log.add(String.valueOf(e.getMessage())))
              .start(task::cancel);
      foreign.join();
      assertThat(log).singleElement().asString().contains("callSoonThreadsafe");
      assertThat(task.cancelling()).isZero();
      task.await();
    });
  }
}
