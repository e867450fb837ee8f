package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import org.junit.jupiter.api.Test;

/// A task that cancels itself.
class TaskSelfCancelTest extends LoggingTasks {
  private static void assertCancelled(Task<?> task) {
    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    assertThat(task.cancelled()).isTrue();
  }

  /// test_tasks::test_cancel_current_task
  @Test
  void ofTheTaskItselfIsThrownAtItsNextAwait() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            log.add("" + current().cancel("myself"));
            sleep(100);
            log.add("slept");
          });
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("myself");
      assertThat(log).containsExactly("true");
      assertThat(seconds()).isZero();
    });
  }

  @Test
  void ofTheTaskItselfCancelsTheFutureItAwaitsNext() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<?> task =
          createTask(() -> {
            current().cancel("myself");
            future.await();
          });
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("myself");
      assertThat(future.cancelled()).isTrue();
    });
  }

  @Test
  void ofTheTaskItselfSparesADoneFuture() {
    VirtualTime.run(() -> {
      Future<String> done = newFuture();
      done.setResult("value");
      Task<?> task =
          createTask(() -> {
            current().cancel();
            log.add(done.await());
            yieldNow();
            log.add("unreachable");
          });
      assertCancelled(task);
      assertThat(log).containsExactly("value");
    });
  }

  /// test_tasks::test_cancel_at_end
  @Test
  void atTheEndOfTheBodyWinsOverItsValue() {
    VirtualTime.run(() -> {
      Task<Integer> task =
          createTask(() -> {
            current().cancel("at the end");
            return 12;
          });
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("at the end");
      assertThat(task.cancelled()).isTrue();
      assertThat(task.cancel()).isFalse();
    });
  }

  @Test
  void atTheEndOfTheBodyLosesAgainstItsFailure() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            current().cancel();
            throw new IllegalStateException("planned");
          });
      assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class);
      assertThat(task.cancelled()).isFalse();
    });
  }
}
