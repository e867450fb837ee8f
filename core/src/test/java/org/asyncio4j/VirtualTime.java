package org.asyncio4j;

import java.time.Duration;
import java.util.Random;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.Reactor;

/// A clock that stands still while tasks run, and jumps to the next timer instead of waiting for
/// it: no test of timers sleeps.
///
/// For programs that use the loop alone. What waits for another thread needs the real clock.
public final class VirtualTime implements Clock, Reactor {
  private long now;

  public VirtualTime() {}

  /// Runs `body` as the main task of a new loop on a virtual clock.
  public static <T> T run(Awaitable<? extends T> body) {
    return Asyncio.run(options(), body);
  }

  public static void run(Awaitable.Action body) {
    Asyncio.run(options(), body);
  }

  /// As [#run], in an order of what is ready that `seed` determines.
  public static void runShuffled(long seed, Awaitable.Action body) {
    Random random = new Random(seed);
    Asyncio.run(options().withReadyOrder(random::nextInt), body);
  }

  /// Options of a loop with a virtual clock of its own.
  public static LoopOptions options() {
    VirtualTime time = new VirtualTime();
    return LoopOptions.defaults().withClock(time).withReactor(loop -> time);
  }

  public static EventLoop newLoop() {
    return EventLoop.create(options());
  }

  /// Seconds since the running loop was made.
  public static double seconds() {
    return Asyncio.getRunningLoop().time() / 1e9;
  }

  public static void sleep(int seconds) {
    Asyncio.sleep(Duration.ofSeconds(seconds));
  }

  /// Lets everything else that is ready run once.
  public static void yieldNow() {
    Asyncio.sleep(Duration.ZERO);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void poll(long timeoutNanos) {
    if (timeoutNanos == Long.MAX_VALUE) {
      throw new Deadlock();
    }
    now += timeoutNanos;
  }

  @Override
  public void wakeup() {}

  @Override
  public boolean blocks() {
    return false;
  }

  /// Nothing is ready and no timer is left.
  public static final class Deadlock extends RuntimeException {
    private static final long serialVersionUID = 1;

    Deadlock() {
      super("nothing is ready and no timer is left");
    }
  }
}
