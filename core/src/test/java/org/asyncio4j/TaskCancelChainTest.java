package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tasks that wait for tasks.
class TaskCancelChainTest extends LoggingTasks {
  private static void assertCancelled(Task<?> task) {
    assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    assertThat(task.cancelled()).isTrue();
  }

  /// test_tasks::test_cancel_awaited_task
  @Test
  void ofTheTaskItselfCancelsTheTaskItAwaitsNext() {
    VirtualTime.run(() -> {
      Future<String> future = newFuture();
      Task<String> nested = createTask(() -> future.await());
      Task<String> task =
          createTask(() -> {
            current().cancel();
            return nested.await();
          });
      assertCancelled(task);
      assertThat(nested.cancelled()).isTrue();
      assertThat(future.cancelled()).isTrue();
    });
  }

  /// test_tasks::test_yield_future_passes_cancel
  @Test
  void unwindsFromTheInnermostOut() {
    VirtualTime.run(() -> {
      Future<String> waiter = newFuture();
      Coroutine<String> inner =
          Asyncio.async(
              "inner",
              () -> {
                try {
                  return waiter.await();
                } catch (CancelledError e) {
                  log.add("inner");
                  throw e;
                }
              });
      Task<?> outer =
          createTask(() -> {
            try {
              inner.await();
            } catch (CancelledError e) {
              log.add("outer");
            }
          });
      yieldNow();
      outer.cancel();
      outer.await();
      assertThat(log).containsExactly("inner", "outer");
      assertThat(waiter.cancelled()).isTrue();
    });
  }

  @Test
  void swallowedByTheAwaitedTaskDoesNotReachTheAwaiter() {
    VirtualTime.run(() -> {
      Task<String> inner =
          createTask(() -> {
            try {
              sleep(10);
              return "slept";
            } catch (CancelledError e) {
              return "swallowed";
            }
          });
      Task<String> outer = createTask(() -> inner.await());
      yieldNow();
      outer.cancel();
      assertThat(outer.await()).isEqualTo("swallowed");
      assertThat(List.of(outer.cancelling(), inner.cancelling())).containsExactly(1, 1);
    });
  }

  @Test
  void ofTheLastOfALongChainEndsAll() {
    VirtualTime.run(() -> {
      Future<Integer> first = newFuture();
      Future<Integer> last = first;
      for (int i = 0; i < 10_000; i++) {
        last = createTask(last);
      }
      yieldNow();
      assertThat(last.cancel("all of you")).isTrue();
      assertThat(first.cancelled()).isTrue();
      assertThatThrownBy(last::await).isInstanceOf(CancelledError.class).hasMessage("all of you");
    });
  }

  @Test
  void ofATaskThatWaitsForACircleEndsAll() {
    VirtualTime.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      tasks.add(createTask("outside", () -> tasks.get(1).await()));
      tasks.add(createTask("one", () -> tasks.get(2).await()));
      tasks.add(createTask("two", () -> tasks.get(3).await()));
      tasks.add(createTask("three", () -> tasks.get(1).await()));
      yieldNow();
      assertThat(tasks.getFirst().cancel("first")).isTrue();
      assertThat(tasks.get(2).cancel("second")).isTrue();
      tasks.forEach(TaskCancelChainTest::assertCancelled);
    });
  }

  @Test
  void ofTasksThatWaitForEachOtherEndsBoth() {
    VirtualTime.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      tasks.add(createTask("one", () -> tasks.get(1).await()));
      tasks.add(createTask("two", () -> tasks.get(0).await()));
      yieldNow();
      assertThat(tasks.getFirst().cancel()).isTrue();
      assertCancelled(tasks.get(0));
      assertCancelled(tasks.get(1));
    });
  }

  @Test
  void ofATaskThatThenClosesACircleEndsBoth() {
    VirtualTime.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      tasks.add(createTask("one", () -> tasks.get(1).await()));
      tasks.add(
          createTask(
              "two",
              () -> {
                current().cancel("myself");
                tasks.get(0).await();
              }));
      tasks.forEach(TaskCancelChainTest::assertCancelled);
    });
  }
}
