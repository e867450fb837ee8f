package org.asyncio4j;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// A loop in the background that threads without one call into (anyio's blocking portal): for
/// programs that are not written around a loop, but need something that is.
///
/// {@snippet file="org/asyncio4j/BlockingPortalExamples.java" region="calls"}
///
/// What a body throws is thrown by `call`, or is what the future fails with. Tasks that a body
/// creates with `createTask` and does not await are cancelled when the portal closes, as `run`
/// does.
///
/// Debug mode reports a portal that is garbage and was not closed.
///
/// Thread rule: any thread that no loop of this portal runs on; on its own loop, every method that
/// would wait throws an `IllegalStateException`.
public final class BlockingPortal implements AutoCloseable {
  private final PortalLoop background;
  private Tracked tracked = Tracked.NOT;

  private BlockingPortal(PortalLoop background) {
    this.background = background;
  }

  /// {@return a portal whose loop is made as [LoopOptions#defaults] says, and runs}
  public static BlockingPortal start() {
    return start(LoopOptions.defaults());
  }

  /// {@return a portal whose loop runs}
  ///
  /// @param options how the loop is made
  public static BlockingPortal start(LoopOptions options) {
    PortalLoop background = new PortalLoop(options);
    BlockingPortal portal = new BlockingPortal(background);
    if (background.loop.getDebug()) {
      portal.tracked = Unclosed.of(null, portal, Unclosed.complaint(portal), Debug.callSite());
    }
    background.start();
    return portal;
  }

  // --- calling ---

  /// Runs `body` as a task on the portal's loop, and blocks the calling thread until it has ended.
  /// Interrupting the caller cancels the body and does not wait for it.
  ///
  /// @param <T> the value's type
  /// @param body what to run; has a copy of the caller's context
  /// @return its value; what it failed with is thrown, a checked exception wrapped in a
  ///   `CompletionException`
  /// @throws CancellationException when the body was cancelled, or the caller interrupted
  /// @throws IllegalStateException after [#close], or on the portal's own loop
  public <T extends @Nullable Object> T call(Awaitable<? extends T> body) {
    checkNotOnLoop("await the body instead of calling it through the portal");
    CompletableFuture<T> view = startTask(body);
    try {
      return view.get();
    } catch (ExecutionException e) {
      throw Failures.unchecked(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      view.cancel(true);
      Thread.currentThread().interrupt();
      CancellationException cancellation =
          new CancellationException("the thread that called through the portal was interrupted");
      cancellation.initCause(e);
      throw cancellation;
    }
  }

  /// As [#call(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public void call(Awaitable.Action body) {
    call(Awaitable.of(body));
  }

  /// Runs `body` as a task on the portal's loop, and does not wait for it.
  ///
  /// @param <T> the value's type
  /// @param body what to run; has a copy of the caller's context
  /// @return its end; cancelling it cancels the task
  /// @throws IllegalStateException after [#close]
  public <T extends @Nullable Object> CompletableFuture<T> startTask(Awaitable<? extends T> body) {
    return background.startTask(body);
  }

  /// As [#startTask(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  /// @return its end; cancelling it cancels the task
  public CompletableFuture<@Nullable Void> startTask(Awaitable.Action body) {
    return startTask(Awaitable.of(body));
  }

  /// {@return the loop, for `callSoonThreadsafe` and other calls that any thread may make}
  public EventLoop loop() {
    return background.loop;
  }

  // --- ending ---

  /// Takes no more calls, waits for the tasks started through the portal, and ends the loop. Does
  /// nothing more the second time, but waits too.
  ///
  /// @throws IllegalStateException on the portal's own loop
  @Override
  public void close() {
    stop(false);
  }

  /// As [#close], and, if `cancel`, first cancels the tasks started through the portal. May be
  /// called while another thread waits in [#close].
  ///
  /// @param cancel whether to cancel the tasks instead of waiting for their own end
  /// @throws IllegalStateException on the portal's own loop
  public void stop(boolean cancel) {
    checkNotOnLoop("let another thread close it");
    tracked.closed();
    background.stop(cancel);
  }

  private void checkNotOnLoop(String instead) {
    if (background.loop.isCurrent()) {
      throw new IllegalStateException(
          "this would block the portal's own event loop, which has to do the work: " + instead);
    }
  }

  @Override
  public String toString() {
    return "<BlockingPortal to " + background.loop + ">";
  }
}
