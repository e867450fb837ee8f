package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final EventLoop loop = VirtualTime.newLoop();
  private final List<Object> order = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void aTimerRunsWhenItIsDue() {
    loop.callLater(
        Duration.ofSeconds(90),
        () -> {
          order.add(loop.time());
          loop.stop();
        });
    loop.runForever();
    assertThat(order).containsExactly(TimeUnit.SECONDS.toNanos(90));
  }

  @Test
  void timersRunInTheOrderOfTheirDeadlines() {
    for (int seconds : new int[] {3, 1, 4, 1, 5, 9, 2, 6}) {
      loop.callLater(Duration.ofSeconds(seconds), () -> order.add(seconds));
    }
    loop.callLater(Duration.ofSeconds(10), loop::stop);
    loop.runForever();
    assertThat(order).containsExactly(1, 1, 2, 3, 4, 5, 6, 9);
  }

  /// Fault L12.
  @Test
  void equalDeadlinesKeepTheOrderOfTheCalls() {
    for (int i = 0; i < 1000; i++) {
      int number = i;
      loop.callAt(7, () -> order.add(number));
    }
    loop.callAt(7, loop::stop);
    loop.runForever();
    assertThat(order).hasSize(1000).isSortedAccordingTo((a, b) -> (int) a - (int) b);
  }

  @Test
  void callAtFollowsTheClockOfTheLoop() {
    TimerHandle timer = loop.callAt(loop.time() + 25, () -> order.add(loop.time()));
    loop.callAt(26, loop::stop);
    loop.runForever();
    assertThat(timer.when()).isEqualTo(25);
    assertThat(order).containsExactly(25L);
  }

  @Test
  void aDelayOfZeroRunsInTheNextIterationAfterWhatIsReady() {
    loop.callLater(Duration.ZERO, () -> order.add("timer"));
    loop.callSoon(() -> order.add("soon"));
    loop.stop();
    loop.runForever();
    assertThat(order).containsExactly("soon", "timer");
  }

  @Test
  void aNegativeDelayIsNone() {
    loop.callLater(
        Duration.ofSeconds(-5),
        () -> {
          order.add(loop.time());
          loop.stop();
        });
    loop.runForever();
    assertThat(order).containsExactly(0L);
  }

  @Test
  void theMostNegativeDelayIsNone() {
    loop.runUntilComplete(() -> VirtualTime.sleep(1));
    loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> order.add(loop.time()));
    loop.callAt(
        Long.MIN_VALUE,
        () -> {
          order.add(loop.time());
          loop.stop();
        });
    loop.runForever();
    assertThat(order).containsExactly(1_000_000_000L, 1_000_000_000L);
  }

  /// Fault L12.
  @Test
  void theLongestDelayNeverEnds() {
    TimerHandle never =
        loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> order.add("never"));
    loop.callLater(Duration.ofDays(100_000), loop::stop);
    loop.runForever();
    assertThat(order).isEmpty();
    assertThat(never.when()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aLongDelayIsWaitedForADayAtATime() {
    List<Long> timeouts = new ArrayList<>();
    VirtualTime time = new VirtualTime();
    Reactor reactor =
        new Reactor() {
          @Override
          public void poll(long timeoutNanos) {
            timeouts.add(timeoutNanos);
            time.poll(timeoutNanos);
          }

          @Override
          public void wakeup() {}
        };
    try (EventLoop patient =
        EventLoop.create(LoopOptions.defaults().withClock(time).withReactor(_ -> reactor))) {
      patient.callLater(Duration.ofDays(3), patient::stop);
      patient.runForever();
    }
    long day = TimeUnit.DAYS.toNanos(1);
    assertThat(timeouts).containsExactly(day, day, day);
  }

  @Test
  void whatATimerSchedulesForNowRunsInTheNextIteration() {
    loop.callAt(
        1,
        () -> {
          order.add("first");
          loop.callAt(1, () -> order.add("third"));
        });
    loop.callAt(1, () -> order.add("second"));
    loop.callAt(2, loop::stop);
    loop.runForever();
    assertThat(order).containsExactly("first", "second", "third");
  }

  // --- cancelling ---

  @Test
  void cancelRemovesTheTimerAtOnce() {
    TimerHandle timer = loop.callLater(SECOND, () -> order.add("no"));
    assertThat(loop.scheduler.timers.size()).isEqualTo(1);
    timer.cancel();
    timer.cancel();
    assertThat(timer.cancelled()).isTrue();
    assertThat(loop.scheduler.timers.size()).isZero();
    loop.callLater(Duration.ofSeconds(2), loop::stop);
    loop.runForever();
    assertThat(order).isEmpty();
  }

  @Test
  void aDueTimerCanBeCancelledByAnother() {
    List<TimerHandle> later = new ArrayList<>();
    loop.callLater(SECOND, () -> later.getFirst().cancel());
    later.add(loop.callLater(SECOND, () -> order.add("no")));
    loop.callLater(SECOND, loop::stop);
    loop.runForever();
    assertThat(order).isEmpty();
  }

  @Test
  void aTimerMayBeCancelledAfterItRan() {
    TimerHandle timer = loop.callLater(SECOND, () -> order.add("ran"));
    loop.callLater(SECOND, loop::stop);
    loop.runForever();
    timer.cancel();
    loop.callLater(SECOND, loop::stop);
    loop.runForever();
    assertThat(order).containsExactly("ran");
  }

  /// Fault L12.
  @Test
  void aMillionTimersOfWhichFewAreLeftCostLittle() {
    Random random = new Random(12);
    List<TimerHandle> timers = new ArrayList<>();
    for (int i = 0; i < 1_000_000; i++) {
      long when = random.nextLong(1, 1_000_000);
      timers.add(loop.callAt(when, () -> order.add(loop.time() == when)));
    }
    assertThat(loop.scheduler.timers.size()).isEqualTo(1_000_000);
    for (int i = 0; i < timers.size(); i++) {
      if (i % 100 != 0) {
        timers.get(i).cancel();
      }
    }
    assertThat(loop.scheduler.timers.size()).isEqualTo(10_000);
    assertThat(TimerHeapTest.capacity(loop.scheduler.timers)).isLessThan(100_000);
    loop.callAt(2_000_000, loop::stop);
    loop.runForever();
    assertThat(order).hasSize(10_000).containsOnly(true);
  }

  // --- clocks that jump ---

  private static final class Jumping implements Clock, Reactor {
    private long now;
    private long jump;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void poll(long timeoutNanos) {
      now += jump != 0 ? jump : timeoutNanos;
      jump = 0;
    }

    @Override
    public void wakeup() {}
  }

  private EventLoop jumping(Jumping clock) {
    return EventLoop.create(LoopOptions.defaults().withClock(clock).withReactor(_ -> clock));
  }

  /// Fault L12: a machine that was suspended.
  @Test
  void aClockThatJumpsAheadMakesTimersLateButKeepsTheirOrder() {
    Jumping clock = new Jumping();
    try (EventLoop jumping = jumping(clock)) {
      jumping.callAt(30, () -> order.add("30 at " + jumping.time()));
      jumping.callAt(10, () -> order.add("10 at " + jumping.time()));
      jumping.callAt(20, () -> order.add("20 at " + jumping.time()));
      jumping.callAt(2000, jumping::stop);
      clock.jump = 1000;
      jumping.runForever();
    }
    assertThat(order).containsExactly("10 at 1000", "20 at 1000", "30 at 1000");
  }

  /// Fault L12.
  @Test
  void aPollThatReturnsTooEarlyFiresNothing() {
    Jumping clock = new Jumping();
    try (EventLoop jumping = jumping(clock)) {
      jumping.callAt(
          10,
          () -> {
            order.add(jumping.time());
            jumping.stop();
          });
      clock.jump = 9;
      jumping.runForever();
    }
    assertThat(order).containsExactly(10L);
  }

  @Test
  void aClockThatGoesBackMakesTimersLateOnly() {
    Jumping clock = new Jumping();
    try (EventLoop jumping = jumping(clock)) {
      jumping.callAt(
          10,
          () -> {
            order.add(jumping.time());
            jumping.stop();
          });
      clock.jump = -500;
      jumping.runForever();
    }
    assertThat(order).containsExactly(10L);
  }

  @Test
  void nullIsRefusedAtOnce() {
    assertThatThrownBy(() -> loop.callLater(nothing(), () -> {}))
        .isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings("NullAway") // what a caller without a null checker does
  private static Duration nothing() {
    return null;
  }
}
