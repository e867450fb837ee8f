package org.asyncio4j.process;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// A thread that serves one worker after another: each until it ends, is killed, or has done as
/// many tasks as a worker may.
final class Seat extends Thread {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.process");

  /// How often a task is given to another worker after one that went before it had begun.
  private static final int MAX_ATTEMPTS = 3;

  private final Workers workers;
  private final Selector selector;

  /// With the lock of the workers: a task that this one has to do next, and whether it waits for
  /// one.
  @Nullable RemoteTask<?> assigned;

  boolean idle;

  /// With the lock of this object: what [#kill] may hit.
  private @Nullable WorkerProcess process;

  private @Nullable RemoteTask<?> current;

  Seat(Workers workers, String name, RemoteTask<?> first) throws IOException {
    super(name);
    this.workers = workers;
    assigned = first;
    selector = Selector.open();
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      RemoteTask<?> task = next();
      while (task != null) {
        perform(task);
        task = next();
      }
      stopProcess();
    } finally {
      closeSelector();
      workers.ended(this);
    }
  }

  void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) { // nothing that anybody could do
    }
  }

  /// Makes [#next] look again. Any thread.
  void wake() {
    selector.wakeup();
  }

  /// Waits. {@return null when there will be no more}
  private @Nullable RemoteTask<?> next() {
    while (true) {
      RemoteTask<?> task = workers.take(this);
      if (task != null || workers.areOver(this)) {
        return task;
      }
      if (process == null) {
        try {
          selector.select();
        } catch (IOException e) {
          throw new IllegalStateException("cannot wait", e);
        }
      } else if (!process.idle()) {
        LOG.log(DEBUG, endOfProcess().getMessage());
        restart();
      }
    }
  }

  private void perform(RemoteTask<?> task) {
    setCurrent(task);
    try {
      for (int attempt = 1; !task.isDone(); attempt++) {
        WorkerProcess worker = process;
        if (worker == null) {
          worker = startProcess();
        }
        if (task.isDone()) {
          break;
        }
        WorkerProcess.Progress progress = worker.perform(task, this::settled);
        if (progress == WorkerProcess.Progress.DONE) {
          break;
        }
        boolean begun = progress == WorkerProcess.Progress.BEGUN;
        BrokenProcessException broken =
            worker.broken(begun ? "The worker of a task ended" : "A worker ended", begun, null);
        setProcess(null);
        if (begun || attempt == MAX_ATTEMPTS || workers.areKilled()) {
          task.completeExceptionally(broken);
        }
      }
    } catch (BrokenProcessException e) {
      task.completeExceptionally(e);
    } catch (Throwable e) { // no memory here, for instance
      task.completeExceptionally(e);
      kill("a failure in the pool's process");
    } finally {
      settled();
    }
    renew();
  }

  /// Sees to it that the next task finds a worker.
  private void renew() {
    WorkerProcess worker = process;
    if (worker != null && worker.isKilled()) {
      setProcess(null);
      worker.close();
    } else if (worker != null && worker.performed() >= workers.options.maxTasksPerChild()) {
      stopProcess();
    }
    if (process == null) {
      restart();
    }
  }

  /// Starts a worker before there is a task for it; what goes wrong here is told to the next one.
  private void restart() {
    if (!workers.isShutdown()) {
      try {
        startProcess();
      } catch (RuntimeException | Error e) {
        LOG.log(DEBUG, "A worker could not be replaced", e);
      }
    }
  }

  private BrokenProcessException endOfProcess() {
    WorkerProcess gone = process;
    if (gone == null) {
      throw new IllegalStateException("no worker");
    }
    setProcess(null);
    return gone.broken("An idle worker has ended", false, null);
  }

  private WorkerProcess startProcess() {
    WorkerProcess worker;
    try {
      worker = WorkerProcess.launch(workers);
    } catch (IOException e) {
      throw new BrokenProcessException("A worker could not be started: " + e, -1, false, e);
    }
    setProcess(worker);
    if (workers.areKilled()) { // since when, nobody could know of this process
      worker.kill("shutdownNow");
    }
    try {
      worker.prepare(
          workers.setup,
          workers.initializersOrigin,
          selector,
          () -> hasTask() || !workers.areOver(this));
    } catch (RuntimeException | Error e) {
      worker.kill("");
      setProcess(null);
      throw e;
    }
    return worker;
  }

  private void stopProcess() {
    WorkerProcess worker = process;
    if (worker != null) {
      setProcess(null);
      worker.stop();
    }
  }

  private synchronized void setProcess(@Nullable WorkerProcess worker) {
    process = worker;
  }

  private synchronized void setCurrent(RemoteTask<?> task) {
    current = task;
  }

  private synchronized boolean hasTask() {
    return current != null;
  }

  private synchronized void settled() {
    current = null;
  }

  /// Kills the worker if it still has `task`. Any thread.
  synchronized void kill(RemoteTask<?> task, String reason) {
    if (current == task && process != null) {
      process.kill(reason);
    }
  }

  /// Kills the worker. Any thread.
  synchronized void kill(String reason) {
    if (process != null) {
      process.kill(reason);
    }
  }

  /// {@return the worker's process; null if there is none at present} Any thread.
  synchronized @Nullable ProcessHandle handle() {
    return process == null ? null : process.handle();
  }
}
