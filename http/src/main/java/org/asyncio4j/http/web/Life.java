package org.asyncio4j.http.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.net.Server;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;

/// An application while it is served, from its first start-up callback to its last clean-up: the
/// body of one task. On the loop that serves, or the first of several.
final class Life implements Awaitable.Action {
  /// Begins to listen.
  @FunctionalInterface
  interface Listening {
    Server listen() throws IOException;
  }

  private final Application application;
  private final WebOptions options;
  private final Listening listening;
  private final EventLoop loop = Asyncio.getRunningLoop();
  private final Future<Server> started = loop.createFuture();
  private final Event stop = Event.create();

  /// What is to be done at the end, the last first.
  private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();

  private final List<Exception> failures = new ArrayList<>();
  private @Nullable CancelledError cancelled;
  private final Task<@Nullable Void> task;

  private Life(Application application, WebOptions options, Listening listening) {
    this.application = application;
    this.options = options;
    this.listening = listening;
    task = loop.createTask(this);
    task.setName("life of a served application");
  }

  /// Suspends until the application has started and is listened for.
  static WebServer start(Application application, WebOptions options, Listening listening)
      throws IOException {
    Life life = new Life(application, options, listening);
    life.task.addDoneCallback(_ -> life.started.cancel());
    try {
      return new WebServer(life.started.await(), life);
    } catch (CancelledError e) {
      if (life.task.done()) {
        Asyncio.await(life.task, IOException.class); // throws what has failed
      }
      life.task.cancel();
      life.awaitEndQuietly();
      throw e;
    }
  }

  /// Has it end; does not wait.
  void stop() {
    stop.set();
  }

  /// Calls `action` on the loop when it has ended.
  void whenEnded(Runnable action) {
    task.addDoneCallback(_ -> action.run());
  }

  /// Suspends until it has ended. Cancelling this does not end it.
  void awaitEndQuietly() {
    if (!task.done()) {
      Asyncio.wait(List.of(task));
    }
  }

  /// As [#awaitEndQuietly], and throws what has failed in it.
  void awaitEnd() {
    awaitEndQuietly();
    if (!task.cancelled()) {
      Asyncio.await(task);
    }
  }

  // --- the task ---

  @Override
  public void run() throws Exception {
    attempt(() -> live(application.withSubApplications()));
    while (!cleanups.isEmpty()) {
      attempt(cleanups.pop()::close);
    }
    throwFailures();
  }

  private void live(List<Application> all) throws Exception {
    for (Application each : all) {
      each.hooks.cleanups.forEach(cleanup -> cleanups.push(cleanup::run));
      for (Callable<? extends @Nullable AutoCloseable> start : each.hooks.starts) {
        AutoCloseable opened = start.call();
        if (opened != null) {
          cleanups.push(opened);
        }
      }
    }
    Server server = listening.listen();
    Task<@Nullable Void> background = loop.createTask(() -> background(all));
    background.setName("background of a served application");
    background.addDoneCallback(this::backgroundEnded);
    started.setResult(server);
    serve(server, all, background);
  }

  private static void background(List<Application> all) {
    Asyncio.taskGroup(group -> {
      for (Application each : all) {
        each.hooks.background.forEach(
            (name, body) -> group.createTask(body, TaskOptions.DEFAULT.withName(name)));
      }
    });
  }

  private void backgroundEnded(Future<?> background) {
    if (!background.cancelled() && background.exception() instanceof Exception failure) {
      failures.addFirst(failure);
      stop.set();
    }
  }

  private void serve(Server server, List<Application> all, Task<@Nullable Void> background) {
    attempt(stop::await);
    boolean wanted = failures.isEmpty() && cancelled == null;
    server.close();
    for (Application each : all.reversed()) {
      each.hooks.shutdowns.reversed().forEach(this::attempt);
    }
    if (wanted) {
      attempt(server::waitClosed); // who wants it to end gives the grace
    } else {
      attempt(() -> server.shutdown(cancelled == null ? options.shutdownGrace() : Duration.ZERO));
    }
    background.cancel();
    attempt(() -> Asyncio.wait(List.of(background)));
  }

  /// Does one step; the next ones are to be done whatever becomes of it.
  private void attempt(Awaitable.Action step) {
    try {
      step.run();
    } catch (CancelledError e) {
      cancelled = e;
    } catch (Exception e) {
      failures.add(e);
    }
  }

  private void throwFailures() throws Exception {
    if (!failures.isEmpty()) {
      Exception first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
    if (cancelled != null) {
      throw cancelled;
    }
  }
}
