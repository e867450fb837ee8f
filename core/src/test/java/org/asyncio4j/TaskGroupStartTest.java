package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.moveOnAfter;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// trio's `nursery.start`; pain: gh-145353, no signal that a task of a group is ready.
class TaskGroupStartTest {
  private final List<String> log = new ArrayList<>();

  /// trio test_run::test_nursery_start
  @Test
  void returnsWhatTheServiceReportsAndLetsItRun() {
    VirtualTime.run(() -> {
      taskGroup(group -> {
        int port =
            group.<Integer>start(started -> {
              sleep(1);
              started.accept(8080);
              sleep(5);
              log.add("served");
            });
        assertThat(port).isEqualTo(8080);
        assertThat(seconds()).isEqualTo(1.0);
      });
      assertThat(seconds()).isEqualTo(6.0);
    });
    assertThat(log).containsExactly("served");
  }

  /// trio test_run::test_task_nursery_start_failed
  @Test
  void failureBeforeItHasStartedIsThrownHereAndIsNoneOfTheGroup() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          assertThatThrownBy(() ->
                  group.<Integer>start(_ -> {
                    sleep(1);
                    throw new IOException("address in use");
                  }))
              .isInstanceOf(CompletionException.class)
              .hasRootCauseMessage("address in use");
          sleep(1);
          log.add("went on");
        }));
    assertThat(log).containsExactly("went on");
  }

  @Test
  void errorBeforeItHasStartedIsThrownHereToo() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          assertThatThrownBy(() ->
                  group.<Integer>start(_ -> {
                    throw new StackOverflowError("deep");
                  }))
              .isInstanceOf(StackOverflowError.class);
          sleep(1);
          log.add("went on");
        }));
    assertThat(log).containsExactly("went on");
  }

  @Test
  void failureAfterItHasStartedIsOneOfTheGroup() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(group -> {
                  group.<Integer>start(started -> {
                    started.accept(1);
                    sleep(1);
                    throw new IOException("lost");
                  });
                  sleep(10);
                }))
            .isInstanceOf(ExceptionGroup.class)
            .hasRootCauseMessage("lost"));
  }

  /// trio test_run::test_nursery_start ("exited without calling")
  @Test
  void endWithoutHavingStartedIsAnError() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          assertThatThrownBy(() -> group.<Integer>start(_ -> sleep(1)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("without having said that it started");
        }));
  }

  @Test
  void startedTwiceIsRefused() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(group -> {
                  int port =
                      group.<Integer>start(started -> {
                        started.accept(1);
                        started.accept(2);
                      });
                  assertThat(port).isEqualTo(1);
                }))
            .isInstanceOf(ExceptionGroup.class)
            .hasCauseInstanceOf(InvalidStateException.class));
  }

  private void slowToStart(java.util.function.Consumer<Integer> started) {
    try {
      sleep(10);
      started.accept(1);
    } finally {
      sleep(2);
      log.add("cleaned");
    }
  }

  /// trio test_run::test_nursery_start_keeps_nursery_open
  @Test
  void cancellingTheStarterCancelsTheServiceAndWaitsForIt() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          Task<?> starter = createTask(() -> group.<Integer>start(this::slowToStart));
          sleep(1);
          starter.cancel();
          assertThatThrownBy(starter::await).isInstanceOf(CancelledError.class);
          assertThat(log).containsExactly("cleaned");
          assertThat(seconds()).isEqualTo(3.0);
        }));
  }

  @Test
  void scopeThatCancelsTheStarterCancelsTheServiceAndWaitsForItToo() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          boolean started =
              moveOnAfter(
                  Duration.ofSeconds(1),
                  scope -> {
                    group.<Integer>start(this::slowToStart);
                  });
          assertThat(started).isFalse();
          assertThat(log).containsExactly("cleaned");
          assertThat(seconds()).isEqualTo(3.0);
        }));
  }
}
