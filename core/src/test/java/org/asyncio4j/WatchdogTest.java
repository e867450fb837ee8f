package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds the loop up holds it until the report is there: nothing here depends on how fast the
/// machine is.
class WatchdogTest {
  private static final Duration LIMIT = Duration.ofMillis(40);

  private List<LogCapture.Entry> log = List.of();

  @BeforeEach
  void keepLog() {
    log = LogCapture.start();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  private static EventLoop watchedLoop() {
    EventLoop loop = EventLoop.create();
    loop.setWatchdogLimit(LIMIT);
    return loop;
  }

  private boolean logged(Predicate<String> message) {
    return log.stream().map(LogCapture.Entry::message).anyMatch(message);
  }

  private long count(String part) {
    return log.stream().filter(entry -> entry.message().contains(part)).count();
  }

  /// Blocks its thread, once, until something is so.
  private static void blockUntil(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    var _ =
        OtherThread.start(() -> {
          while (!condition.getAsBoolean()) {
            Thread.sleep(1);
          }
          reached.countDown();
          return true;
        });
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private void blockUntilReported() throws InterruptedException {
    blockUntil(() -> logged(text -> text.contains("held")));
  }

  private void computeUntilReported() {
    while (!logged(text -> text.contains("held"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aBlockingCallIsNamedWithItsStackWhileItLasts() {
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(
          loop.createTask(this::blockUntilReported, TaskOptions.DEFAULT.withName("culprit")));
    }
    assertThat(log)
        .anySatisfy(entry ->
            assertThat(entry.message())
                .contains(loopName())
                .containsPattern(
                    "has been held for \\d+\\.\\d\\d seconds by one step of task 'culprit'")
                .contains("toThread(...)", "blocking=yield", "blockUntilReported")
                .doesNotContain("VirtualThread.run", "ConfinedFiber", "Scheduler"));
  }

  private static String loopName() {
    return "<EventLoop " + (Engines.confined() ? "confined" : "baton") + " running>";
  }

  @Test
  void aComputationIsNamedToo() {
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(this::computeUntilReported);
    }
    assertThat(logged(text -> text.contains("computeUntilReported") && text.contains("long work")))
        .isTrue();
  }

  @Test
  void aCallbackIsNamedToo() {
    Runnable callback =
        new Runnable() {
          @Override
          public void run() {
            computeUntilReported();
          }

          @Override
          public String toString() {
            return "slowCallback";
          }
        };
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(() -> {
        loop.callSoon(callback);
        Asyncio.sleep(Duration.ZERO);
        Asyncio.sleep(Duration.ZERO);
      });
    }
    assertThat(logged(text -> text.contains("by one step of <Handle slowCallback>"))).isTrue();
  }

  @Test
  void whatGoesOnIsReportedAgainAfterTwiceTheTime() {
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(() -> {
        blockUntil(() -> count("held") >= 3);
      });
    }
    assertThat(count("held")).isGreaterThanOrEqualTo(3);
  }

  @Test
  void otherStepsAreNotReportedInTheSameSeconds() {
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(() -> {
        blockUntilReported();
        Asyncio.sleep(Duration.ZERO);
        blockUntil(() -> loop.lag().compareTo(LIMIT.plus(LIMIT.dividedBy(2))) > 0);
        Asyncio.sleep(Duration.ZERO);
      });
    }
    assertThat(count("held")).isEqualTo(1);
  }

  @Test
  void debugModeLooksEarlier() {
    try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withDebug(true))) {
      loop.setWatchdogLimit(Duration.ofHours(1));
      loop.setSlowCallbackDuration(LIMIT);
      loop.runUntilComplete(
          loop.createTask(this::blockUntilReported, TaskOptions.DEFAULT.withName("culprit")));
    }
    assertThat(logged(text -> text.contains("task 'culprit' made at org.asyncio4j"))).isTrue();
  }

  @Test
  void manyShortStepsAreNoLongOne() {
    try (EventLoop loop = watchedLoop()) {
      loop.runUntilComplete(() -> {
        long end = System.nanoTime() + LIMIT.toNanos() * 4;
        while (System.nanoTime() < end) {
          Asyncio.sleep(Duration.ZERO);
        }
      });
    }
    assertThat(count("manyShortStepsAreNoLongOne")).isZero();
  }

  @Test
  void canBeTurnedOff() throws Exception {
    try (EventLoop loop = EventLoop.create();
        EventLoop watched = watchedLoop()) {
      loop.setWatchdogLimit(null);
      assertThat(loop.getWatchdogLimit()).isNull();
      CountDownLatch reported = new CountDownLatch(1);
      var other =
          OtherThread.start(() -> {
            watched.runUntilComplete(this::blockUntilReported);
            reported.countDown();
            return true;
          });
      loop.runUntilComplete(() -> reported.await());
      assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(count("held")).isEqualTo(1);
  }

  @Test
  void aLimitThatIsNoneIsRefused() {
    try (EventLoop loop = EventLoop.create()) {
      assertThatThrownBy(() -> loop.setWatchdogLimit(Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT0S")
          .hasMessageContaining("null turns it off");
      loop.setWatchdogLimit(Duration.ofMinutes(1));
      assertThat(loop.getWatchdogLimit()).isEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void thePropertyIsANumberOrOff() {
    assertThat(WatchdogLimit.parse("250")).isEqualTo(Duration.ofMillis(250));
    assertThat(WatchdogLimit.parse("off")).isNull();
    for (String wrong : List.of("", "0", "-1", "1s", "never")) {
      assertThatThrownBy(() -> WatchdogLimit.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "asyncio.watchdog cannot be \""
                  + wrong
                  + "\": give a number of milliseconds, or \"off\"");
    }
  }

  @Test
  void lagGrowsWhileTheLoopIsHeldAndIsGoneWhenItIsNot() throws Exception {
    try (EventLoop loop = watchedLoop()) {
      assertThat(loop.lag()).isZero();
      loop.runUntilComplete(() -> {
        blockUntil(() -> loop.lag().toMillis() >= 30);
        var later = OtherThread.start(() -> lagWhenIdle(loop));
        Asyncio.await(Asyncio.wrapFuture(later));
      });
    }
  }

  private static boolean lagWhenIdle(EventLoop loop) throws InterruptedException {
    blockUntil(() -> loop.lag().isZero());
    return true;
  }
}
