package org.asyncio4j.debug;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.LoopState;
import org.asyncio4j.internal.LoopView;
import org.asyncio4j.internal.TaskState;
import org.asyncio4j.internal.TaskWalk;

/// Tells the command line tools what the loops of this process do. The tools make one by
/// themselves; nothing has to be prepared.
///
/// Only where this library is in a class loader of its own, as in a web container, they cannot find
/// it; there the program registers one:
///
/// ```java
/// ManagementFactory.getPlatformMBeanServer()
///     .registerMBean(new Inspector(), new ObjectName("org.asyncio4j:type=Inspector,name=mine"));
/// ```
public final class Inspector implements InspectorMXBean {
  private static final int FORMAT = 1;

  /// When nobody has called for so long, the tool was killed.
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private static final Executor AFTER_A_SECOND =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  // --- guarded by this ---

  private final Map<Long, TaskWalk> walks = new HashMap<>();
  private final Map<Long, StepTimes> timed = new HashMap<>();
  private long timedUntil;
  private long lastCall = System.nanoTime();
  private long walksBegun;
  private boolean watched;

  /// Makes one that nobody has asked anything yet.
  public Inspector() {}

  @Override
  public int getFormat() {
    return FORMAT;
  }

  @Override
  public synchronized boolean isAbandoned() {
    return System.nanoTime() - lastCall > PATIENCE;
  }

  private void called() {
    lastCall = System.nanoTime();
  }

  // --- loops and tasks ---

  @Override
  public synchronized String loops() {
    called();
    AnswerLines lines = new AnswerLines();
    for (LoopView view : Internals.get().loops()) {
      LoopState loop = view.state();
      lines
          .field(loop.number())
          .field(loop.threadId())
          .field(loop.thread())
          .field(loop.engine())
          .field(loop.status())
          .field(loop.debug())
          .field(loop.lagNanos())
          .field(loop.heldNanos())
          .field(loop.culprit())
          .field(loop.culpritNumber())
          .field(loop.steps())
          .field(loop.tasks());
      loop.stack().forEach(lines::field);
      lines.end();
    }
    return lines.toString();
  }

  @Override
  public synchronized long walk(long loop) {
    called();
    for (LoopView view : Internals.get().loops()) {
      if (view.number() == loop) {
        walksBegun++;
        walks.put(walksBegun, view.tasks());
        watch();
        return walksBegun;
      }
    }
    return 0;
  }

  @Override
  public synchronized String tasks(long walk) {
    called();
    TaskWalk way = walks.get(walk);
    AnswerLines lines = new AnswerLines();
    if (way != null) {
      way.next().forEach(task -> append(lines, task));
    }
    return lines.toString();
  }

  private static void append(AnswerLines lines, TaskState task) {
    lines
        .field(task.number())
        .field(task.name())
        .field(task.kind())
        .field(task.waitsFor())
        .field(task.nanos())
        .field(join(task.needs()))
        .field(join(task.awaitedBy()))
        .end();
  }

  private static String join(List<Long> numbers) {
    return numbers.isEmpty()
        ? ""
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  @Override
  public synchronized String stacks(long walk, long[] tasks) {
    called();
    TaskWalk way = walks.get(walk);
    AnswerLines lines = new AnswerLines();
    if (way != null) {
      for (long task : tasks) {
        lines.field(task);
        way.stack(task).forEach(lines::field);
        lines.end();
      }
    }
    return lines.toString();
  }

  @Override
  public synchronized void end(long walk) {
    called();
    TaskWalk way = walks.remove(walk);
    if (way != null) {
      way.close();
    }
  }

  @Override
  public synchronized String census(long loop, int longest) {
    called();
    AnswerLines lines = new AnswerLines();
    for (LoopView view : Internals.get().loops()) {
      if (view.number() == loop) {
        LoopView.Census census = view.census(longest);
        for (TaskState.Kind kind : TaskState.Kind.values()) {
          lines.field(census.counts().getOrDefault(kind, 0));
        }
        lines.end();
        census.longest().forEach(task -> append(lines, task));
      }
    }
    return lines.toString();
  }

  // --- steps ---

  @Override
  public synchronized void timeSteps(int seconds) {
    called();
    if (seconds <= 0) {
      stopTiming();
      return;
    }
    timedUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (LoopView view : Internals.get().loops()) {
      if (!timed.containsKey(view.number())) {
        StepTimes times = new StepTimes();
        timed.put(view.number(), times);
        view.addInstrument(times);
      }
    }
    watch();
  }

  @Override
  public synchronized String slowestSteps(long loop) {
    called();
    StepTimes times = timed.get(loop);
    AnswerLines lines = new AnswerLines();
    if (times != null) {
      times.take().forEach(step -> lines.field(step.nanos()).field(step.whose()).end());
    }
    return lines.toString();
  }

  /// Whether steps are timed.
  synchronized boolean isTiming() {
    return !timed.isEmpty();
  }

  private void stopTiming() {
    for (LoopView view : Internals.get().loops()) {
      StepTimes times = timed.get(view.number());
      if (times != null) {
        view.removeInstrument(times);
      }
    }
    timed.clear();
  }

  // --- what a tool that was killed has left ---

  /// Looks once a second whether what was begun is to be ended, as long as there is any.
  private void watch() {
    if (!watched) {
      watched = true;
      AFTER_A_SECOND.execute(this::look);
    }
  }

  private synchronized void look() {
    watched = false;
    if (!timed.isEmpty() && System.nanoTime() > timedUntil) {
      stopTiming();
    }
    if (isAbandoned()) {
      walks.values().forEach(TaskWalk::close);
      walks.clear();
    }
    if (!timed.isEmpty() || !walks.isEmpty()) {
      watch();
    }
  }
}
