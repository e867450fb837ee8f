package org.asyncio4j;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Queue;
import org.asyncio4j.spi.Reactor;

/// Waits in the C library's `poll` for a byte in a pipe: as a network library's reactor does,
/// behind the back of the JDK, which provides another carrier for its own blocking calls.
final class PipeReactor implements Reactor {
  private static final short POLLIN = 1;
  private static final MethodHandle PIPE =
      Native.function("pipe", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle POLL =
      Native.function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      Native.function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      Native.function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      Native.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();

  /// The file descriptors: to read from, to write to.
  private final MemorySegment pipe = arena.allocate(JAVA_INT, 2);

  /// One `struct pollfd`.
  private final MemorySegment request = arena.allocate(8, 4);

  private final MemorySegment bytes = arena.allocate(16);

  /// The threads that have waited.
  private final Queue<Thread> waiters;

  PipeReactor(Queue<Thread> waiters) {
    this.waiters = waiters;
    check(() -> (int) PIPE.invokeExact(pipe));
    request.set(JAVA_INT, 0, end(0));
    request.set(JAVA_SHORT, 4, POLLIN);
  }

  private int end(int index) {
    return pipe.getAtIndex(JAVA_INT, index);
  }

  @Override
  public void poll(long timeoutNanos) {
    int millis = (int) Math.min(60_000, Math.ceilDiv(timeoutNanos, 1_000_000L));
    if (millis != 0) {
      waiters.add(Thread.currentThread());
    }
    if (check(() -> (int) POLL.invokeExact(request, 1L, millis)) > 0) {
      check(() -> (int) (long) READ.invokeExact(end(0), bytes, 16L));
    }
  }

  /// May be called while the loop is being closed, and later.
  @Override
  public synchronized void wakeup() {
    if (arena.scope().isAlive()) {
      check(() -> (int) (long) WRITE.invokeExact(end(1), bytes, 1L));
    }
  }

  @Override
  public synchronized void close() {
    check(() -> (int) CLOSE.invokeExact(end(0)));
    check(() -> (int) CLOSE.invokeExact(end(1)));
    arena.close();
  }

  private interface Call {
    int call() throws Throwable;
  }

  private static int check(Call call) {
    try {
      int result = call.call();
      if (result < 0) {
        throw new IllegalStateException("the C library says no");
      }
      return result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
