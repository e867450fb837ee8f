package org.asyncio4j;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the watchdog knows of one loop. A step that goes on for longer than the limit is logged
/// with the stack that it has at that moment, again after twice the time, four times, and so on;
/// different steps at most every five seconds. A loop in which every task waits for good is looked
/// at once: see [Deadlock].
///
/// On the watchdog's thread, but for the settings.
final class LoopWatch {
  static final long LONGEST_PERIOD = 60_000_000_000L;

  private static final System.Logger LOG = System.getLogger("org.asyncio4j");
  private static final long BETWEEN_REPORTS = 5_000_000_000L;

  /// The last report of one step comes after so many doublings: with 1 s, after half an hour.
  private static final int MOST_TIMES = 12;

  /// How many steps the search for a deadlock itself may take the loop.
  private static final long STEPS_OF_SEARCH = 2;

  /// At least so long between two looks, in nanoseconds.
  private static final long SHORTEST_PERIOD = 1_000_000;

  private final EventLoop loop;
  private volatile @Nullable Duration limit = WatchdogLimit.DEFAULT;

  private long lastLook;
  private long lastSteps;

  private boolean waited;

  /// For how long the present step, or the present wait, has been seen. Read on any thread.
  private volatile long unchanged;

  /// How often that step was over a limit, the first one or a multiple.
  private int times;

  /// When the last report of any step was made; 0 for never.
  private long reportedAt;

  /// How many steps were over the limit and not reported since then.
  private int unreported;

  /// How many steps were over the limit.
  private final AtomicLong slowSteps = new AtomicLong();

  /// How many steps the loop had made when a deadlock was last looked for. Written on the loop.
  private volatile long soughtAt = -1 - STEPS_OF_SEARCH;

  LoopWatch(EventLoop loop) {
    this.loop = loop;
  }

  void setLimit(@Nullable Duration limit) {
    if (limit != null && (limit.isNegative() || limit.isZero())) {
      throw new IllegalArgumentException(
          "the watchdog's limit must be longer than " + limit + "; null turns it off");
    }
    this.limit = limit;
    Watchdog.wake();
  }

  @Nullable Duration limit() {
    return limit;
  }

  /// The loop goes on after a wait. On the loop.
  void busy() {
    if (limit != null) {
      Watchdog.busy();
    }
  }

  /// The loop begins to run.
  void begin() {
    Watchdog.watch(this);
  }

  void end() {
    Watchdog.unwatch(this);
  }

  /// How many steps were seen to be longer than the limit. Any thread.
  long slowSteps() {
    return slowSteps.get();
  }

  // --- looking ---

  /// {@return in how many nanoseconds to look again; 0 for not before the loop goes on}
  long look(long now) {
    Duration watched = limit;
    if (watched == null) {
      return 0;
    }
    long limit = limitNanos(watched);
    long period = Math.max(SHORTEST_PERIOD, limit / 4);
    // Time in which this thread itself did not run, because the machine was suspended, say, proves
    // nothing.
    long elapsed = Math.min(now - lastLook, 2 * period);
    lastLook = now;
    long steps = loop.scheduler.pulse.steps();
    boolean moved = steps != lastSteps;
    lastSteps = steps;
    boolean waits = loop.scheduler.waits();
    boolean stays = !moved && waits == waited;
    waited = waits;
    long before = unchanged;
    unchanged = stays ? before + elapsed : 0;
    if (!stays) {
      times = 0;
    }
    if (waits) {
      loop.scheduler.pulse.rest();
      return moved || seekDeadlock(limit) ? period : 0;
    }
    loop.scheduler.pulse.ask(now);
    FlightEvents.lag(loop, loop.lag());
    if (unchanged >= limit << times && times < MOST_TIMES) {
      times++;
      reportStep(now, steps);
    }
    return period;
  }

  /// {@return whether to look again}
  private boolean seekDeadlock(long limit) {
    boolean sought = lastSteps - soughtAt <= STEPS_OF_SEARCH;
    if (sought || !loop.scheduler.waitsForGood()) {
      return false;
    }
    if (unchanged < limit) {
      return true;
    }
    loop.postOrDrop(() -> {
      Deadlock.reportIfAny(loop);
      soughtAt = loop.scheduler.pulse.steps();
    });
    return false;
  }

  private long limitNanos(Duration watched) {
    Duration slow = loop.getSlowCallbackDuration();
    Duration shorter = loop.getDebug() && slow.compareTo(watched) < 0 ? slow : watched;
    return Math.max(1, Times.nanos(shorter));
  }

  // --- reporting ---

  private void reportStep(long now, long steps) {
    if (times == 1) {
      slowSteps.incrementAndGet();
    }
    boolean quiet = times == 1 && reportedAt != 0 && now - reportedAt < BETWEEN_REPORTS;
    if (quiet) {
      unreported++;
    }
    if (quiet && !FlightEvents.recordSlowSteps()) {
      return;
    }
    Fiber running = loop.engine.running();
    if (running == null) {
      return;
    }
    List<StackTraceElement> stack = Stacks.ofUser(running.stackTrace());
    Thread thread = running.innermost();
    boolean blocks = thread != null && thread.getState() != Thread.State.RUNNABLE;
    if (loop.scheduler.pulse.steps() != steps || stack.isEmpty()) {
      return; // it has ended meanwhile, and this may be the stack of another
    }
    FlightEvents.slowStep(loop, culprit(running), unchanged, "watchdog", stack);
    if (quiet) {
      return;
    }
    LOG.log(
        WARNING,
        "{0} has been held for {1} seconds by one step of {2}{3}. {4} It is at:{5}",
        loop,
        String.format("%.2f", unchanged / 1e9),
        culprit(running),
        unreported == 0 ? "" : " (after " + unreported + " more that were not reported)",
        blocks
            ? "Nothing else runs until its blocking call has ended: do that in toThread(...), or let others run"
                + " meanwhile with blocking=yield."
            : "Nothing else runs until it gives way: do long work in toThread(...).",
        Stacks.format(stack));
    reportedAt = now;
    unreported = 0;
  }

  /// For how long the loop has been seen to make no step. Any thread.
  long unchanged() {
    return unchanged;
  }

  /// A tool looks at the loop, in one step: no life of the program's own. On the loop.
  void visited() {
    long before = soughtAt;
    soughtAt = before + 1;
  }

  /// Whose step this is. Any thread.
  String culprit(Fiber running) {
    Task<?> task = running.task;
    Handle callback = loop.scheduler.callback();
    if (task != null) {
      return "task '" + task.getName() + "'" + madeAt(task.createdAt);
    }
    return callback == null ? "a callback" : callback.toString();
  }

  private static String madeAt(@Nullable List<StackTraceElement> site) {
    return site == null || site.isEmpty() ? "" : " made at " + site.getFirst();
  }
}
