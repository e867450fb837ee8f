package org.asyncio4j;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one thread that looks at all running loops of the process now and then, and says what holds
/// one of them up while it does: see [LoopWatch].
///
/// It looks four times in the shortest time limit, and only while there is something to see: when
/// every loop has nothing to do it sleeps, and the first loop that goes on wakes it.
final class Watchdog implements Runnable {
  private static final List<LoopWatch> WATCHED = new CopyOnWriteArrayList<>();

  /// Whether the thread looks. Cleared by it when there is nothing to see, set by whoever wakes it.
  private static volatile boolean armed;

  /// Made for the first loop that is watched. Guarded by the class.
  private static volatile @Nullable Thread thread;

  private Watchdog() {}

  static void watch(LoopWatch loop) {
    WATCHED.add(loop);
    startOnce();
    wake();
  }

  static void unwatch(LoopWatch loop) {
    WATCHED.remove(loop);
  }

  /// A loop goes on after a wait. On the loop.
  static void busy() {
    if (!armed) {
      wake();
    }
  }

  /// Has the thread look at once. Any thread.
  static void wake() {
    armed = true;
    LockSupport.unpark(thread);
  }

  private static synchronized void startOnce() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("asyncio-watchdog").start(new Watchdog());
    }
  }

  @Override
  public void run() {
    while (true) {
      if (armed) {
        LockSupport.parkNanos(this, look());
      } else {
        LockSupport.park(this);
      }
    }
  }

  /// {@return how long until the next look}
  private static long look() {
    armed = false; // before looking: a loop that goes on meanwhile sets it again
    long now = System.nanoTime();
    long period = Long.MAX_VALUE;
    for (LoopWatch loop : WATCHED) {
      long wanted = loop.look(now);
      if (wanted != 0) {
        armed = true;
        period = Math.min(period, wanted);
      }
    }
    return armed ? Math.min(period, LoopWatch.LONGEST_PERIOD) : 0;
  }
}
