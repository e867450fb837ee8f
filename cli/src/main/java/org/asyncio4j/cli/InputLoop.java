package org.asyncio4j.cli;

import org.asyncio4j.Awaitable;
import org.asyncio4j.Context;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionHandler;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.Runner;
import org.jspecify.annotations.Nullable;

/// The event loop of a session. It runs in the background from the first input to the last, so
/// tasks go on between inputs; and all inputs share one context, so that a context variable set in
/// one is seen in the next.
///
/// Not a `BlockingPortal`, because that has a task of its own, and `gather(allTasks())` typed into
/// a console is not to wait for it.
final class InputLoop implements AutoCloseable {
  private final Runner runner = Runner.create();
  private final EventLoop loop = runner.getLoop();
  private final Context context = new Context();
  private final BusyTasks busy = new BusyTasks();
  private final Thread thread;
  private volatile boolean closing;

  /// What Ctrl-C is for. Guarded by this, as is the next.
  private @Nullable Execution<?> current;

  /// Whether Ctrl-C was pressed since [#begin], and before there was anything to interrupt.
  private boolean interruptedEarly;

  /// @param handler is told of failures that nobody awaits
  InputLoop(ExceptionHandler handler) {
    loop.setExceptionHandler(handler);
    loop.addInstrument(busy);
    thread = Thread.ofPlatform().daemon().name("asyncio-console").start(this::serve);
  }

  private void serve() {
    try (runner) {
      while (!closing) {
        try {
          loop.runForever();
        } catch (KeyboardInterrupt e) {
          // A task has thrown it to end the loop: a console goes on.
        }
      }
    }
  }

  EventLoop loop() {
    return loop;
  }

  BusyTasks busy() {
    return busy;
  }

  /// An input is about to be compiled, and then to be run: Ctrl-C is for it from now on.
  synchronized void begin() {
    interruptedEarly = false;
  }

  /// Starts `body` as a task. Ctrl-C is for it until [#ended].
  ///
  /// @param stopCode has the code of every snippet that runs end at its next jump
  <T extends @Nullable Object> Execution<T> start(
      String name, Awaitable<T> body, Runnable stopCode) {
    Execution<T> execution = new Execution<>(loop, busy, stopCode);
    execution.start(name, body, context);
    synchronized (this) {
      current = execution;
      if (interruptedEarly) {
        interruptedEarly = false;
        execution.interrupt();
      }
    }
    return execution;
  }

  synchronized void ended() {
    current = null;
  }

  /// Ctrl-C. Any thread.
  synchronized void interrupt() {
    if (current != null) {
      current.interrupt();
    } else {
      interruptedEarly = true;
    }
  }

  /// Cancels all tasks and waits until they have ended. An interrupt ends the wait.
  @Override
  public void close() {
    closing = true;
    loop.callSoonThreadsafe(loop::stop);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
