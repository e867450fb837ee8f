package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopRunTest {
  private final EventLoop loop = VirtualTime.newLoop();
  private final List<String> order = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private Runnable note(String what) {
    return () -> order.add(what);
  }

  // --- runForever and stop ---

  @Test
  void runForeverReturnsAfterStop() {
    loop.callSoon(loop::stop);
    loop.runForever();
    assertThat(loop.isRunning()).isFalse();
    assertThat(loop.isClosed()).isFalse();
  }

  @Test
  void isRunningIsTrueOnlyDuringARun() {
    AtomicBoolean during = new AtomicBoolean();
    assertThat(loop.isRunning()).isFalse();
    loop.callSoon(() -> {
      during.set(loop.isRunning());
      loop.stop();
    });
    loop.runForever();
    assertThat(during).isTrue();
    assertThat(loop.isRunning()).isFalse();
  }

  /// CPython: test_run_forever_pre_stopped.
  @Test
  void stopBeforeARunMakesItOneIteration() {
    loop.callSoon(() -> {
      order.add("first");
      loop.callSoon(note("second"));
    });
    loop.stop();
    loop.runForever();
    assertThat(order).containsExactly("first");
    loop.stop();
    loop.runForever();
    assertThat(order).containsExactly("first", "second");
  }

  /// CPython: test_run_forever_pre_stopped.
  @Test
  void stopBeforeARunPollsOnceAndDoesNotWait() {
    List<Long> timeouts = new ArrayList<>();
    try (EventLoop polling =
        EventLoop.create(LoopOptions.defaults().withReactor(_ -> new Polls(timeouts)))) {
      polling.stop();
      polling.runForever();
    }
    assertThat(timeouts).containsExactly(0L);
  }

  private record Polls(List<Long> timeouts) implements Reactor {
    @Override
    public void poll(long timeoutNanos) {
      timeouts.add(timeoutNanos);
    }

    @Override
    public void wakeup() {}
  }

  @Test
  void stopFinishesTheIterationAndNoMore() {
    loop.callSoon(loop::stop);
    loop.callSoon(() -> {
      order.add("same iteration");
      loop.callSoon(note("next iteration"));
    });
    loop.runForever();
    assertThat(order).containsExactly("same iteration");
    loop.stop();
    loop.runForever();
    assertThat(order).containsExactly("same iteration", "next iteration");
  }

  @Test
  void aTaskThatStopsTheLoopGoesOnInTheNextRun() {
    Task<?> task =
        loop.createTask(() -> {
          loop.stop();
          order.add("before");
          yieldNow();
          order.add("after");
        });
    loop.runForever();
    assertThat(order).containsExactly("before");
    loop.runUntilComplete(task);
    assertThat(order).containsExactly("before", "after");
  }

  @Test
  void stopCountsForOneRunOnly() {
    loop.callSoon(() -> {
      loop.stop();
      loop.stop();
    });
    loop.runForever();
    loop.runUntilComplete(() -> VirtualTime.sleep(3));
    assertThat(loop.time()).isEqualTo(3_000_000_000L);
  }

  @Test
  void aLoopCanRunOnAVirtualThread() throws InterruptedException {
    Thread thread =
        Thread.ofVirtual().start(() -> loop.runUntilComplete(() -> VirtualTime.sleep(1)));
    thread.join();
    assertThat(loop.time()).isEqualTo(1_000_000_000L);
  }

  // --- runUntilComplete ---

  @Test
  void runUntilCompleteReturnsTheValue() {
    int five = loop.runUntilComplete(() -> Asyncio.sleep(Duration.ofSeconds(1), 5));
    assertThat(five).isEqualTo(5);
  }

  @Test
  void runUntilCompleteThrowsWhatMainThrows() {
    assertThatThrownBy(() ->
            loop.runUntilComplete(() -> {
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }

  @Test
  void runUntilCompleteWrapsACheckedException() {
    assertThatThrownBy(() ->
            loop.runUntilComplete(() -> {
              throw new IOException("disk");
            }))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void runUntilCompleteTakesAFutureOfTheLoop() {
    Future<String> future = loop.createFuture();
    loop.callLater(Duration.ofSeconds(1), () -> future.setResult("there"));
    String value = loop.runUntilComplete(future);
    assertThat(value).isEqualTo("there");
  }

  @Test
  void runUntilCompleteRefusesAFutureOfAnotherLoop() {
    try (EventLoop other = VirtualTime.newLoop()) {
      Future<String> future = other.createFuture();
      assertThatThrownBy(() -> loop.runUntilComplete(future))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another event loop");
    }
  }

  /// CPython: test_run_until_complete_stopped.
  @Test
  void runUntilCompleteSaysThatTheLoopWasStoppedTooEarly() {
    Future<String> never = loop.createFuture();
    loop.callSoon(loop::stop);
    assertThatIllegalStateException()
        .isThrownBy(() -> loop.runUntilComplete(never))
        .withMessageContaining("stopped before")
        .withMessageContaining("pending");
  }

  @Test
  void aFutureOfAStoppedRunDoesNotStopTheNext() {
    Future<String> late = loop.createFuture();
    loop.callSoon(loop::stop);
    assertThatIllegalStateException().isThrownBy(() -> loop.runUntilComplete(late));
    loop.runUntilComplete(() -> {
      late.setResult("late");
      VirtualTime.sleep(1);
    });
    assertThat(loop.time()).isEqualTo(1_000_000_000L);
  }

  // --- where a loop may not run ---

  /// CPython: test_run_until_complete_nesting, test_running_loop_within_a_loop.
  @Test
  void aTaskCannotRunALoop() {
    try (EventLoop other = VirtualTime.newLoop()) {
      loop.runUntilComplete(() -> {
        for (EventLoop each : List.of(loop, other)) {
          assertThatIllegalStateException()
              .isThrownBy(() -> each.runUntilComplete(VirtualTime::yieldNow))
              .withMessageContaining("await");
          assertThatIllegalStateException().isThrownBy(each::runForever);
        }
        VirtualTime.sleep(1);
      });
    }
    assertThat(loop.time()).isEqualTo(1_000_000_000L);
  }

  /// CPython: test_runforever_nesting.
  @Test
  void aCallbackCannotRunALoop() {
    loop.callSoon(() -> {
      assertThatIllegalStateException().isThrownBy(loop::runForever);
      order.add("refused");
      loop.stop();
    });
    loop.runForever();
    assertThat(order).containsExactly("refused");
  }

  @Test
  void aTaskCanRunAnotherLoopOffItsOwn() {
    int value = Asyncio.run(() -> Asyncio.toThread(() -> VirtualTime.<Integer>run(() -> 7)));
    assertThat(value).isEqualTo(7);
  }

  @Test
  void aLoopCannotRunTwiceAtATime() {
    loop.runUntilComplete(() ->
        OtherThread.run(() ->
            assertThatIllegalStateException()
                .isThrownBy(loop::runForever)
                .withMessageContaining("already running")));
  }

  // --- interrupts ---

  @Test
  void interruptingTheCallerStopsRunForever() {
    try (EventLoop real = EventLoop.create()) {
      Thread caller = Thread.currentThread();
      real.callSoon(caller::interrupt);
      real.runForever();
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }
  }

  @Test
  void interruptingTheCallerCancelsMain() {
    try (EventLoop real = EventLoop.create()) {
      Thread caller = Thread.currentThread();
      assertThatThrownBy(() ->
              real.runUntilComplete(() -> {
                try {
                  caller.interrupt();
                  Asyncio.sleep(Duration.ofHours(1));
                } finally {
                  order.add("cleaned up");
                }
              }))
          .isInstanceOf(CancelledError.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
      assertThat(order).containsExactly("cleaned up");
    }
  }

  @Test
  void anInterruptAtTheEndOfARunDoesNotStopTheNext() {
    try (EventLoop real = EventLoop.create()) {
      Thread caller = Thread.currentThread();
      for (int i = 0; i < 100; i++) {
        real.callSoon(() -> {
          caller.interrupt();
          real.stop();
        });
        real.runForever();
        assertThat(Thread.interrupted()).isTrue();
        real.runUntilComplete(() -> {
          yieldNow();
          yieldNow();
        });
      }
    }
  }

  // --- KeyboardInterrupt ---

  /// CPython: test_baseexception_during_cancel, test_run_until_complete_baseexception.
  @Test
  void aKeyboardInterruptInATaskLeavesTheLoopAndStaysOnTheTask() {
    KeyboardInterrupt thrown = new KeyboardInterrupt();
    Task<?> task =
        loop.createTask(() -> {
          throw thrown;
        });
    Future<String> never = loop.createFuture();
    assertThatThrownBy(() -> loop.runUntilComplete(never)).isSameAs(thrown);
    assertThat(task.done()).isTrue();
    assertThat(task.exception()).isSameAs(thrown);
  }

  @Test
  void aKeyboardInterruptInMainLeavesNoStopBehind() {
    assertThatThrownBy(() ->
            loop.runUntilComplete(() -> {
              throw new KeyboardInterrupt();
            }))
        .isInstanceOf(KeyboardInterrupt.class);
    loop.runUntilComplete(() -> VirtualTime.sleep(1));
    assertThat(loop.time()).isEqualTo(1_000_000_000L);
  }

  @Test
  void aKeyboardInterruptInACallbackLeavesTheRestForTheNextRun() {
    loop.callSoon(() -> {
      throw new KeyboardInterrupt();
    });
    loop.callSoon(note("rest"));
    assertThatThrownBy(loop::runForever).isInstanceOf(KeyboardInterrupt.class);
    assertThat(order).isEmpty();
    assertThat(loop.isRunning()).isFalse();
    loop.stop();
    loop.runForever();
    assertThat(order).containsExactly("rest");
  }

  @Test
  void aReactorThatFailsEndsTheRun() {
    Future<String> never = loop.createFuture();
    assertThatThrownBy(() -> loop.runUntilComplete(never)).isInstanceOf(VirtualTime.Deadlock.class);
    loop.runUntilComplete(() -> VirtualTime.sleep(1));
    assertThat(loop.time()).isEqualTo(1_000_000_000L);
  }

  // --- close ---

  @Test
  void closeRefusesARunningLoop() {
    loop.runUntilComplete(() ->
        assertThatIllegalStateException()
            .isThrownBy(loop::close)
            .withMessageContaining("running")
            .withMessageContaining("stop it first"));
    assertThat(loop.isClosed()).isFalse();
  }

  @Test
  void closeRefusesALoopThatRunsOnAnotherThread() throws Exception {
    try (EventLoop real = EventLoop.create()) {
      CountDownLatch started = new CountDownLatch(1);
      real.callSoon(started::countDown);
      var run = OtherThread.start(() -> runForever(real));
      started.await();
      assertThatIllegalStateException().isThrownBy(real::close);
      real.callSoonThreadsafe(real::stop);
      assertThat(run.join()).isTrue();
    }
  }

  private static boolean runForever(EventLoop loop) {
    loop.runForever();
    return true;
  }

  @Test
  void closeIsIdempotent() {
    loop.close();
    loop.close();
    assertThat(loop.isClosed()).isTrue();
    assertThat(loop.isRunning()).isFalse();
  }

  /// test_events::TestAbstractEventLoop, test_events::GetEventLoopTestsMixin
  @Test
  void runningLoopIsKnownOnItsOwnThreadAndNowhereElse() {
    try (EventLoop loop = Asyncio.newEventLoop()) {
      assertThatThrownBy(Asyncio::getRunningLoop)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no running event loop");
      loop.runUntilComplete(() -> {
        assertThat((Object) Asyncio.getRunningLoop()).isSameAs(loop);
        OtherThread.run(() ->
            assertThatThrownBy(Asyncio::getRunningLoop).isInstanceOf(IllegalStateException.class));
      });
    }
  }
}
