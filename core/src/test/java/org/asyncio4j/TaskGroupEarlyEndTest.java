package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `TaskGroup.cancel()`, of Python 3.15.
class TaskGroupEarlyEndTest extends LoggingTasks {
  /// test_taskgroups::test_taskgroup_cancel_one_winner
  @Test
  void firstOneToFinishEndsTheGroupQuietly() {
    VirtualTime.run(() -> {
      taskGroup(group -> {
        for (int i = 3; i > 0; i--) {
          int seconds = i;
          var _ =
              group.createTask(() -> {
                sleeper("task " + seconds, seconds);
                group.cancel();
              });
        }
      });
      assertThat(log).containsExactly("task 1 slept", "task 3 cancelled", "task 2 cancelled");
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(current().cancelling()).isZero();
    });
  }

  /// test_taskgroups::test_taskgroup_cancel_body
  @Test
  void blockIsEndedTooAndHasNoValueThen() {
    VirtualTime.run(() -> {
      String value =
          taskGroup(group -> {
            group.cancel();
            sleeper("block", 10);
            return "not reached";
          });
      assertThat(value).isNull();
      assertThat(log).containsExactly("block cancelled");
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  @Test
  void blockThatAwaitsNothingMoreKeepsItsValue() {
    VirtualTime.run(() -> {
      String value =
          taskGroup(group -> {
            var _ = group.createTask(() -> sleeper("task", 10));
            yieldNow();
            group.cancel();
            return "value";
          });
      assertThat(value).isEqualTo("value");
      assertThat(log).containsExactly("task cancelled");
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  /// test_taskgroups::test_taskgroup_cancel_idempotent
  @Test
  void asksOnceHoweverOftenCalled() {
    VirtualTime.run(() -> {
      List<TaskGroup> groups = new ArrayList<>();
      taskGroup(group -> {
        groups.add(group);
        group.cancel();
        group.cancel();
        assertThat(current().cancelling()).isEqualTo(1);
        yieldNow();
      });
      groups.getFirst().cancel();
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  @Test
  void newTaskIsRefusedAfterIt() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(group -> {
                  group.cancel();
                  var _ = group.createTask(() -> log.add("never"));
                }))
            .isInstanceOf(ExceptionGroup.class)
            .hasRootCauseMessage("cannot create a task: the task group is shutting down"));
    assertThat(log).isEmpty();
  }

  /// test_taskgroups::test_taskgroup_cancel_before_exception
  @Test
  void failuresAreStillThrown() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(group -> {
                  var _ =
                      group.createTask(() -> {
                        try {
                          sleep(10);
                        } catch (CancelledError e) {
                          throw new IllegalStateException("in clean-up");
                        }
                      });
                  yieldNow();
                  group.cancel();
                }))
            .isInstanceOf(ExceptionGroup.class)
            .hasRootCauseMessage("in clean-up"));
  }

  /// gh-155433: test_taskgroups::test_taskgroup_cancel_keeps_outer_cancellation, pain 8
  @Test
  void cancellationFromOutsideMeanwhileIsNotSwallowed() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() -> {
            taskGroup(group -> {
              var _ =
                  group.createTask(() -> {
                    try {
                      sleep(10);
                    } finally {
                      sleep(2);
                    }
                  });
              sleep(1);
              group.cancel();
            });
            log.add("swallowed");
          });
      sleep(2);
      parent.cancel("from outside");
      assertThatThrownBy(parent::await)
          .isInstanceOf(CancelledError.class)
          .hasMessage("from outside");
      assertThat(log).isEmpty();
    });
  }

  /// gh-155433, with a group that is ended while it waits for its tasks
  @Test
  void cancellationFromOutsideIsNotSwallowedWhereATaskEndedTheGroup() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() -> {
            taskGroup(group -> {
              var _ =
                  group.createTask(() -> {
                    sleep(1);
                    group.cancel();
                    try {
                      sleep(10);
                    } finally {
                      sleep(2);
                    }
                  });
            });
            log.add("swallowed");
          });
      sleep(2);
      parent.cancel("from outside");
      assertThatThrownBy(parent::await)
          .isInstanceOf(CancelledError.class)
          .hasMessage("from outside");
      assertThat(log).isEmpty();
    });
  }

  /// gh-155433, in one step
  @Test
  void cancellationFromOutsideInTheSameStepIsNotSwallowed() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() -> {
            taskGroup(group -> {
              group.cancel();
              current().cancel("from outside");
              sleep(10);
            });
            log.add("swallowed");
          });
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
      assertThat(log).isEmpty();
    });
  }
}
