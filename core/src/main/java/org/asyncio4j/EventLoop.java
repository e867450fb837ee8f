package org.asyncio4j;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.asyncio4j.debug.Instrument;
import org.asyncio4j.internal.Tracked;
import org.asyncio4j.spi.Reactor;
import org.asyncio4j.spi.ReactorFactory;
import org.jspecify.annotations.Nullable;

/// One thread of control that runs tasks and callbacks in turn (`asyncio.AbstractEventLoop`).
///
/// Most programs only use [Asyncio#run]. A loop made with [#create] is run by [#runForever] or
/// [#runUntilComplete], as often as wanted, and closed at the end.
///
/// **Order.** What becomes ready runs in the order of becoming ready; what becomes ready meanwhile
/// runs in the next iteration, after a look at the timers and at what other threads sent.
///
/// **Thread rule.** While the loop runs, only its own tasks and callbacks may call it; any other
/// thread gets an `IllegalStateException`. For those there are [#callSoonThreadsafe], [#execute],
/// [Asyncio#runCoroutineThreadsafe], [#isRunning] and [#isClosed]. While it does not run, whoever
/// has it may call it.
public final class EventLoop implements Executor, AutoCloseable {
  /// How long [#close] waits for the clean-up of tasks that it ends.
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

  final Blocking blocking;
  final FiberEngine engine;
  final Scheduler scheduler;
  final TaskRegistry tasks = new TaskRegistry();
  final Observation observation;

  /// Failures that nobody has seen. Any thread.
  final Set<Unretrieved> unretrieved = ConcurrentHashMap.newKeySet();

  /// What was made on this loop in debug mode and is not closed. Any thread.
  final Set<Unclosed> unclosed = ConcurrentHashMap.newKeySet();

  /// Views of this loop's futures that are not complete. Any thread.
  final Set<Bridge.Threadsafe<?>> views = ConcurrentHashMap.newKeySet();

  /// The scope that the task being made belongs to, while a task group makes one. On the loop.
  @Nullable CancelScope scopeOfNewTask;

  /// What callbacks have started and not ended.
  final Belongings belongings = new Belongings(this, null);

  private final ExceptionReports reports = new ExceptionReports(this);
  final Offload offload = new Offload(this);
  final Signals signals = new Signals(this);
  private final long origin;
  private Tracked tracked = Tracked.NOT;
  final LoopWatch watch = new LoopWatch(this);
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean closed;
  private volatile boolean abandoned;
  private volatile boolean debug;

  /// Whether another thread has ever sent a callback.
  private volatile boolean calledFromOutside;

  private @Nullable TaskFactory taskFactory;

  /// The thread of the last run, if the next one has to be on it too.
  private @Nullable LoopThread kept;

  /// How often the loop was run. Written before a run, read in it.
  private int runs;

  /// The thread in [#runForever], while there is one.
  volatile @Nullable Thread runner;

  private EventLoop(LoopOptions options) {
    Engine kind = FiberEngine.choose(options.engine());
    if (kind == Engine.BATON && options.blocking() == Blocking.YIELD) {
      throw new IllegalArgumentException(
          "blocking=yield needs the confined engine, and this is baton"
              + (JdkThreads.AVAILABLE ? "" : ", because " + JdkThreads.whyNot())
              + ". Use blocking=hold, and toThread for blocking calls");
    }
    blocking = options.blocking();
    debug = options.debug();
    observation = new Observation(this, debug);
    engine = FiberEngine.of(kind, this);
    ReactorFactory factory = options.reactor() != null ? options.reactor() : reactorOnThePath();
    Reactor reactor = factory == null ? null : factory.open(this);
    scheduler = new Scheduler(this, engine, options.clock(), reactor, options.order());
    origin = scheduler.nanoTime();
    if (debug) {
      Debug.turnedOn();
      System.getLogger("org.asyncio4j")
          .log(
              System.Logger.Level.INFO,
              "debug mode: engine={0} blocking={1}",
              kind.text(),
              blocking.text());
    }
    observation.addInstrumentsOfTheProcess();
    Loops.add(this);
  }

  /// {@return a new loop, as [LoopOptions#defaults] says} As `asyncio.new_event_loop()`.
  public static EventLoop create() {
    return create(LoopOptions.defaults());
  }

  /// {@return a new loop}
  ///
  /// @param options how it is made
  /// @throws IllegalArgumentException when they contradict each other
  public static EventLoop create(LoopOptions options) {
    EventLoop loop = new EventLoop(options);
    if (loop.debug) {
      loop.tracked = Unclosed.of(null, loop, Unclosed.complaint(loop), Debug.callSite());
    }
    return loop;
  }

  /// A loop that its maker has to close.
  static EventLoop owned(LoopOptions options) {
    return new EventLoop(options);
  }

  private static @Nullable ReactorFactory reactorOnThePath() {
    return ServiceLoader.load(ReactorFactory.class).findFirst().orElse(null);
  }

  // --- running ---

  /// Runs until [#stop]. The calling thread waits; the loop has a thread of its own. Interrupting
  /// the caller stops the loop.
  ///
  /// @throws IllegalStateException when this or another loop runs on this thread, or the loop is
  ///   closed
  public void runForever() {
    runForever(this::stop);
  }

  private void runForever(Runnable onInterrupt) {
    checkMayRun();
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("this event loop is already running");
    }
    boolean interrupted = false;
    int run = ++runs;
    LoopThread thread;
    try {
      runner = Thread.currentThread();
      thread = start();
      watch.begin();
      while (!thread.ended() && !abandoned) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupted = true;
          postOrDrop(() -> {
            if (run == runs) { // else it came at the very end, and this is the next run
              onInterrupt.run();
            }
          });
        }
      }
    } finally {
      runner = null;
      watch.end();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (abandoned) {
      throw new KeyboardInterrupt();
    }
    kept = thread.isKept() ? thread : null;
    Throwable failure = scheduler.takeEscaped();
    running.set(false);
    if (failure != null) {
      throw Failures.unchecked(failure);
    }
  }

  private LoopThread start() {
    scheduler.pulse.look();
    Fiber strand = scheduler.newStrand();
    if (kept != null) {
      kept.runAgain(strand);
      return kept;
    }
    LoopThread thread = new LoopThread(engine, strand);
    try {
      thread.start();
    } catch (Throwable e) { // the system has no thread left: the loop can be run later
      running.set(false);
      throw e;
    }
    return thread;
  }

  /// Runs until `main` is done: a task is made for it, unless it is a future of this loop.
  /// Interrupting the caller cancels it.
  ///
  /// @param <T> the value's type
  /// @param main what to run
  /// @return its value; what it failed with is thrown, a checked exception wrapped in a
  ///   `CompletionException`
  /// @throws IllegalStateException as [#runForever], and when the loop was stopped before
  public <T extends @Nullable Object> T runUntilComplete(Awaitable<? extends T> main) {
    checkMayRun();
    boolean own = !(main instanceof Future<?>);
    Future<? extends T> future = ensureFuture(main);
    Consumer<Future<?>> stopWhenDone =
        done -> {
          if (!done
              .escaped()) { // then the run has ended already, and the next one is not to be stopped
            stop();
          }
        };
    future.addDoneCallback(stopWhenDone);
    try {
      runForever(() -> future.cancel("the thread that ran the loop was interrupted"));
    } catch (RuntimeException | Error e) {
      if (!abandoned && future.done() && (own || future.escaped())) {
        future.seen(); // the caller is told of this failure instead
      }
      throw e;
    } finally {
      if (!abandoned) {
        future.removeDoneCallback(stopWhenDone);
      }
    }
    if (!future.done()) {
      throw new IllegalStateException("the event loop was stopped before " + future + " was done");
    }
    return future.result();
  }

  /// As [#runUntilComplete(Awaitable)], for a body without a value.
  ///
  /// @param main what to run
  public void runUntilComplete(Awaitable.Action main) {
    runUntilComplete(Awaitable.of(main));
  }

  /// Ends the run after the current iteration; before a run, has it make exactly one iteration
  /// without waiting.
  public void stop() {
    checkThread();
    scheduler.stop();
  }

  /// Closes a loop that does not run; does nothing the second time. What is still to be called back
  /// is dropped. Tasks that are not done are reported and ended: each is thrown a [CancelledError]
  /// off the loop, where it can clean up but await nothing; this waits up to a second for them.
  /// Generators that callbacks have left open are closed. The default executor is shut down, but
  /// not waited for. Failures that nobody has seen are reported.
  ///
  /// @throws IllegalStateException while the loop runs
  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (running.get()) {
      throw new IllegalStateException("cannot close a running event loop: stop it first");
    }
    closed = true;
    tracked.closed();
    Loops.remove(this);
    engine.close();
    scheduler.close();
    if (kept == null) {
      scheduler.closeReactor();
    } else {
      kept.end(scheduler::closeReactor);
    }
    signals.close();
    endPendingTasks();
    belongings.close();
    offload.close();
    List.copyOf(views).forEach(Bridge.Threadsafe::loopClosed);
    List.copyOf(unretrieved).forEach(Unretrieved::report);
    List.copyOf(unclosed).forEach(Unclosed::lost);
  }

  private void endPendingTasks() {
    List<Task<?>> pending = tasks.all();
    for (Task<?> task : pending) {
      callExceptionHandler(
          ExceptionContext.of("Task was destroyed but it is pending!", null).withFuture(task));
      task.abandon("the event loop was closed");
    }
    long deadline = System.nanoTime() + CLOSE_GRACE.toNanos();
    boolean interrupted = false;
    for (Task<?> task : pending) { // one after another: they may share what needs no lock on a loop
      engine.release(task.fiber);
      try {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Thread thread = task.fiber.thread();
        if (thread == null || thread.join(left)) {
          tasks.remove(task);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        deadline = System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// {@return whether the loop runs} Any thread.
  public boolean isRunning() {
    return running.get();
  }

  /// {@return whether the loop was closed} Any thread.
  public boolean isClosed() {
    return closed;
  }

  /// Gives up on a loop that does not react: whoever runs it is thrown a [KeyboardInterrupt] at
  /// once. Any thread.
  void abandon() {
    abandoned = true;
    LockSupport.unpark(runner);
  }

  boolean isAbandoned() {
    return abandoned;
  }

  // --- callbacks and time ---

  /// Has `callback` called in the next iteration, in a copy of the current context.
  ///
  /// @param callback what it throws goes to the exception handler
  /// @return what can still cancel it
  public Handle callSoon(Runnable callback) {
    return callSoon(callback, Context.copyOfCurrent());
  }

  /// As [#callSoon(Runnable)], in a context of the caller's choice.
  ///
  /// @param callback what it throws goes to the exception handler
  /// @param context what it runs in
  /// @return what can still cancel it
  public Handle callSoon(Runnable callback, Context context) {
    checkUsable();
    Handle handle =
        new Handle(
            this,
            Objects.requireNonNull(callback, "callback"),
            Objects.requireNonNull(context, "context"));
    scheduler.ready.add(handle);
    return handle;
  }

  /// Has `callback` called by the loop, and wakes it if it waits. Any thread. What one thread sends
  /// runs in the order sent.
  ///
  /// @param callback what it throws goes to the exception handler
  /// @return what can still cancel it, on any thread; while the callback runs, `cancel` waits for
  ///   its end
  /// @throws IllegalStateException when the loop is closed
  public Handle callSoonThreadsafe(Runnable callback) {
    return callSoonThreadsafe(callback, Context.copyOfCurrent());
  }

  /// As [#callSoonThreadsafe(Runnable)], in a context of the caller's choice.
  ///
  /// @param callback what it throws goes to the exception handler
  /// @param context what it runs in
  /// @return what can still cancel it, on any thread
  /// @throws IllegalStateException when the loop is closed
  public Handle callSoonThreadsafe(Runnable callback, Context context) {
    Handle handle =
        new ThreadsafeHandle(
            this,
            Objects.requireNonNull(callback, "callback"),
            Objects.requireNonNull(context, "context"));
    if (!calledFromOutside && !isCurrent()) {
      calledFromOutside = true;
    }
    if (!scheduler.post(handle)) {
      throw closedException();
    }
    return handle;
  }

  /// As [#callSoonThreadsafe(Runnable)]: lets the loop serve `CompletableFuture` and others as an
  /// executor. Any thread.
  ///
  /// @param command runs as a callback: it must not await
  @Override
  public void execute(Runnable command) {
    callSoonThreadsafe(command);
  }

  /// Has `callback` called once `delay` has passed. Equal deadlines keep their order.
  ///
  /// @param delay none, if zero or negative: then the next iteration
  /// @param callback what it throws goes to the exception handler
  /// @return what can still cancel it
  public TimerHandle callLater(Duration delay, Runnable callback) {
    return callAt(Times.after(time(), Times.nanos(delay)), callback);
  }

  /// Has `callback` called once the loop's clock says `when`.
  ///
  /// @param when in nanoseconds, as [#time] tells them
  /// @param callback what it throws goes to the exception handler
  /// @return what can still cancel it
  public TimerHandle callAt(long when, Runnable callback) {
    checkUsable();
    TimerHandle timer =
        new TimerHandle(
            this, when, Objects.requireNonNull(callback, "callback"), Context.copyOfCurrent());
    scheduler.timers.add(timer);
    return timer;
  }

  /// {@return the loop's clock, in nanoseconds since the loop was made} It never goes back, and
  /// knows nothing of dates.
  public long time() {
    return scheduler.nanoTime() - origin;
  }

  // --- futures and tasks ---

  /// {@return a future of this loop, pending}
  ///
  /// @param <T> the value's type
  public <T extends @Nullable Object> Future<T> createFuture() {
    checkThread();
    return new Future<>(this);
  }

  /// A future that stands for something else: see [Future#standsFor].
  <T extends @Nullable Object> Future<T> createFuture(Object standsFor) {
    checkThread();
    return new Future<>(this, standsFor);
  }

  /// Starts `body` as a task: its first step runs in the next iteration.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return the task
  public <T extends @Nullable Object> Task<T> createTask(Awaitable<? extends T> body) {
    return createTask(body, TaskOptions.DEFAULT);
  }

  /// As [#createTask(Awaitable)], for a body without a value.
  ///
  /// @param body what to run
  /// @return the task
  public Task<@Nullable Void> createTask(Awaitable.Action body) {
    return createTask(Awaitable.of(body), TaskOptions.DEFAULT);
  }

  /// Starts `body` as a task, with a name, a context, or eagerly.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public <T extends @Nullable Object> Task<T> createTask(
      Awaitable<? extends T> body, TaskOptions options) {
    TaskFactory factory = taskFactory;
    return factory == null ? newTask(body, options) : factory.create(this, body, options);
  }

  /// As [#createTask(Awaitable, TaskOptions)], for a body without a value.
  ///
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public Task<@Nullable Void> createTask(Awaitable.Action body, TaskOptions options) {
    return createTask(Awaitable.of(body), options);
  }

  /// Makes a task, without asking the task factory: for task factories.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public <T extends @Nullable Object> Task<T> newTask(
      Awaitable<? extends T> body, TaskOptions options) {
    checkUsable();
    return new Task<>(this, Objects.requireNonNull(body, "body"), options);
  }

  /// {@return `awaitable` itself if it is a future of this loop, else a new task that awaits it}
  ///
  /// @param <T> the value's type
  /// @param awaitable what is to become a future
  /// @throws IllegalArgumentException when it is a future of another loop
  public <T extends @Nullable Object> Future<? extends T> ensureFuture(
      Awaitable<? extends T> awaitable) {
    if (awaitable instanceof Future<? extends T> future) {
      if (future.loop != this) {
        throw new IllegalArgumentException(future + " belongs to another event loop");
      }
      return future;
    }
    return createTask(awaitable);
  }

  /// Sets how tasks are made, or, with null, has them made the plain way.
  ///
  /// @param factory called by every `createTask`
  public void setTaskFactory(@Nullable TaskFactory factory) {
    checkThread();
    taskFactory = factory;
  }

  /// {@return what [#setTaskFactory] set}
  public @Nullable TaskFactory getTaskFactory() {
    return taskFactory;
  }

  // --- other threads ---

  /// Runs `work` on `executor`. Cancelling the future cancels the work there, with an interrupt if
  /// it runs. Context variables do not go along; with [Asyncio#toThread] they do.
  ///
  /// @param <T> the value's type
  /// @param executor where; null for the default one, which has a virtual thread for each call
  /// @param work may block
  /// @return what the work returns or throws
  public <T extends @Nullable Object> Future<T> runInExecutor(
      @Nullable Executor executor, Callable<T> work) {
    checkUsable();
    return offload.run(executor, Objects.requireNonNull(work, "work"));
  }

  /// As [#runInExecutor(Executor, Callable)], for work without a value.
  ///
  /// @param executor where; null for the default one
  /// @param work may block
  /// @return its end
  public Future<@Nullable Void> runInExecutor(@Nullable Executor executor, Awaitable.Action work) {
    Objects.requireNonNull(work, "work");
    return this.<@Nullable Void>runInExecutor(executor, Awaitable.of(work)::await);
  }

  /// Sets what [#runInExecutor] uses where it is given null. The loop shuts it down when it is
  /// closed.
  ///
  /// @param executor the new default
  public void setDefaultExecutor(ExecutorService executor) {
    checkThread();
    offload.setDefault(Objects.requireNonNull(executor, "executor"));
  }

  /// Suspends until all work on the default executor has ended; from now on it takes no more. When
  /// `timeout` has passed, a warning is logged, and the threads are interrupted and left behind.
  ///
  /// @param timeout how long to wait
  public void shutdownDefaultExecutor(Duration timeout) {
    checkThread();
    offload.shutdown(timeout);
  }

  /// Has `callback` called by the loop whenever the process receives a signal. Replaces what
  /// handled it.
  ///
  /// @param signal its name: `TERM` or `SIGTERM`
  /// @param callback runs as a callback of the loop
  /// @throws IllegalArgumentException when the signal does not exist or cannot be handled
  public void addSignalHandler(String signal, Runnable callback) {
    checkUsable();
    signals.add(signal, Objects.requireNonNull(callback, "callback"));
  }

  /// Handles a signal again as before [#addSignalHandler].
  ///
  /// @param signal its name
  /// @return whether there was a handler
  public boolean removeSignalHandler(String signal) {
    checkThread();
    return signals.remove(signal);
  }

  // --- failures and debugging ---

  /// Sets who is told of failures that no caller can be given; null for the log.
  ///
  /// @param handler the new one
  public void setExceptionHandler(@Nullable ExceptionHandler handler) {
    checkThread();
    reports.setHandler(handler);
  }

  /// {@return what [#setExceptionHandler] set}
  public @Nullable ExceptionHandler getExceptionHandler() {
    return reports.handler();
  }

  /// Tells the exception handler, in the context of the task or callback that failed.
  ///
  /// @param context what happened
  public void callExceptionHandler(ExceptionContext context) {
    reports.report(context);
  }

  /// Logs a failure, as happens where no handler is set.
  ///
  /// @param context what happened
  public void defaultExceptionHandler(ExceptionContext context) {
    reports.log(context);
  }

  /// Turns debug mode on or off for what is made from now on.
  ///
  /// @param on whether it is on
  public void setDebug(boolean on) {
    checkThread();
    if (on) {
      Debug.turnedOn();
    }
    observation.setDebug(on);
    debug = on;
  }

  /// {@return whether debug mode is on}
  public boolean getDebug() {
    return debug;
  }

  /// Sets how long a step may hold the loop before debug mode logs it; 100 ms at first.
  ///
  /// @param limit how long
  public void setSlowCallbackDuration(Duration limit) {
    checkThread();
    observation.slowSteps.setLimit(Objects.requireNonNull(limit, "limit"));
  }

  /// {@return what [#setSlowCallbackDuration] set}
  public Duration getSlowCallbackDuration() {
    return observation.slowSteps.limit();
  }

  /// Sets how long a step may hold the loop before the watchdog logs where it is, while it is
  /// there; 1 s at first, or as many milliseconds as the system property `asyncio.watchdog` says.
  /// In debug mode it looks as early as [#setSlowCallbackDuration] says, if that is earlier. Any
  /// thread.
  ///
  /// @param limit how long; null to have the watchdog not look at this loop at all
  public void setWatchdogLimit(@Nullable Duration limit) {
    watch.setLimit(limit);
  }

  /// {@return what [#setWatchdogLimit] set; null for never} Any thread.
  public @Nullable Duration getWatchdogLimit() {
    return watch.limit();
  }

  /// {@return how late this loop is: how long what becomes ready waits for its turn} Measured a few
  /// times a second while the loop is busy and watched; zero while it has nothing to do. When the
  /// loop is stuck this grows. Any thread.
  public Duration lag() {
    return Duration.ofNanos(scheduler.waits() ? 0 : scheduler.pulse.lag(System.nanoTime()));
  }

  /// {@return what this loop has done, and has to do} Any thread: the figures are of about the same
  /// moment.
  public Statistics statistics() {
    int ready = scheduler.ready.tasks();
    Fiber now = isRunning() && !scheduler.waits() ? engine.running() : null;
    int running = now != null && now.task != null ? 1 : 0;
    int waiting = Math.max(0, tasks.size() - ready - running);
    return new Statistics(
        scheduler.pulse.steps(), watch.slowSteps(), running, ready, waiting, lag());
  }

  /// What a loop has done, and has to do.
  ///
  /// @param steps how many resumptions of tasks and callbacks there were
  /// @param slowSteps how many of them the watchdog has seen to be longer than its limit
  /// @param runningTasks how many tasks run: one or none
  /// @param readyTasks how many tasks wait for their turn only
  /// @param waitingTasks how many tasks wait for something
  /// @param lag as [#lag]
  public record Statistics(
      long steps,
      long slowSteps,
      int runningTasks,
      int readyTasks,
      int waitingTasks,
      Duration lag) {}

  /// Has `instrument` be told of everything that this loop does from now on.
  ///
  /// @param instrument the new one, after those that are there
  public void addInstrument(Instrument instrument) {
    checkThread();
    observation.add(instrument);
  }

  /// Takes [#addInstrument] back.
  ///
  /// @param instrument what was added
  /// @return whether it was there
  public boolean removeInstrument(Instrument instrument) {
    checkThread();
    return observation.remove(instrument);
  }

  /// {@return the engine this loop runs on: never [Engine#AUTO]}
  public Engine engine() {
    return engine.kind();
  }

  // --- for the rest of this package ---

  boolean hasDefaultExecutor() {
    return offload.hasDefault();
  }

  boolean isCurrent() {
    Fiber fiber = Fiber.current();
    return fiber != null && fiber.loop == this;
  }

  /// Whether nobody outside is known who might send this loop something: no I/O, no signal handler,
  /// no work elsewhere, no thread that ever did. On the loop.
  boolean isLeftAlone() {
    boolean told = scheduler.expectsEvents() || calledFromOutside;
    return !told && signals.isEmpty() && offload.isIdle();
  }

  /// Throws unless the caller may touch what belongs to this loop.
  void checkThread() {
    if (running.get() && !isCurrent()) {
      throw new IllegalStateException(
          "this belongs to an event loop that runs on another thread, not on "
              + Thread.currentThread()
              + ": use loop.callSoonThreadsafe(...), or runCoroutineThreadsafe(..., loop) for a task");
    }
  }

  private void checkUsable() {
    checkThread();
    if (closed) {
      throw closedException();
    }
  }

  private void checkMayRun() {
    if (closed) {
      throw closedException();
    }
    if (Fiber.current() != null) {
      throw new IllegalStateException(
          "an event loop runs on this thread already: await here instead of running another, or run it in toThread");
    }
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the event loop is closed");
  }

  /// Runs `callback` on the loop, at once if this is it or if it does not run. Any thread.
  void onLoop(Runnable callback) {
    if (isCurrent() || !running.get()) {
      callback.run();
    } else {
      postOrRun(callback);
    }
  }

  /// Sends `callback` to the loop; does nothing if that is closed. Any thread.
  void postOrDrop(Runnable callback) {
    scheduler.post(new Handle(this, callback, new Context()));
  }

  /// Sends `callback` to the loop, or runs it here if that is closed. Any thread.
  void postOrRun(Runnable callback) {
    if (!scheduler.post(new Handle(this, callback, new Context()))) {
      callback.run();
    }
  }

  @Override
  public String toString() {
    String state = closed ? "closed" : running.get() ? "running" : "idle";
    return "<EventLoop " + engine.kind().text() + " " + state + (debug ? " debug" : "") + ">";
  }
}
