package org.asyncio4j;

import java.time.Duration;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// What a flight recording is told of loops and tasks. Any thread.
///
/// A question that the JIT compiler answers with a constant is all it costs while nothing is
/// recorded. The module `jdk.jfr` may be missing: then no class of an event is ever loaded.
final class FlightEvents {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightEvents() {}

  static void taskStarted(Task<?> task) {
    if (PRESENT && TaskStart.PROBE.isEnabled()) {
      TaskStart event = new TaskStart();
      event.taskId = task.number();
      event.name = task.getName();
      event.coro = task.coro();
      event.parent = nameOfCurrentTask();
      event.loopId = loopId(task.loop);
      event.commit();
    }
  }

  static void taskEnded(Task<?> task) {
    if (PRESENT && TaskEnd.PROBE.isEnabled()) {
      TaskEnd event = new TaskEnd();
      event.taskId = task.number();
      event.name = task.getName();
      Throwable failure = task.failureIfAny();
      event.outcome = task.cancelled() ? "cancelled" : failure == null ? "finished" : "failed";
      event.exception = failure == null ? null : failure.getClass().getName();
      event.loopId = loopId(task.loop);
      event.commit();
    }
  }

  static void cancelled(Task<?> task, boolean byScope, @Nullable String message) {
    if (PRESENT && Cancellation.PROBE.isEnabled()) {
      Cancellation event = new Cancellation();
      event.taskId = task.number();
      event.name = task.getName();
      event.message = message;
      event.by = nameOfCurrentTask();
      event.scope = byScope;
      event.loopId = loopId(task.loop);
      event.commit();
    }
  }

  static boolean recordSlowSteps() {
    return PRESENT && SlowStep.PROBE.isEnabled();
  }

  static void slowStep(
      EventLoop loop, String culprit, long nanos, String seenBy, List<StackTraceElement> stack) {
    if (recordSlowSteps()) {
      SlowStep event = new SlowStep();
      event.culprit = culprit;
      event.held = nanos;
      event.seenBy = seenBy;
      event.stack = Stacks.format(stack).strip();
      event.loopId = loopId(loop);
      event.commit();
    }
  }

  static void lag(EventLoop loop, Duration lag) {
    if (PRESENT && LoopLag.PROBE.isEnabled()) {
      LoopLag event = new LoopLag();
      event.lag = lag.toNanos();
      event.loopId = loopId(loop);
      event.commit();
    }
  }

  private static @Nullable String nameOfCurrentTask() {
    Task<?> current = Task.currentOrNull();
    return current == null ? null : current.getName();
  }

  private static int loopId(EventLoop loop) {
    return System.identityHashCode(loop);
  }

  @Name("org.asyncio4j.TaskStart")
  @Label("Task Start")
  @Description("A task was made, and will run in its turn")
  @Category({"asyncio4j", "Tasks"})
  @Enabled(false) // as jdk.VirtualThreadStart: a program may make a million a second
  static final class TaskStart extends Event {
    static final TaskStart PROBE = new TaskStart();

    @Label("Task Id")
    long taskId;

    @Label("Name")
    @Nullable String name;

    @Label("Coroutine")
    @Description("What the task runs")
    @Nullable String coro;

    @Label("Parent")
    @Description("The task that made it; none for a callback or a caller off the loop")
    @Nullable String parent;

    @Label("Loop Id")
    int loopId;
  }

  @Name("org.asyncio4j.TaskEnd")
  @Label("Task End")
  @Description("A task has ended")
  @Category({"asyncio4j", "Tasks"})
  @Enabled(false)
  @StackTrace(false)
  static final class TaskEnd extends Event {
    static final TaskEnd PROBE = new TaskEnd();

    @Label("Task Id")
    long taskId;

    @Label("Name")
    @Nullable String name;

    @Label("Outcome")
    @Description("finished, failed or cancelled")
    @Nullable String outcome;

    @Label("Exception")
    @Description("The class of what the task failed with")
    @Nullable String exception;

    @Label("Loop Id")
    int loopId;
  }

  @Name("org.asyncio4j.Cancellation")
  @Label("Cancellation")
  @Description("Somebody asks a task, or what runs in a cancel scope, to end")
  @Category({"asyncio4j", "Tasks"})
  static final class Cancellation extends Event {
    static final Cancellation PROBE = new Cancellation();

    @Label("Task Id")
    long taskId;

    @Label("Name")
    @Description("The task; for a scope the one that has opened it")
    @Nullable String name;

    @Label("Message")
    @Nullable String message;

    @Label("By")
    @Description("The task that asks; none for a callback, such as a timeout, or a signal")
    @Nullable String by;

    @Label("Scope")
    @Description("Whether a cancel scope was cancelled, and not the whole task")
    boolean scope;

    @Label("Loop Id")
    int loopId;
  }

  @Name("org.asyncio4j.SlowStep")
  @Label("Slow Step")
  @Description("One step of a task or callback holds the loop: nothing else runs")
  @Category({"asyncio4j", "Loop"})
  @StackTrace(false)
  static final class SlowStep extends Event {
    static final SlowStep PROBE = new SlowStep();

    @Label("Culprit")
    @Nullable String culprit;

    @Label("Held")
    @Description("For how long, so far or altogether")
    @Timespan
    long held;

    @Label("Seen By")
    @Description("watchdog, while it goes on, or debug mode, at its end")
    @Nullable String seenBy;

    @Label("Stack")
    @Description("Where the step is; from debug mode where the culprit was made")
    @Nullable String stack;

    @Label("Loop Id")
    int loopId;
  }

  @Name("org.asyncio4j.LoopLag")
  @Label("Loop Lag")
  @Description("How long what becomes ready waits for its turn; while the loop is busy")
  @Category({"asyncio4j", "Loop"})
  @StackTrace(false)
  static final class LoopLag extends Event {
    static final LoopLag PROBE = new LoopLag();

    @Label("Lag")
    @Timespan
    long lag;

    @Label("Loop Id")
    int loopId;
  }
}
