package org.asyncio4j.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.asyncio4j.EventLoop;

/// The figures of one loop for Micrometer.
///
/// {@snippet file="org/asyncio4j/micrometer/LoopMetricsExamples.java" region="bind"}
///
/// | meter | kind | says |
/// |---|---|---|
/// | `asyncio.loop.lag` | time gauge | how long what becomes ready waits for its turn |
/// | `asyncio.tasks`, tag `state` | gauge | how many tasks are `running`, `ready`, `waiting` |
/// | `asyncio.steps` | counter | resumptions of tasks and callbacks |
/// | `asyncio.steps.slow` | counter | those that the watchdog has seen to be longer than its limit |
///
/// The loop pays nothing for it: it is looked at when the registry is. A registry does not keep the
/// loop from becoming garbage.
@SuppressWarnings("exports") // who uses this has Micrometer; nobody else is to need it
public final class LoopMetrics implements MeterBinder {
  private final EventLoop loop;
  private final Tags tags;

  private LoopMetrics(EventLoop loop, Tags tags) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.tags = tags;
  }

  /// {@return the figures of `loop`, not bound to a registry}
  ///
  /// @param loop the loop
  /// @param name the value of the tag `loop`: different for each loop of the process
  /// @param more further tags
  public static LoopMetrics of(EventLoop loop, String name, Tag... more) {
    return new LoopMetrics(loop, Tags.of("loop", name).and(more));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    TimeGauge.builder("asyncio.loop.lag", loop, TimeUnit.NANOSECONDS, loop -> loop.lag().toNanos())
        .description("How long what becomes ready waits for its turn")
        .tags(tags)
        .register(registry);
    tasks(registry, "running", loop -> loop.statistics().runningTasks());
    tasks(registry, "ready", loop -> loop.statistics().readyTasks());
    tasks(registry, "waiting", loop -> loop.statistics().waitingTasks());
    FunctionCounter.builder("asyncio.steps", loop, loop -> loop.statistics().steps())
        .description("Resumptions of tasks and callbacks")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("asyncio.steps.slow", loop, loop -> loop.statistics().slowSteps())
        .description("Steps that the watchdog has seen to be longer than its limit")
        .tags(tags)
        .register(registry);
  }

  private void tasks(MeterRegistry registry, String state, ToDoubleFunction<EventLoop> count) {
    Gauge.builder("asyncio.tasks", loop, count)
        .description("Tasks that have not ended")
        .tags(tags.and("state", state))
        .register(registry);
  }
}
