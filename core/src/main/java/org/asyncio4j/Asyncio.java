package org.asyncio4j;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The everyday functions, for `import static org.asyncio4j.Asyncio.*` (Python's module `asyncio`).
///
/// Only what is documented as "Suspends" lets other tasks run; between two such calls a task is
/// alone on its loop.
public final class Asyncio {
  private Asyncio() {}

  // --- running ---

  /// Runs `main` on a new loop and cleans up: cancels the tasks that are left and waits for them,
  /// reports their failures, waits for the default executor, closes the loop (`asyncio.run`).
  /// Ctrl-C cancels `main`; see [Runner].
  ///
  /// @param <T> the value's type
  /// @param main the program
  /// @return its value; what it failed with is thrown, a checked exception wrapped in a
  ///   `CompletionException`
  /// @throws KeyboardInterrupt after Ctrl-C
  /// @throws IllegalStateException inside a loop
  public static <T extends @Nullable Object> T run(Awaitable<? extends T> main) {
    return run(LoopOptions.defaults(), main);
  }

  /// As [#run(Awaitable)], for a body without a value.
  ///
  /// @param main the program
  public static void run(Awaitable.Action main) {
    run(LoopOptions.defaults(), Awaitable.of(main));
  }

  /// As [#run(Awaitable)], on a loop made as `options` says.
  ///
  /// @param <T> the value's type
  /// @param options how the loop is made
  /// @param main the program
  /// @return its value
  public static <T extends @Nullable Object> T run(
      LoopOptions options, Awaitable<? extends T> main) {
    try (Runner runner = Runner.create(options)) {
      return runner.run(main);
    }
  }

  /// As [#run(LoopOptions, Awaitable)], for a body without a value.
  ///
  /// @param options how the loop is made
  /// @param main the program
  public static void run(LoopOptions options, Awaitable.Action main) {
    run(options, Awaitable.of(main));
  }

  // --- bodies ---

  /// {@return `body` as a coroutine: not run until awaited, and once} Java's `async def`.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  public static <T extends @Nullable Object> Coroutine<T> async(Awaitable<? extends T> body) {
    return async("coroutine", body);
  }

  /// As [#async(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  /// @return the coroutine
  public static Coroutine<@Nullable Void> async(Awaitable.Action body) {
    return async("coroutine", Awaitable.of(body));
  }

  /// {@return `body` as a coroutine with a name}
  ///
  /// @param <T> the value's type
  /// @param name for messages: that of the method, usually
  /// @param body what to run
  public static <T extends @Nullable Object> Coroutine<T> async(
      String name, Awaitable<? extends T> body) {
    return new Coroutine<>(name, body);
  }

  /// As [#async(String, Awaitable)], for a body without a value.
  ///
  /// @param name for messages
  /// @param body what to run
  /// @return the coroutine
  public static Coroutine<@Nullable Void> async(String name, Awaitable.Action body) {
    return async(name, Awaitable.of(body));
  }

  /// Starts `body` as a task of the running loop: its first step runs in the next iteration. The
  /// loop holds the task until it is done.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return the task
  /// @throws IllegalStateException outside a loop
  public static <T extends @Nullable Object> Task<T> createTask(Awaitable<? extends T> body) {
    return getRunningLoop().createTask(body);
  }

  /// As [#createTask(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  /// @return the task
  public static Task<@Nullable Void> createTask(Awaitable.Action body) {
    return getRunningLoop().createTask(body);
  }

  /// Starts `body` as a task with a name.
  ///
  /// @param <T> the value's type
  /// @param name for messages and tools
  /// @param body what to run
  /// @return the task
  public static <T extends @Nullable Object> Task<T> createTask(
      String name, Awaitable<? extends T> body) {
    return createTask(body, TaskOptions.DEFAULT.withName(name));
  }

  /// As [#createTask(String, Awaitable)], for a body without a value.
  ///
  /// @param name for messages and tools
  /// @param body what to run
  /// @return the task
  public static Task<@Nullable Void> createTask(String name, Awaitable.Action body) {
    return createTask(name, Awaitable.of(body));
  }

  /// Starts `body` as a task with a name, a context, or eagerly.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public static <T extends @Nullable Object> Task<T> createTask(
      Awaitable<? extends T> body, TaskOptions options) {
    return getRunningLoop().createTask(body, options);
  }

  /// As [#createTask(Awaitable, TaskOptions)], for a body without a value.
  ///
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public static Task<@Nullable Void> createTask(Awaitable.Action body, TaskOptions options) {
    return getRunningLoop().createTask(body, options);
  }

  /// {@return `awaitable` itself if it is a future, else a new task that awaits it}
  ///
  /// @param <T> the value's type
  /// @param awaitable what is to become a future
  public static <T extends @Nullable Object> Future<? extends T> ensureFuture(
      Awaitable<? extends T> awaitable) {
    return getRunningLoop().ensureFuture(awaitable);
  }

  // --- awaiting ---

  /// Suspends until `awaitable` has its value. A lambda or coroutine runs inside the current task.
  ///
  /// @param <T> the value's type
  /// @param awaitable what to wait for
  /// @return the value; what failed checked is thrown wrapped in a `CompletionException`, all else
  ///   as it is
  /// @throws CancelledError when the current task is cancelled here
  public static <T extends @Nullable Object> T await(Awaitable<? extends T> awaitable) {
    Task.current();
    try {
      return awaitable.await();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /// As [#await(Awaitable)], but a failure of type `checked` is thrown as it is.
  ///
  /// @param <X> the type of that failure
  /// @param <T> the value's type
  /// @param awaitable what to wait for
  /// @param checked the type of the failure that the caller expects
  /// @return the value
  /// @throws X when that is what failed
  public static <T extends @Nullable Object, X extends Exception> T await(
      Awaitable<? extends T> awaitable, Class<X> checked) throws X {
    Task.current();
    try {
      return awaitable.await();
    } catch (Exception e) {
      Throwable failure = Failures.essence(e);
      if (checked.isInstance(failure)) {
        throw checked.cast(failure);
      }
      throw Failures.unchecked(e);
    }
  }

  /// Suspends until `stage` is complete. Cancelling the current task here cancels the stage.
  ///
  /// @param <T> the value's type
  /// @param stage a `CompletableFuture`, usually
  /// @return the value; what failed is thrown as [#await(Awaitable)] throws it, without the stage's
  ///   own wrapping
  /// @throws CancelledError when the stage or the current task was cancelled
  public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage) {
    Future<T> future = Bridge.wrap(Task.current().loop, stage);
    return future.await();
  }

  /// Suspends until `stage` is complete; a failure of type `checked` is thrown as it is.
  ///
  /// @param <X> the type of that failure
  /// @param <T> the value's type
  /// @param stage a `CompletableFuture`, usually
  /// @param checked the type of the failure that the caller expects
  /// @return the value
  /// @throws X when that is what failed
  public static <T extends @Nullable Object, X extends Exception> T await(
      CompletionStage<? extends T> stage, Class<X> checked) throws X {
    Future<T> future = Bridge.wrap(Task.current().loop, stage);
    return await(future, checked);
  }

  /// Suspends the current task for a time. Zero or less lets everything else that is ready run
  /// once, and no more.
  ///
  /// @param delay how long, on the loop's clock
  /// @throws CancelledError when the task is cancelled here; the timer is gone then
  public static void sleep(Duration delay) {
    Task<?> current = Task.current();
    long nanos = Times.nanos(delay);
    if (nanos <= 0) {
      current.yieldNow();
    } else {
      current.sleepUntil(Times.after(current.loop.time(), nanos));
    }
  }

  /// As [#sleep(Duration)], with a value.
  ///
  /// @param <T> the value's type
  /// @param delay how long, on the loop's clock
  /// @param result what to return then
  /// @return `result`
  public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
    sleep(delay);
    return result;
  }

  // --- where am I ---

  /// {@return the task that this code runs in, or null in a callback}
  ///
  /// @throws IllegalStateException outside a loop
  public static @Nullable Task<?> currentTask() {
    getRunningLoop();
    return Task.currentOrNull();
  }

  /// {@return the tasks of the running loop that are not done, in order of creation}
  ///
  /// @throws IllegalStateException outside a loop
  public static List<Task<?>> allTasks() {
    return allTasks(getRunningLoop());
  }

  /// {@return the tasks of `loop` that are not done, in order of creation}
  ///
  /// @param loop the running loop, or one that does not run
  public static List<Task<?>> allTasks(EventLoop loop) {
    loop.checkThread();
    return loop.tasks.all();
  }

  /// {@return the loop that this code runs on}
  ///
  /// @throws IllegalStateException when it runs on none
  public static EventLoop getRunningLoop() {
    Fiber fiber = Fiber.current();
    if (fiber == null) {
      throw new IllegalStateException(
          "no running event loop: call this inside a task or callback, which run(...) starts");
    }
    return fiber.loop;
  }

  /// {@return a new loop, which the caller runs and closes}
  public static EventLoop newEventLoop() {
    return EventLoop.create();
  }

  /// {@return a copy of the current context}
  public static Context copyContext() {
    return Context.copyOfCurrent();
  }

  // --- other threads ---

  /// Suspends while `work`, which may block, runs on a virtual thread off the loop, with a copy of
  /// the current context. Cancelling the current task here interrupts the work and does not wait
  /// for it.
  ///
  /// @param <T> the value's type
  /// @param work what to run; it must not touch what belongs to the loop
  /// @return what it returned; what it threw is thrown as [#await(Awaitable)] throws it
  public static <T extends @Nullable Object> T toThread(Callable<T> work) {
    Objects.requireNonNull(work, "work");
    Context context = Context.copyOfCurrent();
    return Task.current().loop.runInExecutor(null, () -> context.call(work)).await();
  }

  /// As [#toThread(Callable)], for work without a value.
  ///
  /// @param work what to run
  public static void toThread(Awaitable.Action work) {
    Objects.requireNonNull(work, "work");
    toThread(() -> {
      work.run();
      return true;
    });
  }

  /// Runs `body` as a task of a loop that runs on another thread. Any thread.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @param loop where
  /// @return its end, for any thread to wait for; cancelling it cancels the task
  /// @throws IllegalStateException when the loop is closed
  public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
      Awaitable<? extends T> body, EventLoop loop) {
    Objects.requireNonNull(body, "body");
    return ThreadsafeRun.start(body, loop);
  }

  /// {@return a future of the running loop that completes as `stage` does; cancelling it cancels
  /// the stage}
  ///
  /// @param <T> the value's type
  /// @param stage a `CompletableFuture`, usually
  public static <T extends @Nullable Object> Future<T> wrapFuture(
      CompletionStage<? extends T> stage) {
    return Bridge.wrap(getRunningLoop(), stage);
  }

  /// {@return a future of the running loop that completes as `future` does; cancelling it cancels
  /// that} Where `future` is no `CompletionStage`, a virtual thread waits for it.
  ///
  /// @param <T> the value's type
  /// @param future what an `ExecutorService` returned
  public static <T extends @Nullable Object> Future<T> wrapFuture(
      java.util.concurrent.Future<? extends T> future) {
    return Bridge.wrap(getRunningLoop(), future);
  }

  /// {@return a future of the running loop that completes as `future` does; cancelling it cancels
  /// that}
  ///
  /// @param <T> the value's type
  /// @param future both a stage and a future
  public static <T extends @Nullable Object> Future<T> wrapFuture(
      CompletableFuture<? extends T> future) {
    return Bridge.wrap(getRunningLoop(), (CompletionStage<? extends T>) future);
  }
}
