package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.asyncio4j.generator.Generator;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;
import org.asyncio4j.queue.MemoryChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// "unclosed ...": what was left open, and where it was made.
class UnclosedTest {
  private static final LoopOptions DEBUG = LoopOptions.defaults().withDebug(true);

  private Warnings warnings = Warnings.keep();

  @BeforeEach
  void keepWarnings() {
    warnings = Warnings.keep();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  private void assertReported(String what, String method) {
    assertThat(warnings.withoutLines())
        .singleElement()
        .asString()
        .startsWith(
            """
            unclosed %s: close it, best with try-with-resources
            created at (innermost frame first):
                at org.asyncio4j.UnclosedTest.%s(UnclosedTest.java)\
            """
                .formatted(what, method));
  }

  // region program
  private static void leaveASenderOpen() {
    MemoryChannel<String> channel = MemoryChannel.create(8);
    channel.receiver().close();
  }

  // endregion

  @Test
  void anEndOfAChannelIsReportedWhenItsLoopIsClosed() {
    Asyncio.run(DEBUG, UnclosedTest::leaveASenderOpen);
    assertReported("<SendChannel capacity=8>", "leaveASenderOpen");
  }

  @Test
  void anEndOfAChannelIsReportedWhenItIsGarbage() {
    Asyncio.run(
        DEBUG,
        () -> {
          leaveASenderOpen();
          warnings.collectGarbageUntilThereAre(1);
          assertReported("<SendChannel capacity=8>", "leaveASenderOpen");
        });
    assertThat(warnings.all()).hasSize(1);
  }

  private static void leaveAReceiverOpen() {
    MemoryChannel<String> channel = MemoryChannel.create();
    channel.sender().clone().close();
    channel.sender().close();
    var _ = channel.receiver().clone();
    channel.receiver().close();
  }

  @Test
  void aCloneIsReportedOnItsOwn() {
    Asyncio.run(DEBUG, UnclosedTest::leaveAReceiverOpen);
    assertReported("<ReceiveChannel capacity=0>", "leaveAReceiverOpen");
  }

  /// {@return the loop, which runs on}
  private static EventLoop leaveAPortalOpen() {
    BlockingPortal portal = BlockingPortal.start(DEBUG);
    portal.call(() -> {});
    return portal.loop();
  }

  @Test
  void aPortalIsReportedWhenItIsGarbage() {
    EventLoop loop = leaveAPortalOpen();
    warnings.collectGarbageUntilThereAre(1);
    assertReported(
        "<BlockingPortal to <EventLoop " + engine() + " idle debug>>", "leaveAPortalOpen");
    loop.callSoonThreadsafe(loop::stop);
  }

  private static String engine() {
    return Engines.confined() ? "confined" : "baton";
  }

  private static void leaveARunnerOpen() {
    Runner runner = Runner.create(DEBUG);
    runner.run(() -> {});
  }

  @Test
  void aRunnerIsReportedWhenItIsGarbage() {
    leaveARunnerOpen();
    warnings.collectGarbageUntilThereAre(1);
    assertReported("<Runner of <EventLoop " + engine() + " idle debug>>", "leaveARunnerOpen");
  }

  private static void leaveALoopOpen() {
    EventLoop.create(DEBUG).runUntilComplete(() -> {});
  }

  @Test
  void aLoopIsReportedWhenItIsGarbage() {
    leaveALoopOpen();
    warnings.collectGarbageUntilThereAre(1);
    assertReported("<EventLoop " + engine() + " idle debug>", "leaveALoopOpen");
  }

  @Test
  void whatIsClosedIsNotReported() {
    try (EventLoop loop = EventLoop.create(DEBUG);
        BlockingPortal portal = BlockingPortal.start(DEBUG);
        Runner runner = Runner.create(DEBUG)) {
      portal.call(() -> {});
      runner.run(() -> {
        MemoryChannel<String> channel = MemoryChannel.create();
        channel.sender().close();
        channel.receiver().close();
      });
      loop.runUntilComplete(() -> {});
    }
    assertThat(warnings.all()).isEmpty();
  }

  // --- generators ---

  private static Generator<Integer, ?, ?> numbers() {
    return Generator.<Integer, Object>of(out -> {
      for (int i = 0; ; i++) {
        out.yield(i);
      }
    });
  }

  @Test
  void aGeneratorThatACallbackHasStartedIsReportedWhenItIsGarbage() {
    Asyncio.run(
        DEBUG,
        () -> {
          Asyncio.getRunningLoop().callSoon(() -> numbers().next());
          warnings.collectGarbageUntilThereAre(1);
        });
    assertThat(warnings.withoutLines())
        .singleElement()
        .asString()
        .startsWith("unclosed <Generator running created at org.asyncio4j.UnclosedTest.numbers")
        .contains("    at org.asyncio4j.UnclosedTest.numbers(UnclosedTest.java)");
  }

  @Test
  void aGeneratorThatItsTaskClosesIsNotReported() {
    Asyncio.run(
        DEBUG,
        () -> {
          numbers().next();
        });
    assertThat(warnings.all()).isEmpty();
  }

  @Test
  void aGeneratorThatHasEndedOrNotStartedIsNotReported() {
    Asyncio.run(
        DEBUG,
        () -> {
          var _ = numbers();
          Asyncio.getRunningLoop()
              .callSoon(() -> {
                try (Generator<Integer, ?, ?> closed = numbers()) {
                  closed.next();
                }
              });
          VirtualTime.yieldNow();
        });
    assertThat(warnings.all()).isEmpty();
  }

  // --- what other packages use ---

  @Test
  void withoutDebugModeNothingIsNoted() {
    Asyncio.run(
        LoopOptions.defaults().withDebug(false),
        () -> {
          assertThat(Internals.get().creationSite()).isNull();
          assertThat(Internals.get().unclosed("resource")).isSameAs(Tracked.NOT);
        });
  }

  @Test
  void aTraceHasTheTenInnermostFrames() {
    Asyncio.run(DEBUG, () -> assertThat(deep(20)).isEqualTo(10));
  }

  private static int deep(int calls) {
    if (calls > 0) {
      return deep(calls - 1);
    }
    Future<Integer> future = Asyncio.getRunningLoop().createFuture();
    List<StackTraceElement> site = Objects.requireNonNull(future.createdAt);
    assertThat(site).allMatch(frame -> frame.getMethodName().equals("deep"));
    return site.size();
  }
}
