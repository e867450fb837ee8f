package org.asyncio4j;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.asyncio4j.debug.FutureCallGraph;
import org.jspecify.annotations.Nullable;

/// The everyday functions, for `import static org.asyncio4j.Asyncio.*` (Python's module `asyncio`).
///
/// Only what is documented as "Suspends" lets other tasks run; between two such calls a task is
/// alone on its loop.
///
/// **Which overload a lambda takes.** The one for a value is a special case of the one without:
/// `Body` extends `Action`. So for `scope -> fetch(scope)`, which could stand for both, the
/// compiler takes the value. A call *without* a value needs its braces, `scope -> { work(scope);
/// }`, because Java looks into the body of a lambda with a parameter only after that choice. A
/// lambda without a parameter, for a block that needs no scope, has no such restriction.
public final class Asyncio extends Scopes {
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

  /// As [#run(Awaitable)], with debug mode on or off whatever the process says.
  ///
  /// @param <T> the value's type
  /// @param main the program
  /// @param debug whether debug mode is on
  /// @return its value
  public static <T extends @Nullable Object> T run(Awaitable<? extends T> main, boolean debug) {
    return run(LoopOptions.defaults().withDebug(debug), main);
  }

  /// As [#run(Awaitable, boolean)], for a body without a value.
  ///
  /// @param main the program
  /// @param debug whether debug mode is on
  public static void run(Awaitable.Action main, boolean debug) {
    run(Awaitable.of(main), debug);
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
    return new Coroutine<>(null, body);
  }

  /// As [#async(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  /// @return the coroutine
  public static Coroutine<@Nullable Void> async(Awaitable.Action body) {
    return async(Awaitable.of(body));
  }

  /// {@return `body` as a coroutine with a name}
  ///
  /// @param <T> the value's type
  /// @param name for messages: that of the method, usually
  /// @param body what to run
  public static <T extends @Nullable Object> Coroutine<T> async(
      String name, Awaitable<? extends T> body) {
    return new Coroutine<>(Objects.requireNonNull(name, "name"), body);
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

  /// As [#await(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public static void await(Awaitable.Action body) {
    await(Awaitable.of(body));
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

  /// As [#await(Awaitable, Class)], for a body without a value.
  ///
  /// @param <X> the type of that failure
  /// @param body what to run
  /// @param checked the type of the failure that the caller expects
  /// @throws X when that is what failed
  public static <X extends Exception> void await(Awaitable.Action body, Class<X> checked) throws X {
    await(Awaitable.of(body), checked);
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

  /// Lets everything else that is ready run once, as `sleep(Duration.ZERO)` does; and throws here
  /// if the current task or a scope around is to be cancelled (trio's `checkpoint`). For long
  /// computations, which would otherwise neither share the loop nor be cancellable.
  ///
  /// @throws CancelledError when the task is cancelled here
  public static void checkpoint() {
    Task.current().yieldNow();
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

  // --- several at once ---

  /// Suspends until all have a value; lambdas and coroutines become tasks. The first failure, or
  /// cancellation of one of them, is thrown at once, and the others go on running; cancelling the
  /// current task here cancels them all.
  ///
  /// @param <T> the values' type
  /// @param awaitables what to wait for; the same object twice runs once
  /// @return the values, in the order of the arguments
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> List<T> gather(Awaitable<? extends T>... awaitables) {
    return gather(List.of(awaitables));
  }

  /// As [#gather(Awaitable...)], for bodies without values.
  ///
  /// @param bodies what to run, each as a task; the same object twice runs once
  public static void gather(Awaitable.Action... bodies) {
    gather(Gather.ofEach(bodies));
  }

  /// {@return nothing, at once} As [#gather(Awaitable...)], of nothing.
  ///
  /// @param <T> the values' type
  public static <T extends @Nullable Object> List<T> gather() {
    return gather(List.of());
  }

  /// As [#gather(Awaitable...)].
  ///
  /// @param <T> the values' type
  /// @param awaitables what to wait for
  /// @return the values, in the order of the arguments
  public static <T extends @Nullable Object> List<T> gather(
      Iterable<? extends Awaitable<? extends T>> awaitables) {
    return Gather.<T>values(Task.current().loop, awaitables).await();
  }

  /// Suspends until all have ended, in whatever way (`gather(return_exceptions=True)`). Cancelling
  /// the current task here cancels them all, and waits for them.
  ///
  /// @param <T> the values' type
  /// @param awaitables what to wait for
  /// @return how each ended, in the order of the arguments
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> List<Outcome<T>> gatherSettled(
      Awaitable<? extends T>... awaitables) {
    return gatherSettled(List.of(awaitables));
  }

  /// As [#gatherSettled(Awaitable...)].
  ///
  /// @param <T> the values' type
  /// @param awaitables what to wait for
  /// @return how each ended, in the order of the arguments
  public static <T extends @Nullable Object> List<Outcome<T>> gatherSettled(
      Iterable<? extends Awaitable<? extends T>> awaitables) {
    return Gather.<T>outcomes(Task.current().loop, awaitables).await();
  }

  /// Suspends until all futures are done, or as `until` says, or `timeout` has passed. Neither the
  /// end of the time nor a cancellation of the current task cancels any of them.
  ///
  /// @param <F> the type of the futures
  /// @param futures what to wait for, at least one
  /// @param timeout how long at most; null for ever
  /// @param until what to wait for
  /// @return which are done and which are not
  public static <F extends Future<? extends @Nullable Object>> Waited<F> wait(
      Collection<F> futures, @Nullable Duration timeout, ReturnWhen until) {
    return Waiter.waitFor(Task.current().loop, futures, timeout, until);
  }

  /// As [#wait(Collection, Duration, ReturnWhen)], until all are done.
  ///
  /// @param <F> the type of the futures
  /// @param futures what to wait for, at least one
  /// @return all of them, done
  public static <F extends Future<? extends @Nullable Object>> Waited<F> wait(
      Collection<F> futures) {
    return wait(futures, null, ReturnWhen.ALL_COMPLETED);
  }

  /// {@return the futures in the order in which they end} Taking the next one suspends until there
  /// is one.
  ///
  /// @param <T> the values' type
  /// @param futures each is given once; breaking off and going on later is fine
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Future<T>> futures) {
    return asCompleted(futures, null);
  }

  /// As [#asCompleted(Collection)]; when `timeout` has passed, taking the next one throws a
  /// `CompletionException` of a `TimeoutException`. The futures are not cancelled.
  ///
  /// @param <T> the values' type
  /// @param futures each is given once
  /// @param timeout how long at most, from now; null for ever
  /// @return the futures in the order in which they end
  public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
      Collection<? extends Future<T>> futures, @Nullable Duration timeout) {
    AsCompleted<T> completed = new AsCompleted<>(getRunningLoop(), List.copyOf(futures), timeout);
    return () -> completed;
  }

  /// Awaits `awaitable` in such a way that cancelling the current task does not cancel it: it goes
  /// on as a task of its own.
  ///
  /// @param <T> the value's type
  /// @param awaitable what to wait for
  /// @return its value
  public static <T extends @Nullable Object> T shield(Awaitable<? extends T> awaitable) {
    return Shield.around(Task.current().loop.ensureFuture(awaitable)).await();
  }

  /// As [#shield(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  public static void shield(Awaitable.Action body) {
    shield(Awaitable.of(body));
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

  /// Has the signals that the process receives come here, to be taken one after the other: for a
  /// program that ends well on SIGTERM, or reads its settings again on SIGHUP.
  ///
  /// @param signals their names: `TERM` or `SIGTERM`
  /// @return to iterate over, and to close
  /// @throws IllegalArgumentException when one does not exist or cannot be handled
  public static SignalReceiver openSignalReceiver(String... signals) {
    return SignalReceiver.open(getRunningLoop(), signals);
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

  /// As [#runCoroutineThreadsafe(Awaitable, EventLoop)], for a body without a value. Any thread.
  ///
  /// @param body what to run
  /// @param loop where
  /// @return its end, for any thread to wait for; cancelling it cancels the task
  public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(
      Awaitable.Action body, EventLoop loop) {
    return runCoroutineThreadsafe(Awaitable.of(body), loop);
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

  // --- races ---

  /// Starts the first of `bodies`, and each next one when the one before has failed or `delay` has
  /// passed since its start; suspends until the first of them has a value, or all have failed
  /// (`asyncio.staggered.staggered_race`, the heart of Happy Eyeballs). The others are cancelled
  /// and waited for.
  ///
  /// Cancelling the current task here cancels all that were started, and waits for them.
  ///
  /// @param <T> the value's type
  /// @param bodies what to run, each as a task, as far as it is started; the same one more than
  ///   once is fine if it can be awaited more than once
  /// @param delay how long to wait for one before the next is started too; null to run one after
  ///   another
  /// @return who won, and what the others failed with
  public static <T extends @Nullable Object> Race<T> staggeredRace(
      List<? extends Awaitable<? extends T>> bodies, @Nullable Duration delay) {
    return new StaggeredRace<T>(Task.current(), bodies, delay).run();
  }

  // --- who waits for whom ---

  /// {@return where the current task stands, who waits for it, and who waits for those; null
  /// outside a task} As `asyncio.capture_call_graph`. What is known is what waits by `await`,
  /// `gather`, `wait`, `shield`, `asCompleted`, `staggeredRace` and task groups, and what
  /// [#futureAddToAwaitedBy] was told. Who waits in a circle is shown once, and a chain down to its
  /// 500th link.
  ///
  /// @throws IllegalStateException outside a loop
  public static @Nullable FutureCallGraph captureCallGraph() {
    getRunningLoop();
    Task<?> task = currentTask();
    return task == null ? null : captureCallGraph(task);
  }

  /// {@return where a task stands, and who waits for it}
  ///
  /// @param future a task or future of this loop
  public static FutureCallGraph captureCallGraph(Future<?> future) {
    return captureCallGraph(future, Integer.MAX_VALUE);
  }

  /// {@return where a task stands, and who waits for it}
  ///
  /// @param future a task or future of this loop
  /// @param limit how many frames of each stack: the innermost ones, or the outermost ones if
  ///   negative; none if 0
  public static FutureCallGraph captureCallGraph(Future<?> future, int limit) {
    future.loop.checkThread();
    return AwaitGraph.capture(future, limit);
  }

  /// {@return [#captureCallGraph()] as text; empty outside a task} As `asyncio.format_call_graph`.
  public static String formatCallGraph() {
    FutureCallGraph graph = captureCallGraph();
    return graph == null ? "" : graph.format();
  }

  /// {@return [#captureCallGraph(Future)] as text}
  ///
  /// @param future a task or future of this loop
  public static String formatCallGraph(Future<?> future) {
    return captureCallGraph(future).format();
  }

  /// Prints [#formatCallGraph()] (`asyncio.print_call_graph`).
  ///
  /// @param out where to
  public static void printCallGraph(PrintStream out) {
    out.print(formatCallGraph());
  }

  /// Prints [#formatCallGraph(Future)].
  ///
  /// @param future a task or future of this loop
  /// @param out where to
  public static void printCallGraph(Future<?> future, PrintStream out) {
    out.print(formatCallGraph(future));
  }

  /// Says that `awaiter` waits for `future` in a way that this library cannot see, for the call
  /// graph (`asyncio.future_add_to_awaited_by`). Forgotten when `future` is done.
  ///
  /// @param future what is waited for
  /// @param awaiter who waits
  public static void futureAddToAwaitedBy(Future<?> future, Future<?> awaiter) {
    future.loop.checkThread();
    future.declareAwaiter(Objects.requireNonNull(awaiter, "awaiter"));
  }

  /// Takes [#futureAddToAwaitedBy] back (`asyncio.future_discard_from_awaited_by`).
  ///
  /// @param future what is waited for no more
  /// @param awaiter who waited
  public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> awaiter) {
    future.loop.checkThread();
    future.retractAwaiter(awaiter);
  }

  // --- timing ---

  /// Runs `body` in the current task, and logs `starting NAME` and `finished NAME in 1.0004
  /// second(s)`, at level INFO: the timing decorator of the tutorials. The time is that of the
  /// loop's clock; the second line comes also when the body fails or is cancelled.
  ///
  /// @param <T> the value's type
  /// @param name what to call it in the log
  /// @param body what to run
  /// @return its value
  public static <T extends @Nullable Object> T timed(String name, Awaitable<? extends T> body) {
    return Timed.run(Timed::log, name, body);
  }

  /// As [#timed(String, Awaitable)], for a body without a value.
  ///
  /// @param name what to call it in the log
  /// @param body what to run
  public static void timed(String name, Awaitable.Action body) {
    timed(name, Awaitable.of(body));
  }

  /// As [#timed(String, Awaitable)], but prints the lines to `out` instead of logging them.
  ///
  /// @param <T> the value's type
  /// @param out where to
  /// @param name what to call it
  /// @param body what to run
  /// @return its value
  public static <T extends @Nullable Object> T timed(
      PrintStream out, String name, Awaitable<? extends T> body) {
    return Timed.run(out::println, name, body);
  }

  /// As [#timed(PrintStream, String, Awaitable)], for a body without a value.
  ///
  /// @param out where to
  /// @param name what to call it
  /// @param body what to run
  public static void timed(PrintStream out, String name, Awaitable.Action body) {
    timed(out, name, Awaitable.of(body));
  }
}
