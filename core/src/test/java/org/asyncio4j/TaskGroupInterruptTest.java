package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.sleep;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is to end the process leaves a group as it is.
class TaskGroupInterruptTest {
  private final List<String> log = new ArrayList<>();

  /// test_taskgroups::test_taskgroup_20
  @Test
  void ofTheBlockIsThrownBareAfterTheTasksHaveEnded() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      try {
                        sleep(10);
                      } finally {
                        log.add("ended");
                      }
                    });
                sleep(1);
                throw new KeyboardInterrupt();
              });
            }))
        .isInstanceOf(KeyboardInterrupt.class);
    assertThat(log).containsExactly("ended");
  }

  /// gh-135736: failures that it displaces are reported
  @Test
  void failuresOfTasksThatItDisplacesAreReported() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              getRunningLoop()
                  .setExceptionHandler(
                      (_, context) -> log.add(String.valueOf(context.exception())));
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      try {
                        sleep(10);
                      } catch (CancelledError e) {
                        throw new IllegalStateException("displaced");
                      }
                    });
                sleep(1);
                throw new KeyboardInterrupt();
              });
            }))
        .isInstanceOf(KeyboardInterrupt.class);
    assertThat(log).singleElement().asString().contains("displaced");
  }
}
