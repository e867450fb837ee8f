package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.LoopView;
import org.junit.jupiter.api.Test;

class InspectorTest {
  private static long newest() {
    List<LoopView> loops = Internals.get().loops();
    return loops.getLast().number();
  }

  private static <T> T onAThread(java.util.concurrent.Callable<T> look) {
    return Asyncio.toThread(look);
  }

  @Test
  void aTaskIsALineOfFields() {
    Asyncio.run(() -> {
      Asyncio.createTask("tab\there", () -> Asyncio.sleep(Duration.ofHours(1)));
      Asyncio.sleep(Duration.ZERO);
      Inspector inspector = new Inspector();
      String text =
          onAThread(() -> {
            long walk = inspector.walk(newest());
            String tasks = inspector.tasks(walk);
            assertThat(inspector.tasks(walk)).isEmpty();
            inspector.end(walk);
            assertThat(inspector.tasks(walk)).isEmpty();
            return tasks;
          });
      assertThat(text)
          .containsPattern("(?m)^\\d+\ttab\\\\there\tSLEEP\tsleep, \\d+ s left\t\\d+\t\t$");
      assertThat(text.lines()).hasSize(2);
    });
  }

  @Test
  void aLoopThatIsGoneHasNoTasks() {
    Inspector inspector = new Inspector();
    assertThat(inspector.walk(0)).isZero();
    assertThat(inspector.tasks(0)).isEmpty();
    assertThat(inspector.census(0, 5)).isEmpty();
    assertThat(inspector.slowestSteps(0)).isEmpty();
  }

  @Test
  void stepsAreTimedUntilTheTimeIsOver() {
    Asyncio.run(() -> {
      Inspector inspector = new Inspector();
      EventLoop loop = Asyncio.getRunningLoop();
      onAThread(() -> {
        inspector.timeSteps(1);
        return true;
      });
      Asyncio.createTask("slow", InspectorTest::takeTenMillis).await();
      String slowest = onAThread(() -> inspector.slowestSteps(newest()));
      assertThat(slowest.lines().findFirst())
          .hasValueSatisfying(line -> assertThat(line).endsWith("\ttask 'slow'"));
      while (onAThread(() -> inspector.isTiming())) {
        Asyncio.sleep(Duration.ofMillis(10));
      }
      assertThat(loop.isRunning()).isTrue();
      assertThat(onAThread(() -> inspector.slowestSteps(newest()))).isEmpty();
    });
  }

  private static void takeTenMillis() {
    long end = System.nanoTime() + 10_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
