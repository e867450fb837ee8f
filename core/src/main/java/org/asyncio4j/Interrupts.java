package org.asyncio4j;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Ctrl-C while a [Runner] runs a main task: the first cancels that task, the second ends `run` at
/// once.
///
/// Only one runner of the process handles it, and only where nobody else does: see [#install].
final class Interrupts implements AutoCloseable {
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private final EventLoop loop;
  private final Task<?> main;
  private final OsSignal sigint = OsSignal.named("INT");

  /// Null while this does not handle SIGINT.
  private OsSignal.@Nullable Handling handling;

  /// How often Ctrl-C was pressed. Written on the JVM's signal threads.
  private int count;

  private Interrupts(EventLoop loop, Task<?> main) {
    this.loop = loop;
    this.main = main;
  }

  /// Handles SIGINT until closed; does nothing when the program, another runner or the JVM's user
  /// (`-Xrs`) handles it.
  static Interrupts install(EventLoop loop, Task<?> main) {
    Interrupts interrupts = new Interrupts(loop, main);
    if (TAKEN.compareAndSet(false, true)) {
      interrupts.take();
    }
    return interrupts;
  }

  private void take() {
    try {
      handling = sigint.handle(this::interrupt);
      if (!handling.replacedDefault()) {
        close();
      }
    } catch (IllegalArgumentException e) { // -Xrs
      TAKEN.set(false);
    }
  }

  private synchronized void interrupt() {
    count++;
    if (count == 1) {
      loop.postOrDrop(main::cancel);
    } else {
      loop.abandon();
    }
  }

  synchronized int count() {
    return count;
  }

  @Override
  public void close() {
    if (handling != null) {
      sigint.restore(handling);
      handling = null;
      TAKEN.set(false);
    }
  }

  /// Has the process end with the status that shells expect if nobody catches the
  /// [KeyboardInterrupt] that this thread is about to be thrown.
  static void exitIfUncaught() {
    Thread thread = Thread.currentThread();
    if (Thread.getDefaultUncaughtExceptionHandler() != null
        || thread.getUncaughtExceptionHandler() != thread.getThreadGroup()) {
      return; // the program has its own way with what nobody catches
    }
    ThreadGroup group = thread.getThreadGroup();
    thread.setUncaughtExceptionHandler((where, failure) -> {
      if (failure instanceof KeyboardInterrupt) {
        Runtime.getRuntime().exit(130);
      } else {
        group.uncaughtException(where, failure);
      }
    });
  }
}
