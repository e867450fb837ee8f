package org.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A callback that the loop was asked to run (`asyncio.Handle`).
///
/// Thread rule: the loop's own, but for the handles of `callSoonThreadsafe`, which any thread may
/// cancel.
public sealed class Handle permits TimerHandle, ThreadsafeHandle {
  final EventLoop loop;
  final Context context;
  final @Nullable List<StackTraceElement> createdAt;
  private @Nullable Runnable callback;

  Handle(EventLoop loop, @Nullable Runnable callback, Context context) {
    this.loop = loop;
    this.callback = callback;
    this.context = context;
    this.createdAt = loop.getDebug() ? Debug.callSite() : null;
  }

  /// Keeps the callback from being run, if it has not been. Does nothing the second time.
  public void cancel() {
    loop.checkThread();
    drop();
  }

  final void drop() {
    callback = null;
  }

  /// {@return whether [#cancel] was called before the callback ran}
  public boolean cancelled() {
    return callback == null;
  }

  /// {@return the context that the callback runs in}
  public Context getContext() {
    return context;
  }

  /// Runs the callback and gives what it throws to the loop's exception handler. On the strand.
  void run() {
    Runnable callback = this.callback;
    if (callback == null) {
      return;
    }
    try {
      callback.run();
    } catch (KeyboardInterrupt e) {
      loop.scheduler.escape(e);
    } catch (Throwable e) {
      loop.callExceptionHandler(
          ExceptionContext.of(
                  "Exception in callback " + Description.ofCallback(callback, createdAt), e)
              .withHandle(this));
    }
  }

  @Override
  public String toString() {
    Runnable callback = this.callback;
    return "<"
        + kind()
        + " "
        + (callback == null ? "cancelled" : Description.ofCallback(callback, createdAt))
        + Stacks.createdAtFirst(createdAt)
        + ">";
  }

  String kind() {
    return "Handle";
  }
}
