package org.asyncio4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.asyncio4j.debug.Instrument;
import org.asyncio4j.internal.LoopState;
import org.asyncio4j.internal.LoopState.Status;
import org.asyncio4j.internal.LoopView;
import org.asyncio4j.internal.TaskState;
import org.asyncio4j.internal.TaskState.Kind;
import org.asyncio4j.internal.TaskWalk;
import org.jspecify.annotations.Nullable;

/// One loop as the tools see it. On their threads.
final class LoopInspection implements LoopView {
  private final EventLoop loop;
  private final long number;

  LoopInspection(EventLoop loop, long number) {
    this.loop = loop;
    this.number = number;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public LoopState state() {
    boolean waits = loop.scheduler.waits();
    if (!loop.isRunning()) {
      return state(Status.STOPPED, null, List.of());
    }
    if (Visit.make(loop, () -> {})) {
      return state(waits ? Status.IDLE : Status.RUNNING, null, List.of());
    }
    Fiber culprit = loop.engine.running();
    List<StackTraceElement> stack =
        culprit == null ? List.of() : Stacks.ofUser(culprit.stackTrace());
    return stack.isEmpty() // it has just gone on
        ? state(Status.RUNNING, null, stack)
        : state(Status.STUCK, culprit, stack);
  }

  private LoopState state(Status status, @Nullable Fiber culprit, List<StackTraceElement> stack) {
    Thread thread = loop.engine.thread();
    return new LoopState(
        number,
        thread == null ? 0 : thread.threadId(),
        thread == null ? "" : thread.getName(),
        loop.engine().text(),
        status,
        loop.getDebug(),
        status == Status.STOPPED ? 0 : loop.lag().toNanos(),
        culprit == null ? 0 : Math.max(Visit.GRACE, loop.watch.unchanged()),
        culprit == null ? "" : loop.watch.culprit(culprit),
        culprit == null || culprit.task == null ? 0 : culprit.task.number(),
        stack,
        loop.scheduler.pulse.steps(),
        loop.tasks.size());
  }

  @Override
  public TaskWalk tasks() {
    return new Walk(loop);
  }

  @Override
  public Census census(int longest) {
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    // the shortest wait first, which is the next to be dropped
    PriorityQueue<Task<?>> waits =
        new PriorityQueue<>(Comparator.comparingLong((Task<?> task) -> -task.suspendedAt()));
    try (Walk walk = new Walk(loop)) {
      while (walk.visit(
          task -> {
            Kind kind = TaskStates.kind(task);
            if (kind == null) {
              return;
            }
            counts.merge(kind, 1, Integer::sum);
            if (kind.compareTo(Kind.READY) > 0
                && (waits.size() < longest || task.suspendedAt() < waits.element().suspendedAt())) {
              waits.add(task);
              if (waits.size() > longest) {
                waits.remove();
              }
            }
          })) {
        // each time a few thousand more
      }
    }
    List<TaskState> told = new ArrayList<>();
    Runnable tell =
        () -> {
          long now = System.nanoTime();
          waits.stream()
              .sorted(Comparator.comparingLong(Task::suspendedAt))
              .map(task -> TaskStates.of(task, now))
              .forEach(state -> {
                if (state != null) {
                  told.add(state);
                }
              });
        };
    if (!Visit.make(loop, tell)) {
      tell.run();
    }
    return new Census(counts, told);
  }

  @Override
  public void addInstrument(Instrument instrument) {
    loop.onLoop(() -> loop.observation.add(instrument));
  }

  @Override
  public void removeInstrument(Instrument instrument) {
    loop.onLoop(() -> {
      boolean _ = loop.observation.remove(instrument);
    });
  }
}
