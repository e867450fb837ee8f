package org.asyncio4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;

class LoopMetricsExamples {
  @Test
  void bind() {
    MeterRegistry registry = new SimpleMeterRegistry();
    // @start region="bind"
    Asyncio.run(() -> {
      LoopMetrics.of(Asyncio.getRunningLoop(), "orders").bindTo(registry);
      // @end
    });
    assertThat(registry.get("asyncio.steps").tag("loop", "orders").functionCounter().count())
        .isPositive();
  }
}
