package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TaskGroupTest extends LoggingTasks {
  private static List<String> failuresOf(ThrowingCallable group) {
    List<String> messages = new ArrayList<>();
    assertThatThrownBy(group)
        .isInstanceOfSatisfying(
            ExceptionGroup.class,
            e -> e.exceptions().forEach(failure -> messages.add(failure.getMessage())));
    return messages;
  }

  /// test_taskgroups::test_taskgroup_01
  @Test
  void waitsForItsTasksAndReturnsTheValueOfTheBlock() {
    VirtualTime.run(() -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      String value =
          taskGroup(group -> {
            tasks.add(group.createTask(() -> Asyncio.sleep(Duration.ofSeconds(1), 42)));
            tasks.add(group.createTask(() -> Asyncio.sleep(Duration.ofSeconds(2), 11)));
            return "value";
          });
      assertThat(value).isEqualTo("value");
      assertThat(seconds()).isEqualTo(2.0);
      assertThat(tasks).extracting(Task::result).containsExactly(42, 11);
    });
  }

  /// test_taskgroups::test_taskgroup_02
  @Test
  void blockMayAwaitItsTasks() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          Task<Integer> one = group.createTask(() -> Asyncio.sleep(Duration.ofSeconds(1), 1));
          assertThat(one.await()).isEqualTo(1);
          var _ = group.createTask(() -> sleeper("two", 1));
        }));
    assertThat(log).containsExactly("two slept");
  }

  /// test_taskgroups::test_taskgroup_03
  @Test
  void taskCancelledAloneIsNoFailure() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          Task<?> cancelled = group.createTask(() -> sleeper("one", 10));
          var _ = group.createTask(() -> sleeper("two", 1));
          yieldNow();
          cancelled.cancel();
        }));
    assertThat(log).containsExactly("one cancelled", "two slept");
  }

  /// test_taskgroups::test_taskgroup_04, test_cancel_children_on_child_error, pain 6
  @Test
  void failureOfATaskCancelsTheOthersAndTheBlock() {
    VirtualTime.run(() -> {
      assertThat(
              failuresOf(() ->
                  taskGroup(group -> {
                    var _ = group.createTask(() -> fail(1, "first"));
                    var _ = group.createTask(() -> sleeper("other", 10));
                    sleeper("block", 10);
                    log.add("not reached");
                  })))
          .containsExactly("first");
      assertThat(log).containsExactly("other cancelled", "block cancelled");
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  /// test_taskgroups::test_taskgroup_07, L8: tasks end in order of creation
  @Test
  void allFailuresOfOneMomentAreInTheGroupInOrderOfCreation() {
    VirtualTime.run(() ->
        assertThat(
                failuresOf(() ->
                    taskGroup(group -> {
                      for (int i = 0; i < 5; i++) {
                        String message = "failure " + i;
                        var _ = group.createTask(() -> fail(1, message));
                      }
                    })))
            .containsExactly("failure 0", "failure 1", "failure 2", "failure 3", "failure 4"));
  }

  /// test_taskgroups::test_taskgroup_08
  @Test
  void failureInTheCleanUpOfACancelledTaskIsInTheGroup() {
    VirtualTime.run(() ->
        assertThat(
                failuresOf(() ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> fail(1, "cause"));
                      var _ =
                          group.createTask(() -> {
                            try {
                              sleep(10);
                            } catch (CancelledError e) {
                              fail(1, "in clean-up");
                            }
                          });
                    })))
            .containsExactly("cause", "in clean-up"));
  }

  /// test_taskgroups::test_taskgroup_10, test_taskgroup_context_manager_exit_raises
  @Test
  void failureOfTheBlockCancelsTheTasks() {
    VirtualTime.run(() -> {
      assertThat(
              failuresOf(() ->
                  taskGroup(group -> {
                    var _ = group.createTask(() -> sleeper("task", 10));
                    yieldNow();
                    throw new IOException("of the block");
                  })))
          .containsExactly("of the block");
      assertThat(log).containsExactly("task cancelled");
    });
  }

  /// test_taskgroups::test_taskgroup_19
  @Test
  void failureOfTheBlockComesAfterThoseOfTheTasks() {
    VirtualTime.run(() ->
        assertThat(
                failuresOf(() ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> fail(1, "task"));
                      try {
                        sleep(10);
                      } catch (CancelledError e) {
                        throw new IllegalStateException("block");
                      }
                    })))
            .containsExactly("task", "block"));
  }

  @Test
  void checkedFailureIsInTheGroupUnwrapped() {
    VirtualTime.run(() -> {
      IOException failure = new IOException("disk");
      assertThatThrownBy(() ->
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      throw failure;
                    });
              }))
          .isInstanceOf(ExceptionGroup.class)
          .hasCause(failure);
    });
  }

  /// pain 22: a failure can be caught as itself, however many there are
  @Test
  void expectedFailureIsThrownAsItself() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(
                    IOException.class,
                    group -> {
                      for (String message : List.of("first", "second")) {
                        var _ =
                            group.createTask(() -> {
                              throw new IOException(message);
                            });
                      }
                      return sleep10();
                    }))
            .isInstanceOf(IOException.class)
            .hasMessage("first")
            .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1)));
  }

  private static int sleep10() {
    sleep(10);
    return 10;
  }

  @Test
  void unexpectedFailureIsThrownInAGroup() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(
                    IOException.class,
                    group -> {
                      var _ = group.createTask(() -> fail(0, "unexpected"));
                      return sleep10();
                    }))
            .isInstanceOf(ExceptionGroup.class));
  }

  /// test_taskgroups::test_taskgroup_20a
  @Test
  void errorsAreGroupedAsExceptionsAre() {
    VirtualTime.run(() ->
        assertThat(
                failuresOf(() ->
                    taskGroup(group -> {
                      var _ =
                          group.createTask(() -> {
                            throw new StackOverflowError("deep");
                          });
                    })))
            .containsExactly("deep"));
  }

  /// test_taskgroups::test_taskgroup_23
  @Test
  void tasksMayStartTasksWhileTheBlockIsOver() {
    VirtualTime.run(() -> {
      taskGroup(group -> {
        var _ =
            group.createTask(() -> {
              sleep(1);
              var _ = group.createTask(() -> sleeper("grandchild", 5));
            });
      });
      assertThat(seconds()).isEqualTo(6.0);
    });
    assertThat(log).containsExactly("grandchild slept");
  }

  /// test_taskgroups::test_taskgroup_finished, test_coro_closed_when_tg_closed
  @Test
  void cannotStartATaskWhenItIsOver() {
    VirtualTime.run(() -> {
      List<TaskGroup> groups = new ArrayList<>();
      taskGroup(group -> {
        groups.add(group);
      });
      Coroutine<String> body = async(() -> "never");
      assertThatThrownBy(() -> groups.getFirst().createTask(body))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is over");
      assertThatThrownBy(body::await).isInstanceOf(IllegalStateException.class);
    });
  }

  /// test_taskgroups::test_taskgroup_25, test_taskgroup_no_create_task_after_failure
  @Test
  void cannotStartATaskAfterAFailure() {
    VirtualTime.run(() ->
        assertThat(
                failuresOf(() ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> fail(1, "task"));
                      try {
                        sleep(10);
                      } finally {
                        var _ = group.createTask(() -> log.add("never"));
                      }
                    })))
            .containsExactly("task", "cannot create a task: the task group is shutting down"));
    assertThat(log).isEmpty();
  }

  /// test_taskgroups::test_taskgroup_task_name, test_taskgroup_task_context
  @Test
  void tasksHaveTheNameAndContextAskedFor() {
    ContextVar<String> variable = ContextVar.create("variable");
    VirtualTime.run(() -> {
      Context context = Asyncio.copyContext();
      context.run(() -> variable.set("in context"));
      taskGroup(group -> {
        Task<String> task =
            group.createTask(
                () -> current().getName() + ", " + variable.get(),
                TaskOptions.DEFAULT.withName("worker").withContext(context));
        assertThat(task.await()).isEqualTo("worker, in context");
      });
    });
  }

  /// test_taskgroups::test_taskgroup_without_parent_task
  @Test
  void inACallbackIsRefused() {
    VirtualTime.run(() -> {
      getRunningLoop()
          .callSoon(() ->
              assertThatThrownBy(() ->
                      taskGroup(group -> {
                        log.add("never");
                      }))
                  .isInstanceOf(IllegalStateException.class)
                  .satisfies(e -> log.add("refused")));
      yieldNow();
    });
    assertThat(log).containsExactly("refused");
  }
}
