package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class PackageExamples {
  // @start region="first"
  /// Counts the steps of each task.
  static final class StepCount implements Instrument {
    final Map<String, Integer> steps = new TreeMap<>();

    @Override
    public void beforeStep(Task<?> task) {
      steps.merge(task.getName(), 1, Integer::sum);
    }
  }

  static Map<String, Integer> stepsOfTwoTasks() {
    StepCount count = new StepCount();
    getRunningLoop().addInstrument(count);
    Task<?> once = createTask("once", () -> {});
    Task<?> twice = createTask("twice", () -> sleep(Duration.ofSeconds(1)));
    once.await();
    twice.await();
    getRunningLoop().removeInstrument(count);
    return count.steps; // {main=2, once=1, twice=2}
  }

  // @end

  @Test
  void runs() {
    Map<String, Integer> steps =
        VirtualTime.run(() -> createTask("main", PackageExamples::stepsOfTwoTasks).await());
    assertThat(steps).isEqualTo(Map.of("main", 2, "once", 1, "twice", 2));
  }
}
