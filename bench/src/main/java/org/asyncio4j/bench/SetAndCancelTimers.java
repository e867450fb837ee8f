package org.asyncio4j.bench;

import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.asyncio4j.TimerHandle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/// A timer that never fires, as nearly every timeout: 1,000,000 are set, then cancelled.
public class SetAndCancelTimers {
  private static final int TIMERS = 1_000_000;

  /// Deadlines in an order that a heap has to work for.
  private static final List<Duration> DELAYS =
      IntStream.range(0, 1_024).mapToObj(i -> Duration.ofHours(1).plusMillis(i)).toList();

  /// {@return how many timers there were}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TIMERS)
  public int confined(OwnLoop own) {
    return setAndCancelTimers(own);
  }

  /// {@return how many timers there were}
  ///
  /// @param own the loop
  @Benchmark
  @OperationsPerInvocation(TIMERS)
  public int baton(OwnLoop own) {
    return setAndCancelTimers(own);
  }

  private static int setAndCancelTimers(OwnLoop own) {
    return own.loop.runUntilComplete(() -> {
      Runnable nothing = () -> {};
      List<TimerHandle> timers = new ArrayList<>(TIMERS);
      for (int i = 0; i < TIMERS; i++) {
        timers.add(own.loop.callLater(DELAYS.get(i % DELAYS.size()), nothing));
      }
      for (TimerHandle timer : timers) {
        timer.cancel();
      }
      // Lets the loop forget them, where cancelling only marks them.
      sleep(Duration.ZERO);
      return timers.size();
    });
  }

  /// {@return how many timers there were}
  @Benchmark
  @OperationsPerInvocation(TIMERS)
  public int kotlinx() {
    return KotlinxLane.setAndCancelTimers(TIMERS);
  }
}
