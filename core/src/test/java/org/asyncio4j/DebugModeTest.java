package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugModeTest {
  private final LoopOptions options = VirtualTime.options().withDebug(true);
  private List<LogCapture.Entry> log = List.of();

  @BeforeEach
  void keepLog() {
    log = LogCapture.start();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  private List<String> warnings() {
    return log.stream()
        .filter(entry -> entry.level() == Level.WARNING)
        .map(LogCapture.Entry::message)
        .toList();
  }

  /// Holds the loop for longer than the limit below.
  private static void beSlow() {
    long end = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static EventLoop impatient(EventLoop loop) {
    loop.setSlowCallbackDuration(Duration.ofMillis(1));
    return loop;
  }

  private static EventLoop patient(EventLoop loop) {
    loop.setSlowCallbackDuration(Duration.ofMinutes(1));
    return loop;
  }

  @Test
  void theEngineIsSaidAtTheStart() {
    try (EventLoop loop = EventLoop.create(options)) {
      assertThat(log)
          .singleElement()
          .satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Level.INFO);
            assertThat(entry.message())
                .contains("debug mode", loop.engine().text(), loop.blocking.text());
          });
      assertThat(loop.getDebug()).isTrue();
      assertThat(loop.toString()).contains("debug");
    }
  }

  @Test
  void withoutDebugModeNothingIsSaid() {
    try (EventLoop loop = EventLoop.create(VirtualTime.options())) {
      impatient(loop).runUntilComplete(DebugModeTest::beSlow);
    }
    assertThat(log).isEmpty();
  }

  /// CPython: test_log_slow_callbacks. Fault L13.
  @Test
  void aSlowCallbackIsLoggedWithItsTime() {
    try (EventLoop loop = impatient(EventLoop.create(options))) {
      Handle handle = loop.callSoon(DebugModeTest::beSlow);
      loop.stop();
      loop.runForever();
      String expected =
          Pattern.quote("Executing " + handle + " took ") + "\\d+\\.\\d\\d\\d seconds.*";
      assertThat(warnings()).anyMatch(warning -> warning.matches(expected));
    }
  }

  /// CPython: test_log_slow_callbacks. Fault L13.
  @Test
  void aSlowStepOfATaskIsLoggedWithItsName() {
    try (EventLoop loop = impatient(EventLoop.create(options))) {
      loop.runUntilComplete(
          loop.createTask(
              () -> {
                VirtualTime.yieldNow();
                beSlow();
                VirtualTime.yieldNow();
                return 1;
              },
              TaskOptions.DEFAULT.withName("sloth")));
      assertThat(warnings()).anyMatch(warning -> warning.contains("name='sloth'"));
    }
  }

  @Test
  void theLastStepOfATaskIsWatchedToo() {
    try (EventLoop loop = impatient(EventLoop.create(options))) {
      loop.runUntilComplete(() -> {
        VirtualTime.yieldNow();
        beSlow();
      });
      assertThat(warnings()).isNotEmpty();
    }
  }

  @Test
  void waitingIsNotSlow() {
    try (EventLoop loop = patient(EventLoop.create(LoopOptions.defaults().withDebug(true)))) {
      loop.setSlowCallbackDuration(Duration.ofMillis(500));
      loop.runUntilComplete(() -> Asyncio.sleep(Duration.ofMillis(600)));
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void turningDebugModeOnInATaskDoesNotAccuseIt() {
    try (EventLoop loop = patient(EventLoop.create(VirtualTime.options()))) {
      loop.runUntilComplete(() -> {
        loop.setDebug(true);
        VirtualTime.yieldNow();
      });
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void theLimitCanBeRead() {
    try (EventLoop loop = EventLoop.create(options)) {
      assertThat(loop.getSlowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
      loop.setSlowCallbackDuration(Duration.ofSeconds(2));
      assertThat(loop.getSlowCallbackDuration()).isEqualTo(Duration.ofSeconds(2));
    }
  }

  // --- creation sites ---

  @Test
  void aReportTellsWhereTheCallbackWasMade() {
    List<ExceptionContext> reports = new ArrayList<>();
    try (EventLoop loop = EventLoop.create(options)) {
      loop.setExceptionHandler((_, context) -> reports.add(context));
      loop.callSoon(() -> {
        throw new IllegalArgumentException("no");
      });
      loop.stop();
      loop.runForever();
    }
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.sourceTraceback()).isNotNull().isNotEmpty();
          assertThat(report.toString())
              .contains("created at")
              .contains("aReportTellsWhereTheCallbackWasMade");
        });
  }

  /// Fault L15.
  @Test
  void aReportTellsWhereThePendingTaskWasMade() {
    List<ExceptionContext> reports = new ArrayList<>();
    try (EventLoop loop = EventLoop.create(options)) {
      loop.setExceptionHandler((_, context) -> reports.add(context));
      var _ = loop.createTask(() -> VirtualTime.sleep(1));
    }
    assertThat(reports)
        .singleElement()
        .satisfies(report ->
            assertThat(report.toString()).contains("aReportTellsWhereThePendingTaskWasMade"));
  }

  /// Fault L15.
  @Test
  void aReportTellsWhereTheFailedFutureWasMade() {
    List<ExceptionContext> reports = new ArrayList<>();
    try (EventLoop loop = EventLoop.create(options)) {
      loop.setExceptionHandler((_, context) -> reports.add(context));
      loop.createFuture().setException(new IllegalArgumentException("no"));
    }
    assertThat(reports)
        .singleElement()
        .satisfies(report ->
            assertThat(report.toString()).contains("aReportTellsWhereTheFailedFutureWasMade"));
  }

  @Test
  void theSiteIsTheProgramsWhateverMakesTheFuture() {
    try (EventLoop loop = EventLoop.create(options)) {
      loop.runUntilComplete(() -> {
        isMadeHere(() -> loop.createFuture());
        isMadeHere(() -> Asyncio.createTask(VirtualTime::yieldNow));
        isMadeHere(() -> Asyncio.createTask("named", VirtualTime::yieldNow));
        isMadeHere(() -> loop.ensureFuture(() -> 1));
        isMadeHere(() -> Asyncio.wrapFuture(new CompletableFuture<Integer>()));
      });
      loop.setTaskFactory(TaskFactory.EAGER);
      isMadeHere(() -> loop.createTask(VirtualTime::yieldNow));
      isMadeHere(() -> loop.runInExecutor(Runnable::run, () -> 1));
      loop.setExceptionHandler((_, _) -> {});
    }
  }

  private static void isMadeHere(Supplier<Future<?>> make) {
    List<StackTraceElement> site = make.get().createdAt;
    assertThat(site).isNotNull().isNotEmpty();
    assertThat(site).first().asString().contains("DebugModeTest");
  }

  /// CPython: test_base_events, `PYTHONASYNCIODEBUG` and `-X dev`
  @Test
  void propertyOfTheProcessTurnsItOn() throws InterruptedException {
    assertThat(ChildJvm.runWith(Program.class, ChildJvm.OPEN)).containsExactly("debug false");
    assertThat(ChildJvm.runWith(Program.class, ChildJvm.OPEN, "-Dasyncio.debug=true"))
        .contains("debug true");
  }

  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Asyncio.run(() -> System.out.println("debug " + Asyncio.getRunningLoop().getDebug()));
    }
  }
}
