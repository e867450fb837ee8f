package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.taskGroup;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A wait for tasks that do not end although they were cancelled. Fault L9.
class SwallowedCancellationTest {
  private static final LoopOptions QUIET = VirtualTime.options().withDebug(false);

  private Warnings warnings = Warnings.keep();

  @BeforeEach
  void keepWarnings() {
    warnings = Warnings.keep();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  // region program
  /// Works for `seconds`, whatever anybody asks.
  private static void beStubborn(int seconds) {
    double end = VirtualTime.seconds() + seconds;
    while (VirtualTime.seconds() < end) {
      try {
        VirtualTime.sleep(3);
      } catch (CancelledError e) {
        // goes on
      }
    }
  }

  private static void serve() {
    taskGroup(group -> {
      group.createTask(
          Awaitable.of(() -> beStubborn(20)), TaskOptions.DEFAULT.withName("stubborn"));
      VirtualTime.sleep(1);
      group.cancel();
    });
  }

  // endregion

  private static void runNamed(LoopOptions options, Awaitable.Action body) {
    Asyncio.run(
        options,
        () -> {
          java.util.Objects.requireNonNull(Asyncio.currentTask()).setName("main");
          body.run();
        });
  }

  @Test
  void aGroupSaysWhoKeepsItWaiting() {
    runNamed(QUIET, SwallowedCancellationTest::serve);
    assertThat(warnings.withoutLines())
        .singleElement()
        .asString()
        .matches(
            """
            The task group of task 'main' has been waiting for 10 seconds for tasks that were cancelled and have not \
            ended\\. Code that catches CancelledError has to throw it on when it has cleaned up:
              task 'stubborn' has swallowed 1 cancellation, and waits for .*, at \
            org\\.asyncio4j\\.VirtualTime\\.sleep\\(VirtualTime\\.java\\)\
            """);
  }

  @Test
  void inDebugModeItSaysSoEarlier() {
    runNamed(QUIET.withDebug(true), SwallowedCancellationTest::serve);
    assertThat(warnings.all())
        .anyMatch(text ->
            text.startsWith("The task group of task 'main' has been waiting for 1 seconds"));
  }

  @Test
  void theEndOfTheProgramSaysWhoKeepsItWaiting() {
    Asyncio.run(
        QUIET,
        () -> {
          var _ = createTask("stubborn", () -> beStubborn(20));
          VirtualTime.yieldNow();
        });
    assertThat(warnings.all())
        .singleElement()
        .asString()
        .startsWith("The end of run(...) has been waiting for 10 seconds")
        .contains("task 'stubborn' has swallowed 1 cancellation, and waits for");
  }

  @Test
  void whoCleansUpInTimeIsNotReported() {
    runNamed(
        QUIET,
        () ->
            taskGroup(group -> {
              group.createTask(() -> beStubborn(5));
              VirtualTime.sleep(1);
              group.cancel();
            }));
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void aGroupThatNobodyCancelledMayTakeItsTime() {
    runNamed(
        QUIET,
        () ->
            taskGroup(group -> {
              group.createTask(() -> VirtualTime.sleep(1000));
            }));
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void requestsAreCounted() {
    AtomicReference<Task<?>> stubborn = new AtomicReference<>();
    runNamed(
        QUIET,
        () ->
            taskGroup(group -> {
              stubborn.set(group.createTask(() -> beStubborn(20)));
              VirtualTime.sleep(1);
              stubborn.get().cancel();
              VirtualTime.sleep(1);
              group.cancel();
            }));
    assertThat(warnings.all())
        .singleElement()
        .asString()
        .contains("has swallowed 2 cancellations, and");
  }

  @Test
  void aTaskInAShieldIsReportedAsSuch() {
    runNamed(
        QUIET,
        () ->
            Asyncio.moveOnAfter(
                java.time.Duration.ofSeconds(1),
                _ -> {
                  taskGroup(group -> {
                    group.createTask(() -> cleanUpFor(20));
                  });
                }));
    assertThat(warnings.all())
        .singleElement()
        .asString()
        .contains("task 'Task-", "' is shielded from its cancellation, and waits for");
  }

  private static void cleanUpFor(int seconds) {
    try {
      VirtualTime.sleep(1000);
    } finally {
      Asyncio.shielded(null, () -> VirtualTime.sleep(seconds));
    }
  }
}
