package org.asyncio4j;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.asyncio4j.internal.Owner;
import org.jspecify.annotations.Nullable;

/// What a task, or else a loop, has started and closes at its end: the last first, as nested
/// try-with-resources statements would. On the loop.
final class Belongings implements Owner {
  private final EventLoop loop;

  /// Null for what was started in callbacks.
  private final @Nullable Task<?> task;

  private final SequencedSet<AutoCloseable> open = new LinkedHashSet<>();

  /// Tasks that close what has become garbage. They come first at the end, because what they close
  /// may be in the middle of closing something of [#open].
  private final SequencedSet<Task<?>> closers = new LinkedHashSet<>();

  Belongings(EventLoop loop, @Nullable Task<?> task) {
    this.loop = loop;
    this.task = task;
  }

  static @Nullable Belongings ofCurrent() {
    Fiber fiber = Fiber.current();
    if (fiber == null) {
      return null;
    }
    return fiber.task != null ? fiber.task.belongings() : fiber.loop.belongings;
  }

  @Override
  public void add(AutoCloseable owned) {
    open.add(owned);
  }

  @Override
  public void remove(AutoCloseable owned) {
    open.remove(owned);
  }

  @Override
  public boolean isTask() {
    return task != null;
  }

  @Override
  public void checkThread() {
    loop.checkThread();
  }

  /// Closes everything; failures go to the exception handler. Suspends where closing does.
  ///
  /// @throws CancelledError when the task was cancelled meanwhile; everything is closed then, too
  void close() {
    Error ends = closeAll();
    if (ends != null) {
      throw ends;
    }
  }

  /// As [#close], after the task has failed with `failure`, which goes before.
  void closeAfter(Throwable failure) {
    Error ends = closeAll();
    if (ends != null && ends != failure) {
      failure.addSuppressed(ends);
    }
  }

  private @Nullable Error closeAll() {
    Error ends = null;
    while (!open.isEmpty() || !closers.isEmpty()) {
      Object last = closers.isEmpty() ? open.removeLast() : closers.removeLast();
      try {
        if (last instanceof AutoCloseable owned) {
          owned.close();
        } else if (last instanceof Task<?> closer && !loop.isClosed()) {
          closer.await();
        }
      } catch (CancelledError | KeyboardInterrupt e) {
        ends = e;
      } catch (Throwable e) {
        report("Exception while closing " + last + ", which was left open", e);
      }
    }
    return ends;
  }

  private void report(String message, Throwable failure) {
    ExceptionContext context = ExceptionContext.of(message, Failures.essence(failure));
    loop.callExceptionHandler(task == null ? context : context.withFuture(task));
  }

  @Override
  public void closeSoon(AutoCloseable owned) {
    loop.postOrDrop(() -> {
      if (open.remove(owned)) {
        Task<?> closer = loop.newTask(Awaitable.of(() -> closeGarbage(owned)), TaskOptions.DEFAULT);
        closers.add(closer);
        closer.addDoneCallback(closers::remove);
      }
    });
  }

  private void closeGarbage(AutoCloseable owned) {
    try {
      owned.close();
    } catch (CancelledError | KeyboardInterrupt e) {
      throw e;
    } catch (Throwable e) {
      report("Exception while closing " + owned + ", which nobody uses any more", e);
    }
  }
}
