package org.asyncio4j;

import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure that nobody has looked at yet. If nobody ever does, the loop's exception handler is
/// told: when the future has become garbage, or when the loop is closed.
///
/// It knows the failure but not the future, which could not become garbage otherwise.
final class Unretrieved implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final EventLoop loop;
  private final Throwable failure;
  private final String kind;
  private final String description;
  private final @Nullable List<StackTraceElement> createdAt;

  /// The task's, in which the exception handler is to run.
  private final @Nullable Context context;

  /// Set before the cleaner may run; on the loop.
  private Cleaner.@Nullable Cleanable cleanable;

  private Unretrieved(Future<?> future, Throwable failure) {
    this.loop = future.loop;
    this.failure = failure;
    this.kind = future instanceof Task<?> ? "Task" : "Future";
    this.description = future instanceof Task<?> task ? task.getName() : "a future";
    this.createdAt = future.createdAt;
    this.context = future instanceof Task<?> task ? task.getContext() : null;
  }

  static Unretrieved of(Future<?> future, Throwable failure) {
    Unretrieved report = new Unretrieved(future, failure);
    future.loop.unretrieved.add(report);
    report.cleanable = CLEANER.register(future, report);
    return report;
  }

  /// Somebody has seen the failure. On the loop.
  void retrieved() {
    if (loop.unretrieved.remove(this) && cleanable != null) {
      cleanable.clean(); // runs run(), which finds nothing to do, and forgets the registration
    }
  }

  /// The future is garbage. On the cleaner's thread, or in [#retrieved].
  @Override
  public void run() {
    if (loop.unretrieved.contains(this)) {
      loop.postOrRun(this::report);
    }
  }

  /// Tells the exception handler, once. On the loop, or when it is closed.
  void report() {
    if (!loop.unretrieved.remove(this)) {
      return;
    }
    ExceptionContext told =
        new ExceptionContext(
            kind + " exception was never retrieved: " + description,
            failure,
            null,
            null,
            null,
            createdAt);
    if (context != null) {
      context.run(() -> loop.callExceptionHandler(told));
    } else {
      loop.callExceptionHandler(told);
    }
  }
}
