package org.asyncio4j.cli;

import java.io.PrintStream;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Awaitable;
import org.asyncio4j.Context;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Outcome;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.jspecify.annotations.Nullable;

/// One input that runs as a task, and what Ctrl-C does to it: the first cancels it, the second says
/// where it hangs, the third gives up on it.
///
/// @param <T> the type of its value
final class Execution<T extends @Nullable Object> {
  /// How long an interrupted thread is waited for.
  private static final long GRACE_SECONDS = 3;

  /// How long a cancelled input may clean up without a word.
  private static final long PATIENCE_SECONDS = 1;

  private enum Event {
    ENDED,
    INTERRUPT
  }

  private final EventLoop loop;
  private final BusyTasks busy;
  private final Runnable stopCode;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /// Set on the loop, in this order, before the event.
  private volatile @Nullable Task<T> task;

  private volatile @Nullable Outcome<T> outcome;

  /// Whether the loop has come round to the latest request to cancel.
  private volatile boolean cancelled;

  private int interrupts;
  private boolean gaveUp;

  /// Not started yet.
  ///
  /// @param stopCode has the code of every snippet that runs end at its next jump
  Execution(EventLoop loop, BusyTasks busy, Runnable stopCode) {
    this.loop = loop;
    this.busy = busy;
    this.stopCode = stopCode;
  }

  void start(String name, Awaitable<T> body, Context context) {
    TaskOptions options = TaskOptions.DEFAULT.withName(name).withContext(context);
    loop.callSoonThreadsafe(() -> {
      Task<T> started = loop.createTask(body, options);
      task = started;
      started.addDoneCallback(done -> {
        outcome = Outcome.of(started);
        events.add(Event.ENDED);
      });
    });
  }

  /// Ctrl-C. Any thread.
  void interrupt() {
    events.add(Event.INTERRUPT);
  }

  /// Whether Ctrl-C was pressed.
  boolean interrupted() {
    return interrupts > 0;
  }

  /// Whether the user has given up on it. It may have ended all the same.
  boolean gaveUp() {
    return gaveUp;
  }

  /// Waits for the end.
  ///
  /// @param notices where Ctrl-C is answered
  /// @return null when the user has given up on it, and it has not ended
  @Nullable Outcome<T> await(Traces traces, PrintStream notices) throws InterruptedException {
    while (next(notices) == Event.INTERRUPT) {
      interrupts++;
      if (interrupts == 1) {
        cancel();
      } else if (interrupts == 2) {
        explain(traces, notices);
        cancel();
      } else {
        return giveUp(notices);
      }
    }
    return Objects.requireNonNull(outcome);
  }

  private Event next(PrintStream notices) throws InterruptedException {
    if (interrupts == 1) {
      Event soon = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (soon != null) {
        return soon;
      }
      notices.println("It was cancelled, and has not ended. Ctrl-C once more says where it is.");
    }
    return events.take();
  }

  private void cancel() {
    cancelled = false;
    loop.callSoonThreadsafe(() -> {
      cancelled = true;
      Task<T> started = task;
      if (started != null) {
        started.cancel();
      }
    });
  }

  private void explain(Traces traces, PrintStream notices) {
    BusyTasks.Busy culprit = busy.find();
    if (culprit != null) {
      notices.println(culprit.name() + " does not await, so that nothing can cancel it. It is at");
      notices.print(traces.live(culprit.stack()));
      notices.println("Ctrl-C once more interrupts its thread.");
    } else if (cancelled) {
      notices.println(
          "It awaits something, cancelled as it is. Ctrl-C once more leaves it in the background.");
    } else {
      notices.println("The loop is stuck, not in a task. Ctrl-C once more gives up on this input.");
    }
  }

  private @Nullable Outcome<T> giveUp(PrintStream notices) throws InterruptedException {
    gaveUp = true;
    BusyTasks.Busy culprit = busy.find();
    if (culprit == null && cancelled) {
      return outcome;
    }
    stopCode.run();
    if (culprit != null) {
      culprit.thread().interrupt();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    while (outcome == null) {
      if (events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
        notices.println(
            "It does not react. Nothing else runs on the loop until it ends; /reset makes a new one.");
        return null;
      }
    }
    return outcome;
  }
}
