package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.createTask;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// "Executing <Task ...> took ... seconds".
class SlowStepReportTest {
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
  private static Coroutine<Long> cpuBoundWork() {
    return async(() -> {
      long counter = 0;
      long end = System.nanoTime() + 2_000_000;
      while (System.nanoTime() < end) {
        counter++;
      }
      return counter > 0 ? 100_000_000L : 0;
    });
  }

  private static void main() {
    createTask(cpuBoundWork()).await();
  }

  // endregion

  private void runImpatiently(Awaitable.Action body) {
    try (EventLoop loop = EventLoop.create(VirtualTime.options().withDebug(true))) {
      loop.setWatchdogLimit(null);
      loop.setSlowCallbackDuration(Duration.ofMillis(1));
      loop.runUntilComplete(body);
    }
  }

  private String report(String culprit) {
    return warnings.slowSteps().stream()
        .filter(text -> text.startsWith("Executing " + culprit))
        .findFirst()
        .orElseThrow(() -> new AssertionError(warnings.slowSteps()))
        .replaceAll("\\.java:\\d+", ".java")
        .replaceAll("Task-\\d+", "Task-N")
        .replaceAll("\\d\\.\\d\\d\\d seconds", "N seconds");
  }

  @Test
  void aTaskIsReportedWithItsCoroutineResultAndPlace() {
    runImpatiently(SlowStepReportTest::main);
    assertThat(report("<Task finished"))
        .isEqualTo(
            "Executing <Task finished name='Task-N' coro=cpuBoundWork() result=100000000 created at"
                + " org.asyncio4j.SlowStepReportTest.main(SlowStepReportTest.java)> took N seconds: nothing else ran"
                + " meanwhile. Move blocking work to toThread.");
  }

  @Test
  void aCallbackIsReportedWithItsPlace() {
    runImpatiently(() -> {
      schedule();
      VirtualTime.yieldNow();
    });
    assertThat(report("<Handle schedule"))
        .isEqualTo(
            "Executing <Handle schedule.<lambda>() created at"
                + " org.asyncio4j.SlowStepReportTest.schedule(SlowStepReportTest.java)> took N seconds: nothing else"
                + " ran meanwhile. Move blocking work to toThread.");
  }

  private static void schedule() {
    Asyncio.getRunningLoop()
        .callSoon(() -> {
          long end = System.nanoTime() + 2_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
        });
  }

  // --- what tasks are called ---

  private static final class Named implements Awaitable<Integer> {
    @Override
    public Integer await() {
      return 1;
    }
  }

  private static String described(Awaitable<?> body) {
    Task<?> task = createTask(body);
    String before = coro(task);
    task.await();
    assertThat(coro(task)).isEqualTo(before);
    return before;
  }

  private static String coro(Task<?> task) {
    return task.toString().replaceAll(".* coro=([^ ]+\\(\\)).*", "$1");
  }

  @Test
  void withoutDebugModeALambdaIsNamedAfterItsClass() {
    VirtualTime.run(() -> {
      Asyncio.getRunningLoop().setDebug(false);
      assertThat(described(() -> 1)).isEqualTo("SlowStepReportTest.<lambda>()");
      assertThat(coro(createTask(() -> {}))).isEqualTo("SlowStepReportTest.<lambda>()");
      assertThat(described(new Named())).isEqualTo("SlowStepReportTest$Named()");
      assertThat(described(async("given", () -> 1))).isEqualTo("given()");
    });
  }

  @Test
  void inDebugModeALambdaIsNamedAfterTheMethodThatMakesTheTask() {
    VirtualTime.run(() -> {
      Asyncio.getRunningLoop().setDebug(true);
      assertThat(described(() -> 1)).isEqualTo("described.<lambda>()");
      assertThat(coro(createTask(() -> {})))
          .isEqualTo("inDebugModeALambdaIsNamedAfterTheMethodThatMakesTheTask.<lambda>()");
      assertThat(described(new Named())).isEqualTo("SlowStepReportTest$Named()");
    });
  }

  @Test
  void aLongResultIsCutShort() {
    VirtualTime.run(() -> {
      Task<String> task = createTask(() -> "x".repeat(1000));
      task.await();
      assertThat(task.toString()).hasSizeLessThan(500).contains("xxx...");
    });
  }
}
