package org.asyncio4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.junit.jupiter.api.Test;

class LoopMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double tasks(String state) {
    return registry.get("asyncio.tasks").tag("loop", "main").tag("state", state).gauge().value();
  }

  private double count(String meter) {
    return registry.get(meter).tag("loop", "main").functionCounter().count();
  }

  @Test
  void tasksAreCountedByState() {
    Asyncio.run(() -> {
      LoopMetrics.of(getRunningLoop(), "main").bindTo(registry);
      Future<Integer> never = getRunningLoop().createFuture();
      for (int i = 0; i < 3; i++) {
        createTask(() -> never.await());
      }
      Asyncio.sleep(Duration.ZERO);
      createTask(() -> {});
      assertThat(tasks("running")).isEqualTo(1);
      assertThat(tasks("ready")).isEqualTo(1);
      assertThat(tasks("waiting")).isEqualTo(3);
    });
    assertThat(tasks("running") + tasks("ready") + tasks("waiting")).isZero();
  }

  @Test
  void stepsAreCounted() {
    Asyncio.run(() -> {
      LoopMetrics.of(getRunningLoop(), "main").bindTo(registry);
      double before = count("asyncio.steps");
      for (int i = 0; i < 10; i++) {
        Asyncio.sleep(Duration.ZERO);
      }
      assertThat(count("asyncio.steps") - before).isBetween(10.0, 40.0);
      assertThat(count("asyncio.steps.slow")).isZero();
    });
  }

  @Test
  void whatTheWatchdogSeesIsALagAndASlowStep() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setWatchdogLimit(Duration.ofMillis(20));
      LoopMetrics.of(loop, "main").bindTo(registry);
      while (count("asyncio.steps.slow") == 0) {
        Thread.onSpinWait();
      }
      assertThat(registry.get("asyncio.loop.lag").timeGauge().value(TimeUnit.MILLISECONDS))
          .isPositive();
    });
  }

  @Test
  void loopsAreToldApartByTheirTags() {
    try (EventLoop one = EventLoop.create();
        EventLoop two = EventLoop.create()) {
      LoopMetrics.of(one, "one", Tag.of("pool", "a")).bindTo(registry);
      LoopMetrics.of(two, "two").bindTo(registry);
      one.runUntilComplete(() -> {});
      assertThat(registry.get("asyncio.steps").tag("pool", "a").functionCounter().count())
          .isPositive();
      assertThat(registry.get("asyncio.steps").tag("loop", "two").functionCounter().count())
          .isZero();
    }
  }
}
