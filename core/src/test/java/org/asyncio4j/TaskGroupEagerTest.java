package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Groups of tasks that start at once.
class TaskGroupEagerTest {
  private final List<String> log = new ArrayList<>();

  /// test_taskgroups::TestEagerTaskTaskGroup (the whole class runs with the eager factory)
  @Test
  void waitsForEagerTasks() {
    VirtualTime.run(() -> {
      getRunningLoop().setTaskFactory(TaskFactory.EAGER);
      taskGroup(group -> {
        var _ =
            group.createTask(() -> {
              log.add("started");
              sleep(1);
              log.add("ended");
            });
        log.add("block");
      });
      assertThat(log).containsExactly("started", "block", "ended");
    });
  }

  /// gh-128550, gh-128588 (3.14): the block goes on until its next await
  @Test
  void taskThatFailsAtOnceDoesNotCutTheBlockShort() {
    VirtualTime.run(() -> {
      getRunningLoop().setTaskFactory(TaskFactory.EAGER);
      assertThatThrownBy(() ->
              taskGroup(group -> {
                Task<?> failed = group.createTask(() -> Integer.parseInt("x"));
                assertThat(failed.done()).isTrue();
                var _ = group.createTask(() -> log.add("second"));
                sleep(10);
              }))
          .isInstanceOf(ExceptionGroup.class);
      assertThat(log).containsExactly("second");
      assertThat(seconds()).isZero();
    });
  }

  /// gh-155418 (3.15): it was not yet among the group's tasks
  @Test
  void taskThatCancelsItsGroupInItsFirstStepIsCancelledToo() {
    VirtualTime.run(() -> {
      getRunningLoop().setTaskFactory(TaskFactory.EAGER);
      taskGroup(group -> {
        var _ =
            group.createTask(() -> {
              group.cancel();
              sleep(10);
              log.add("not reached");
            });
        yieldNow();
        log.add("not reached");
      });
      assertThat(seconds()).isZero();
      assertThat(log).isEmpty();
    });
  }
}
