package org.asyncio4j;

import java.time.Duration;
import java.util.List;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// Runs several bodies one after another on one loop and in one context, then cleans up
/// (`asyncio.Runner`).
///
/// While a body runs, Ctrl-C cancels it; a second Ctrl-C ends the run at once. Either way `run`
/// then throws [KeyboardInterrupt], and a process that does not catch it exits with status 130.
///
/// Thread rule: used by one thread at a time, which is no loop's.
public final class Runner implements AutoCloseable {
  /// How long [#close] waits for work on the default executor.
  private static final Duration EXECUTOR_GRACE = Duration.ofMinutes(5);

  private final LoopOptions options;
  private @Nullable EventLoop loop;
  private @Nullable Context context;
  private boolean closed;
  private Tracked tracked = Tracked.NOT;

  private Runner(LoopOptions options) {
    this.options = options;
  }

  /// {@return a runner whose loop is made as [LoopOptions#defaults] says, at first use}
  public static Runner create() {
    return create(LoopOptions.defaults());
  }

  /// {@return a runner whose loop is made at first use}
  ///
  /// @param options how
  public static Runner create(LoopOptions options) {
    return new Runner(options);
  }

  /// {@return the loop}
  ///
  /// @throws IllegalStateException when the runner is closed
  public EventLoop getLoop() {
    if (closed) {
      throw new IllegalStateException("the runner is closed");
    }
    EventLoop loop = this.loop;
    if (loop == null) {
      loop = EventLoop.owned(options);
      this.loop = loop;
      if (loop.getDebug()) {
        tracked = Unclosed.of(null, this, Unclosed.complaint(this), Debug.callSite());
      }
      context = Context.copyOfCurrent();
    }
    return loop;
  }

  /// Runs `main` to its end, in the context that all runs of this runner share.
  ///
  /// @param <T> the value's type
  /// @param main what to run
  /// @return its value; what it failed with is thrown, a checked exception wrapped in a
  ///   `CompletionException`
  /// @throws KeyboardInterrupt after Ctrl-C
  /// @throws IllegalStateException inside a loop, or when the runner is closed
  public <T extends @Nullable Object> T run(Awaitable<? extends T> main) {
    getLoop();
    return run(main, java.util.Objects.requireNonNull(context));
  }

  /// As [#run(Awaitable)], for a body without a value.
  ///
  /// @param main what to run
  public void run(Awaitable.Action main) {
    run(Awaitable.of(main));
  }

  /// As [#run(Awaitable)], in a context of the caller's choice.
  ///
  /// @param <T> the value's type
  /// @param main what to run
  /// @param context what it runs in
  /// @return its value
  public <T extends @Nullable Object> T run(Awaitable<? extends T> main, Context context) {
    if (Fiber.current() != null) {
      throw new IllegalStateException(
          "run() cannot be called from a running event loop: await the body instead, or use toThread");
    }
    EventLoop loop = getLoop();
    Task<T> task = loop.createTask(main, TaskOptions.DEFAULT.withContext(context));
    try (Interrupts interrupts = Interrupts.install(loop, task)) {
      return run(loop, task, interrupts);
    }
  }

  /// As [#run(Awaitable, Context)], for a body without a value.
  ///
  /// @param main what to run
  /// @param context what it runs in
  public void run(Awaitable.Action main, Context context) {
    run(Awaitable.of(main), context);
  }

  private static <T extends @Nullable Object> T run(
      EventLoop loop, Task<T> task, Interrupts interrupts) {
    try {
      return loop.runUntilComplete(task);
    } catch (CancelledError e) {
      if (interrupts.count() > 0 && task.uncancel() == 0) {
        Interrupts.exitIfUncaught();
        throw new KeyboardInterrupt();
      }
      throw e;
    } catch (KeyboardInterrupt e) {
      Interrupts.exitIfUncaught();
      throw e;
    }
  }

  /// Cancels what is left on the loop, waits for it, reports its failures, waits for the default
  /// executor, and closes the loop. Does nothing the second time, or when nothing was run.
  @Override
  public void close() {
    EventLoop loop = this.loop;
    if (loop != null && loop.isRunning() && !loop.isAbandoned()) {
      throw new IllegalStateException("cannot close a runner while it runs: let run return first");
    }
    closed = true;
    tracked.closed();
    this.loop = null;
    if (loop == null || loop.isAbandoned()) {
      return;
    }
    boolean interrupted = Thread.interrupted(); // it has ended run, and is not to end this too
    try {
      cancelAllTasks(loop);
      if (loop.hasDefaultExecutor()) {
        loop.runUntilComplete(() -> loop.shutdownDefaultExecutor(EXECUTOR_GRACE));
      }
    } finally {
      loop.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void cancelAllTasks(EventLoop loop) {
    List<Task<?>> left = loop.tasks.all();
    if (left.isEmpty()) {
      return;
    }
    Future<@Nullable Void> allDone = loop.createFuture();
    int[] remaining = {left.size()};
    for (Task<?> task : left) {
      if (!CancelScope.shieldedByOthers(task)) {
        task.cancel();
      }
      task.addDoneCallback(done -> {
        if (--remaining[0] == 0) {
          allDone.setResult(null);
        }
      });
    }
    TimerHandle overdue = Overdue.report(loop, "The end of run(...)", () -> left);
    try {
      loop.runUntilComplete(allDone);
    } finally {
      if (overdue != null) {
        overdue.cancel();
      }
    }
    for (Task<?> task : left) {
      Throwable failure = task.cancelled() ? null : task.exception();
      if (failure != null) {
        loop.callExceptionHandler(
            ExceptionContext.of("unhandled exception during asyncio.run() shutdown", failure)
                .withFuture(task));
      }
    }
  }

  @Override
  public String toString() {
    return "<Runner" + (closed ? " closed" : loop == null ? "" : " of " + loop) + ">";
  }
}
