package org.asyncio4j.process;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.asyncio4j.Asyncio;
import org.jspecify.annotations.Nullable;

/// What a pool consists of: its seats, and the tasks that wait for one, in order. Any thread.
final class Workers {
  private static final System.Logger LOG = System.getLogger("org.asyncio4j.process");

  final ProcessPoolOptions options;
  final Setup setup;
  final Origin initializersOrigin;
  final Loaders loaders;
  private final String name;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomInQueue = lock.newCondition();
  private final Condition termination = lock.newCondition();
  private final Set<RemoteTask<?>> queue = new LinkedHashSet<>();
  private final Set<Seat> seats = new LinkedHashSet<>();

  /// Those without a task, the one that was busy last at the end: it is the warmest.
  private final LinkedHashSet<Seat> idle = new LinkedHashSet<>();

  private int seatsMade;
  private volatile boolean shutdown;
  private volatile boolean killed;

  Workers(
      String name, ProcessPoolOptions options, Setup setup, Origin initializers, Loaders loaders) {
    this.name = name;
    this.options = options;
    this.setup = setup;
    this.initializersOrigin = initializers;
    this.loaders = loaders;
  }

  /// {@return where the workers' output goes: whoever fails there is told, and harms nobody}
  Consumer<WorkerOutput> output() {
    Consumer<WorkerOutput> sink = options.output();
    return text -> {
      try {
        sink.accept(text);
      } catch (RuntimeException e) {
        LOG.log(WARNING, "What takes the output of a pool's workers failed", e);
      }
    };
  }

  // --- tasks come ---

  /// @throws RejectedExecutionException after the shutdown, or when the queue is full
  void submit(RemoteTask<?> task) {
    lock.lock();
    try {
      while (true) {
        if (shutdown) {
          throw new RejectedExecutionException(name + " was shut down and takes no more work");
        }
        if (accepted(task)) {
          return;
        }
        if (options.whenFull() == ProcessPoolOptions.WhenFull.REJECT) {
          throw new RejectedExecutionException(
              name
                  + " has "
                  + queue.size()
                  + " tasks waiting, and takes no more: submit fewer at a time, for instance with a"
                  + " Semaphore, or raise withQueueCapacity");
        }
        awaitRoom();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean accepted(RemoteTask<?> task) {
    if (!idle.isEmpty()) {
      Seat seat = idle.removeLast();
      seat.idle = false;
      seat.assigned = task;
      task.seat = seat;
      seat.wake();
      return true;
    }
    if (seats.size() < options.workers()) {
      addSeat(task);
      return true;
    }
    return queue.size() < options.queueCapacity() && queue.add(task);
  }

  private void addSeat(RemoteTask<?> task) {
    Seat seat;
    try {
      seat = new Seat(this, name + "-" + ++seatsMade, task);
    } catch (IOException e) {
      throw new RejectedExecutionException(name + " cannot have another worker: " + e, e);
    }
    try {
      seat.start();
    } catch (OutOfMemoryError e) {
      seat.closeSelector();
      throw new RejectedExecutionException(name + " cannot have another thread: " + e, e);
    }
    seats.add(seat);
    task.seat = seat;
  }

  @SuppressWarnings("WaitNotInLoop") // it is, in submit
  private void awaitRoom() {
    if (isOnLoop()) {
      throw new RejectedExecutionException(
          name
              + " has "
              + queue.size()
              + " tasks waiting, and to wait for room would block the event loop: submit fewer at"
              + " a time, for instance with a Semaphore, or raise withQueueCapacity");
    }
    try {
      roomInQueue.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("interrupted while " + name + " had no room", e);
    }
  }

  private static boolean isOnLoop() {
    try {
      Asyncio.getRunningLoop();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  // --- tasks go ---

  /// {@return what `seat` is to do; null when there is nothing at present: then it counts as idle}
  @Nullable RemoteTask<?> take(Seat seat) {
    lock.lock();
    try {
      RemoteTask<?> task = seat.assigned;
      seat.assigned = null;
      if (task == null && !queue.isEmpty()) {
        Iterator<RemoteTask<?>> tasks = queue.iterator();
        task = tasks.next();
        tasks.remove();
        task.seat = seat;
        roomInQueue.signal();
      }
      if (task != null) {
        idle.remove(seat);
        seat.idle = false;
      } else if (!shutdown && !seat.idle) {
        idle.add(seat);
        seat.idle = true;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  /// {@return whether `seat`, which was given nothing, will never be}
  boolean areOver(Seat seat) {
    lock.lock();
    try {
      return shutdown && queue.isEmpty() && seat.assigned == null;
    } finally {
      lock.unlock();
    }
  }

  /// A future was cancelled: its task is not begun, or is killed if it was.
  void cancelled(RemoteTask<?> task, boolean kill) {
    Seat seat;
    lock.lock();
    try {
      if (queue.remove(task)) {
        roomInQueue.signal();
        return;
      }
      seat = task.seat;
    } finally {
      lock.unlock();
    }
    if (kill && seat != null) {
      seat.kill(task, "cancel");
    }
  }

  // --- the end ---

  void shutdown() {
    lock.lock();
    try {
      shutdown = true;
      roomInQueue.signalAll();
      seats.forEach(Seat::wake);
    } finally {
      lock.unlock();
    }
  }

  List<RemoteTask<?>> shutdownNow() {
    List<RemoteTask<?>> never = new ArrayList<>();
    List<Seat> all;
    lock.lock();
    try {
      killed = true;
      shutdown();
      for (Seat seat : seats) {
        if (seat.assigned != null) {
          never.add(seat.assigned);
          seat.assigned = null;
        }
      }
      never.addAll(queue);
      queue.clear();
      all = List.copyOf(seats);
    } finally {
      lock.unlock();
    }
    all.forEach(seat -> seat.kill("shutdownNow"));
    return never;
  }

  void ended(Seat seat) {
    lock.lock();
    try {
      seats.remove(seat);
      idle.remove(seat);
      termination.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isShutdown() {
    return shutdown;
  }

  boolean areKilled() {
    return killed;
  }

  boolean areTerminated() {
    lock.lock();
    try {
      return shutdown && seats.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      while (!(shutdown && seats.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = termination.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  // --- who looks ---

  List<ProcessHandle> processes() {
    lock.lock();
    try {
      List<ProcessHandle> handles = new ArrayList<>();
      for (Seat seat : seats) {
        ProcessHandle handle = seat.handle();
        if (handle != null) {
          handles.add(handle);
        }
      }
      return handles;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      return "<ProcessPoolExecutor "
          + name
          + " workers="
          + seats.size()
          + "/"
          + options.workers()
          + " idle="
          + idle.size()
          + " queued="
          + queue.size()
          + (shutdown ? " shutdown" : "")
          + ">";
    } finally {
      lock.unlock();
    }
  }
}
