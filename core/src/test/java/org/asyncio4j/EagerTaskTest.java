package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EagerTaskTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULT.withEagerStart(true);

  private final List<String> log = new ArrayList<>();

  /// test_eager_task_factory::test_eager_completion
  @Test
  void withoutASuspensionIsDoneOnReturn() {
    VirtualTime.run(() -> {
      Task<String> task = createTask(() -> "hello", EAGER);
      assertThat(task.done()).isTrue();
      assertThat(task.getCoro()).isNull();
      assertThat(task.result()).isEqualTo("hello");
      assertThat(task.await()).isEqualTo("hello");
    });
  }

  /// test_eager_task_factory::test_block_after_eager_step
  @Test
  void runsUpToItsFirstSuspension() {
    VirtualTime.run(() -> {
      Task<String> task =
          createTask(
              () -> {
                log.add("begun");
                sleep(1);
                return "finished";
              },
              EAGER);
      assertThat(log).containsExactly("begun");
      assertThat(task.done()).isFalse();
      assertThat(task.await()).isEqualTo("finished");
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// test_eager_task_factory::test_await_future_during_eager_step
  @Test
  void mayProvideWhatItsCreatorAwaits() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<?> task = createTask(Awaitable.of(() -> future.setResult("value")), EAGER);
      assertThat(task.done()).isTrue();
      assertThat(future.await()).isEqualTo("value");
    });
  }

  @Test
  void failureIsTheTasksAndNotThrownAtItsCreator() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(
              () -> {
                throw new IllegalStateException("planned");
              },
              EAGER);
      assertThat(task.done()).isTrue();
      assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class);
    });
  }

  /// test_eager_task_factory::test_cancellation_after_eager_completion
  @Test
  void cannotBeCancelledOnceDone() {
    VirtualTime.run(() -> {
      Task<String> task = createTask(() -> "hello", EAGER);
      assertThat(task.cancel()).isFalse();
      assertThat(task.await()).isEqualTo("hello");
      assertThat(task.cancelled()).isFalse();
    });
  }

  /// test_eager_task_factory::test_cancellation_after_eager_step_blocks
  @Test
  void canBeCancelledAfterItsFirstStep() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(Awaitable.of(() -> sleep(1)), EAGER);
      assertThat(task.cancel("no need")).isTrue();
      assertThat(task.cancelling()).isEqualTo(1);
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("no need");
    });
  }

  /// test_eager_task_factory::test_current_task
  @Test
  void isTheCurrentTaskInItsFirstStep() {
    VirtualTime.run(() -> {
      Task<?> main = currentTask();
      List<Object> seen = new ArrayList<>();
      Task<?> task =
          createTask(
              Awaitable.of(() -> {
                seen.add(String.valueOf(currentTask()));
                yieldNow();
                seen.add(String.valueOf(currentTask()));
              }),
              EAGER);
      assertThat((Object) currentTask()).isSameAs(main);
      assertThat(seen.toString()).contains(task.getName());
      task.await();
      assertThat(seen).hasSize(2).allMatch(text -> text.toString().contains(task.getName()));
    });
  }

  /// test_eager_task_factory::test_all_tasks_with_eager_completion
  @Test
  void isAmongAllTasksWhileItRuns() {
    VirtualTime.run(() -> {
      Task<List<Task<?>>> task = createTask(() -> allTasks(), EAGER);
      assertThat(new ArrayList<Object>(task.result())).contains(task);
      assertThat(new ArrayList<Object>(allTasks())).doesNotContain(task);
    });
  }

  /// test_eager_task_factory::test_all_tasks_with_blocking
  @Test
  void isAmongAllTasksWhileItWaits() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(Awaitable.of(() -> sleep(1)), EAGER);
      assertThat(new ArrayList<Object>(allTasks())).contains(task);
      task.await();
      assertThat(new ArrayList<Object>(allTasks())).doesNotContain(task);
    });
  }

  /// test_eager_task_factory::test_context_vars
  @Test
  void setsVariablesInItsOwnContext() {
    ContextVar<Integer> var = ContextVar.create("var", 0);
    VirtualTime.run(() -> {
      var.set(1);
      Task<Integer> task =
          createTask(
              () -> {
                assertThat(var.get()).isEqualTo(1);
                var.set(2);
                yieldNow();
                assertThat(var.get()).isEqualTo(2);
                var.set(3);
                return var.get();
              },
              EAGER);
      assertThat(var.get()).isEqualTo(1);
      assertThat(task.await()).isEqualTo(3);
      assertThat(var.get()).isEqualTo(1);
    });
  }

  @Test
  void startsOthersEagerlyInItsFirstStep() {
    VirtualTime.run(() -> {
      Task<?> outer =
          createTask(
              Awaitable.of(() -> {
                log.add("outer 1");
                Task<?> inner = createTask(stepsOf("inner"), EAGER);
                log.add("outer 2");
                inner.await();
                log.add("outer 3");
              }),
              EAGER);
      log.add("main");
      outer.await();
      assertThat(log)
          .containsExactly("outer 1", "inner 1", "outer 2", "main", "inner 2", "outer 3");
    });
  }

  private Awaitable<?> stepsOf(String name) {
    return Awaitable.of(() -> {
      log.add(name + " 1");
      yieldNow();
      log.add(name + " 2");
    });
  }

  @Test
  void runsAheadOfWhatIsReady() {
    VirtualTime.run(() -> {
      getRunningLoop().callSoon(() -> log.add("callback"));
      Task<?> lazy = createTask(stepsOf("lazy"));
      Task<?> eager = createTask(stepsOf("eager"), EAGER);
      log.add("main");
      lazy.await();
      eager.await();
      assertThat(log).containsExactly("eager 1", "main", "callback", "lazy 1", "eager 2", "lazy 2");
    });
  }

  @Test
  void canBeStartedByACallback() {
    VirtualTime.run(() -> {
      Future<Task<?>> made = getRunningLoop().createFuture();
      getRunningLoop()
          .callSoon(() -> {
            Task<?> task = getRunningLoop().createTask(stepsOf("task"), EAGER);
            log.add("callback goes on, task " + currentTask());
            made.setResult(task);
          });
      made.await().await();
      assertThat(log).containsExactly("task 1", "callback goes on, task null", "task 2");
    });
  }

  @Test
  void cancelsItsCreatorAtTheNextAwaitOfThat() {
    VirtualTime.run(() -> {
      Task<?> creator =
          createTask(() -> {
            Task<?> me = currentTask();
            var _ =
                createTask(
                    Awaitable.of(() -> {
                      if (me != null) {
                        me.cancel("by my child");
                      }
                    }),
                    EAGER);
            log.add("goes on");
            yieldNow();
            log.add("unreachable");
          });
      assertThatThrownBy(creator::await)
          .isInstanceOf(CancelledError.class)
          .hasMessage("by my child");
      assertThat(log).containsExactly("goes on");
    });
  }

  @Test
  void waitsForItsCreator() {
    VirtualTime.run(() -> {
      Task<?>[] child = {null};
      Task<String> creator =
          createTask(() -> {
            Task<?> me = currentTask();
            child[0] = createTask(() -> me == null ? "" : me.await() + "'s child", EAGER);
            return "creator";
          });
      creator.await();
      assertThat(child[0]).isNotNull();
      assertThat((Object) child[0].await()).isEqualTo("creator's child");
    });
  }

  @Test
  void waitsForTheLoopWhereThatDoesNotRun() {
    try (EventLoop loop = VirtualTime.newLoop()) {
      Task<String> task = loop.createTask(() -> "value", EAGER);
      assertThat(task.done()).isFalse();
      assertThat(loop.<String>runUntilComplete(task)).isEqualTo("value");
    }
  }

  /// test_eager_task_factory::test_eager_task_factory_set
  @Test
  void factoryMakesEveryTaskEager() {
    VirtualTime.run(() -> {
      getRunningLoop().setTaskFactory(TaskFactory.EAGER);
      assertThat(getRunningLoop().getTaskFactory()).isSameAs(TaskFactory.EAGER);
      Task<String> task = createTask("named", () -> "value");
      assertThat(task.done()).isTrue();
      assertThat(task.getName()).isEqualTo("named");
      getRunningLoop().setTaskFactory(null);
      assertThat(createTask(() -> "value").done()).isFalse();
    });
  }

  @Test
  void thousandsNestedDoNotOverflowTheStack() {
    VirtualTime.run(() -> {
      assertThat(nested(5000).await()).isEqualTo(5000);
    });
  }

  private static Task<Integer> nested(int depth) {
    return createTask(() -> depth == 0 ? 0 : nested(depth - 1).await() + 1, EAGER);
  }
}
