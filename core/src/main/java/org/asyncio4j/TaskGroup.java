package org.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.asyncio4j.generator.GeneratorExit;
import org.asyncio4j.internal.WaitPoint;
import org.jspecify.annotations.Nullable;

/// Tasks that end together (`asyncio.TaskGroup`). Made by [Asyncio#taskGroup], which gives it to
/// the block and returns when the block and all tasks have ended.
///
/// When a task or the block fails, the other tasks and the block are cancelled, and `taskGroup`
/// throws an [ExceptionGroup] of all that failed. A task that is cancelled alone is no failure.
public final class TaskGroup {
  private final EventLoop loop;
  private final Task<?> parent;

  /// The cancel scope that the group was opened in: its tasks are in it too.
  private final @Nullable CancelScope scope;

  private final Set<Task<?>> tasks = new LinkedHashSet<>();
  private final List<Throwable> errors = new ArrayList<>();
  private final End end = new End();
  private boolean exiting;
  private boolean over;
  private boolean aborting;
  private boolean parentCancelRequested;
  private @Nullable KeyboardInterrupt interrupt;

  /// What ended the block, or the wait for the tasks.
  private @Nullable CancelledError cancellation;

  /// What the block's end waits on; null while it does not wait.
  private @Nullable Future<@Nullable Void> allDone;

  TaskGroup(Task<?> parent) {
    this.loop = parent.loop;
    this.scope = parent.scope;
    this.parent = parent;
  }

  /// Starts `body` as a task of this group.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @return the task
  /// @throws IllegalStateException when the group is ending or over
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

  /// Starts `body` as a task of this group, with a name, a context, or eagerly.
  ///
  /// @param <T> the value's type
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  /// @throws IllegalStateException when the group is ending or over
  public <T extends @Nullable Object> Task<T> createTask(
      Awaitable<? extends T> body, TaskOptions options) {
    loop.checkThread();
    if (exiting && tasks.isEmpty()) {
      throw refused(body, "is over");
    }
    if (aborting) {
      throw refused(body, "is shutting down");
    }
    Task<T> task = create(body, options);
    tasks.add(task);
    task.addDoneCallback(this::taskDone, parent);
    if (aborting && !task.done()) {
      task.cancel(); // an eager one has ended the group before it was among its tasks
    }
    return task;
  }

  /// As [#createTask(Awaitable, TaskOptions)], for a body without a value.
  ///
  /// @param body what to run
  /// @param options how the task is made
  /// @return the task
  public Task<@Nullable Void> createTask(Awaitable.Action body, TaskOptions options) {
    return createTask(Awaitable.of(body), options);
  }

  private <T extends @Nullable Object> Task<T> create(
      Awaitable<? extends T> body, TaskOptions options) {
    loop.scopeOfNewTask = scope;
    try {
      return loop.createTask(body, options);
    } finally {
      loop.scopeOfNewTask = null;
    }
  }

  private static IllegalStateException refused(Awaitable<?> body, String why) {
    if (body instanceof Coroutine<?> coroutine) {
      coroutine.close();
    }
    return new IllegalStateException("cannot create a task: the task group " + why);
  }

  private void taskDone(Future<?> task) {
    tasks.remove(task);
    if (allDone != null && tasks.isEmpty() && !allDone.done()) {
      allDone.setResult(null);
    }
    Throwable failure = task.cancelled() ? null : task.exception();
    if (failure == null) {
      return;
    }
    errors.add(failure);
    if (failure instanceof KeyboardInterrupt e && interrupt == null) {
      interrupt = e;
    }
    if (!aborting && !parentCancelRequested) {
      abort();
      cancelParent();
    }
  }

  // --- ending early ---

  /// Ends the group without an error: cancels its tasks, and the block if that still runs. What has
  /// failed already, or fails while being cancelled, is still thrown. Does nothing when the group
  /// is over.
  public void cancel() {
    loop.checkThread();
    if (over) {
      return;
    }
    if (!aborting) {
      abort();
      cancelParent();
    }
  }

  private void cancelParent() {
    if (!parentCancelRequested) {
      parentCancelRequested = true;
      parent.cancelFrom(scope, null);
    }
  }

  private void abort() {
    aborting = true;
    for (Task<?> task : List.copyOf(tasks)) {
      if (!task.done()) {
        task.cancel();
      }
    }
  }

  // --- services ---

  /// Starts `service` as a task of this group and suspends until it says that it has started
  /// (trio's `nursery.start`).
  ///
  /// What it throws before that is thrown here, and is no failure of the group. Cancelling the
  /// current task here cancels the service and waits for it.
  ///
  /// @param <V> the type of what the service reports
  /// @param service is given what to call when it is ready to serve
  /// @return what it reported: the port it listens on, say
  /// @throws IllegalStateException when it ends without having said so
  public <V extends @Nullable Object> V start(Service<V> service) {
    Future<V> started = loop.createFuture(new Start());
    Task<@Nullable Void> task =
        createTask(
            Awaitable.of(() -> {
              try {
                service.run(started::setResult);
              } catch (CancelledError | KeyboardInterrupt e) {
                throw e;
              } catch (Throwable e) {
                if (started.done()) {
                  throw Failures.unchecked(e);
                }
                started.setException(e);
              }
            }));
    task.addDoneCallback(done -> {
      if (started.done()) {
        return;
      }
      if (done.cancelled()) {
        started.cancel();
      } else {
        started.setException(
            new IllegalStateException("the service ended without having said that it started"));
      }
    });
    try {
      return started.await();
    } catch (CancelledError e) {
      if (!task.done()) {
        Waiter.cancelAndWait(task);
      }
      throw e;
    }
  }

  /// A task that others wait for until it is ready.
  ///
  /// @param <V> the type of what it reports
  @FunctionalInterface
  public interface Service<V extends @Nullable Object> {
    /// Runs the service. May suspend.
    ///
    /// @param started to be given, once, what the starter waits for
    /// @throws Exception whatever the service throws
    void run(Consumer<V> started) throws Exception;
  }

  // --- the block ---

  <T extends @Nullable Object> @Nullable T run(Body<? extends T> body) {
    T result = null;
    Throwable failure = null;
    try {
      result = body.call(this);
    } catch (Throwable e) {
      failure = e;
    }
    try {
      exit(failure);
    } finally {
      over = true;
    }
    return result;
  }

  /// Waits for the tasks, and throws unless the block and they have ended well, or were ended by
  /// [#cancel].
  private void exit(@Nullable Throwable failure) {
    exiting = true;
    if (failure instanceof KeyboardInterrupt e && interrupt == null) {
      interrupt = e;
    }
    cancellation = failure instanceof CancelledError e ? e : null;
    if (failure != null && !aborting && !endedByScope()) {
      abort();
    }
    CancelledError meanwhile = awaitTasks();
    if (interrupt != null) {
      reportErrors(interrupt);
      throw interrupt;
    }
    settleCancellation(meanwhile);
    if (cancellation != null && errors.isEmpty()) {
      throw cancellation;
    }
    if (failure instanceof GeneratorExit exit && errors.isEmpty()) {
      throw exit; // the generator that the block is in was closed: that is no failure
    }
    if (failure != null && !(failure instanceof CancelledError)) {
      errors.add(Failures.essence(failure));
    }
    if (!errors.isEmpty()) {
      if (parent.requestsHere() > 0) {
        parent.takeBack();
        parent.cancelFrom(scope, null); // the cancellation from outside is due at the next await
      }
      throw ExceptionGroup.of("unhandled errors in a task group", errors);
    }
  }

  /// {@return the cancellation that came when the group was ending anyway}
  private @Nullable CancelledError awaitTasks() {
    TimerHandle overdue = null;
    try {
      CancelledError later = null;
      while (!tasks.isEmpty()) {
        if (overdue == null && (aborting || endedByScope())) {
          overdue =
              Overdue.report(
                  loop, "The task group of task '" + parent.getName() + "'", () -> tasks);
        }
        later = awaitAllOnce(later);
      }
      return later;
    } finally {
      if (overdue != null) {
        overdue.cancel();
      }
    }
  }

  /// Waits until all tasks have ended, or something else ends the wait.
  private @Nullable CancelledError awaitAllOnce(@Nullable CancelledError before) {
    CancelledError later = before;
    Future<@Nullable Void> wake = loop.createFuture(end);
    allDone = wake;
    try {
      if (aborting || endedByScope()) {
        parent.awaitIgnoringScopes(wake);
      } else {
        wake.await();
      }
    } catch (CancelledError e) {
      if (e.scope() != null) {
        cancellation = e; // it reaches the tasks as well: no need to cancel them
      } else if (aborting) {
        later = e;
      } else {
        cancellation = e;
        abort();
      }
    }
    allDone = null;
    return later;
  }

  /// Decides which cancellation, if any, is thrown on: one from outside is never lost.
  private void settleCancellation(@Nullable CancelledError meanwhile) {
    boolean fromOutside = true;
    if (parentCancelRequested) {
      parent.takeBack();
      fromOutside = parent.requestsHere() > 0;
      if (!fromOutside && !endedByScope()) {
        cancellation = null;
      } else if (fromOutside && cancellation == null) {
        cancellation = meanwhile;
      }
    }
    if (fromOutside && meanwhile != null && endedByScope()) {
      cancellation = meanwhile;
    }
  }

  /// What the block's end waits for.
  private final class End implements WaitPoint {
    @Override
    public Collection<? extends Future<?>> needs() {
      return tasks;
    }

    @Override
    public String toString() {
      return "<TaskGroup with " + tasks.size() + (tasks.size() == 1 ? " task>" : " tasks>");
    }
  }

  /// What the starter of a service waits for.
  private record Start() {
    @Override
    public String toString() {
      return "<start of a service>";
    }
  }

  private boolean endedByScope() {
    return cancellation != null && cancellation.scope() != null;
  }

  /// What `displacing` is thrown instead of.
  private void reportErrors(Throwable displacing) {
    for (Throwable error : errors) {
      if (error != displacing) {
        loop.callExceptionHandler(
            ExceptionContext.of(
                "a task of a group failed while the program was interrupted", error));
      }
    }
  }

  static Body<@Nullable Void> valueless(Action body) {
    return group -> {
      body.run(group);
      return null;
    };
  }

  /// A block of code that starts tasks, with a value.
  ///
  /// @param <T> the value's type
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> extends Action {
    /// Runs the block. May suspend.
    ///
    /// @param group starts the tasks
    /// @return the value
    /// @throws Exception whatever the block throws
    T call(TaskGroup group) throws Exception;

    @Override
    default void run(TaskGroup group) throws Exception {
      call(group);
    }
  }

  /// A block of code that starts tasks, without a value.
  @FunctionalInterface
  public interface Action {
    /// Runs the block. May suspend.
    ///
    /// @param group starts the tasks
    /// @throws Exception whatever the block throws
    void run(TaskGroup group) throws Exception;
  }
}
