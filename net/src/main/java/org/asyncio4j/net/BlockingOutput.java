package org.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream of the JDK's, written by a helper thread, one thing after another. Any thread.
final class BlockingOutput {
  final OutputStream stream;

  /// Guarded by this, as is `working`.
  private final Queue<Runnable> work = new ArrayDeque<>();

  private boolean working;

  BlockingOutput(OutputStream stream) {
    this.stream = stream;
  }

  /// Has `data` written and flushed, and then `done` called with what went wrong, or null.
  void write(byte[] data, Consumer<@Nullable IOException> done) {
    add(() -> {
      IOException problem = null;
      try {
        stream.write(data);
        stream.flush();
      } catch (IOException e) {
        problem = e;
      } catch (RuntimeException e) { // the stream may be the program's own
        problem = new IOException(e);
      }
      done.accept(problem);
    });
  }

  /// Has `last` done after all that was to be written before.
  synchronized void add(Runnable last) {
    work.add(last);
    if (!working) {
      working = true;
      HelperThreads.execute(this::run);
    }
  }

  private void run() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = work.poll();
        if (next == null) {
          working = false;
          notifyAll();
          return;
        }
      }
      next.run();
    }
  }

  /// Blocks until all is written, or the time is over.
  synchronized void awaitIdle(long nanos) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; working && left > 0; left = deadline - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
