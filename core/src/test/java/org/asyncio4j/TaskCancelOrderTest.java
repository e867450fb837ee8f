package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Every order here is what CPython 3.13 gives for the same program.
class TaskCancelOrderTest extends LoggingTasks {
  @Test
  void chainOfTasksUnwindsOneIterationEach() {
    VirtualTime.run(() -> {
      Future<Integer> future = newFuture();
      Task<?> leaf = loggingItsEnd("leaf", future);
      Task<?> middle = loggingItsEnd("middle", leaf);
      Task<?> top = loggingItsEnd("top", middle);
      yieldNow();
      top.cancel();
      assertThat(future.cancelled()).isTrue();
      assertThat(List.of(leaf.cancelling(), middle.cancelling(), top.cancelling()))
          .containsExactly(1, 1, 1);
      tick(0, 4);
      assertThatThrownBy(top::await).isInstanceOf(CancelledError.class);
      log.add("main");
      assertThat(log)
          .containsExactly("tick 0", "leaf", "tick 1", "middle", "tick 2", "top", "tick 3", "main");
    });
  }

  private Task<?> loggingItsEnd(String name, Future<?> future) {
    return createTask(() -> {
      try {
        future.await();
      } finally {
        log.add(name);
      }
    });
  }

  @Test
  void cancelledTasksGoOnInTheOrderOfTheirWakeUps() {
    VirtualTime.run(() -> {
      Future<Integer> shared = newFuture();
      Task<?> a = createTask(() -> untilCancelled("a", () -> sleep(1)));
      Task<?> b = createTask(() -> untilCancelled("b", () -> yieldNow()));
      Task<?> c = createTask(() -> untilCancelled("c", () -> shared.await()));
      Task<?> d = createTask(() -> untilCancelled("d", () -> shared.await()));
      yieldNow();
      // b is ready already; d cancels the future, which wakes c before d.
      for (Task<?> task : List.of(d, c, b, a)) {
        assertThat(task.cancel()).isTrue();
      }
      a.await();
      assertThat(log).containsExactly("b", "c", "d", "a");
    });
  }

  private void untilCancelled(String name, Awaitable.Action wait) throws Exception {
    try {
      wait.run();
    } catch (CancelledError e) {
      log.add(name);
    }
  }

  @Test
  void cancellingOneWaiterOfASharedFutureCancelsAll() {
    VirtualTime.run(() -> {
      Future<Integer> shared = newFuture();
      Task<?> a = waiter("a", shared);
      Task<?> b = waiter("b", shared);
      yieldNow();
      a.cancel("x");
      assertThat(List.of(a.cancelling(), b.cancelling())).containsExactly(1, 0);
      a.await();
      b.await();
      assertThat(log).containsExactly("a!x", "b!x");
    });
  }

  @Test
  void cancelAfterTheResultKeepsThePlaceInTheQueue() {
    VirtualTime.run(() -> {
      Future<Integer> future = newFuture();
      Task<?> a = waiter("a", future);
      Task<?> b = waiter("b", future);
      yieldNow();
      future.setResult(1);
      a.cancel("x");
      b.await();
      assertThat(log).containsExactly("a!x", "b=1");
    });
  }

  @Test
  void selfCancelledTaskGivesWayBeforeItIsThrown() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            Task<?> me = Objects.requireNonNull(currentTask());
            List<Awaitable.Action> waits =
                List.of(
                    () -> yieldNow(),
                    () -> sleep(1),
                    () -> TaskCancelOrderTest.<Integer>newFuture().await());
            for (Awaitable.Action wait : waits) {
              getRunningLoop().callSoon(() -> log.add("callback"));
              me.cancel();
              untilCancelled("thrown", wait);
              me.uncancel();
            }
          });
      task.await();
      assertThat(log)
          .containsExactly("callback", "thrown", "callback", "thrown", "callback", "thrown");
    });
  }

  @Test
  void taskCancelledBeforeItsStartEndsInItsTurn() {
    VirtualTime.run(() -> {
      var _ = createTask(() -> log.add("before"));
      Task<?> task = createTask(() -> log.add("ran"));
      task.addDoneCallback(_ -> log.add("callback"));
      var _ = createTask(() -> log.add("after"));
      task.cancel();
      tick(0, 3);
      untilCancelled("main", () -> task.await());
      assertThat(log).containsExactly("tick 0", "before", "after", "tick 1", "callback", "main");
    });
  }

  @Test
  void cancelTakenBackKeepsThePlaceInTheQueue() {
    VirtualTime.run(() -> {
      Future<Integer> future = newFuture();
      Task<?> a = waiter("a", future);
      Task<?> b = waiter("b", future);
      yieldNow();
      future.setResult(1);
      a.cancel();
      a.uncancel();
      b.await();
      log.add("main");
      assertThat(log).containsExactly("a=1", "b=1", "main");
    });
  }
}
