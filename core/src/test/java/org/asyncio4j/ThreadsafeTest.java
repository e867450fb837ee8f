package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsafeTest {
  private static final int SENDERS = 64;
  private static final int CALLS = 20_000;

  private final EventLoop loop = EventLoop.create();

  @AfterEach
  void close() {
    loop.close();
  }

  private CompletableFuture<Boolean> runElsewhere() {
    return OtherThread.start(() -> {
      loop.runForever();
      return true;
    });
  }

  /// CPython: test_call_soon_threadsafe.
  @Test
  void aCallWakesASleepingLoop() throws InterruptedException {
    var run = runElsewhere();
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      spin(random.nextInt(200)); // meets the loop on its way to sleep, too
      CountDownLatch ran = new CountDownLatch(1);
      loop.callSoonThreadsafe(ran::countDown);
      ran.await();
    }
    loop.callSoonThreadsafe(loop::stop);
    assertThat(run.join()).isTrue();
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallBeforeTheRunWaitsForIt() {
    List<String> order = new ArrayList<>();
    OtherThread.run(() -> {
      loop.callSoonThreadsafe(() -> order.add("called"));
      loop.callSoonThreadsafe(loop::stop);
    });
    assertThat(order).isEmpty();
    loop.runForever();
    assertThat(order).containsExactly("called");
  }

  /// CPython: test_call_soon_threadsafe_same_thread.
  @Test
  void aCallOfTheLoopItselfRunsInTheNextIteration() {
    List<String> order = new ArrayList<>();
    loop.runUntilComplete(() -> {
      loop.callSoonThreadsafe(() -> order.add("called"));
      order.add("main");
      VirtualTime.yieldNow();
      order.add("main again");
    });
    assertThat(order).containsExactly("main", "called", "main again");
  }

  @Test
  void aCallRunsInTheContextOfItsThread() {
    ContextVar<String> name = ContextVar.create("name", "nobody");
    List<String> seen = new ArrayList<>();
    OtherThread.run(() -> {
      name.set("sender");
      loop.callSoonThreadsafe(() -> seen.add(name.get()));
      loop.callSoonThreadsafe(() -> seen.add(name.get()), new Context());
      loop.callSoonThreadsafe(loop::stop);
    });
    loop.runForever();
    assertThat(seen).containsExactly("sender", "nobody");
  }

  // --- cancelling ---

  @Test
  void aCallCancelledByAnotherThreadDoesNotRun() {
    AtomicInteger ran = new AtomicInteger();
    Handle handle = loop.callSoonThreadsafe(ran::incrementAndGet);
    loop.callSoonThreadsafe(loop::stop);
    OtherThread.run(() -> {
      handle.cancel();
      handle.cancel();
      assertThat(handle.cancelled()).isTrue();
    });
    loop.runForever();
    assertThat(ran).hasValue(0);
  }

  /// CPython: test_call_soon_threadsafe_handle_block_cancellation.
  @Test
  void cancelWaitsWhileTheCallRuns() throws InterruptedException {
    var run = runElsewhere();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Handle handle =
        loop.callSoonThreadsafe(() -> {
          running.countDown();
          awaitQuietly(mayEnd);
          ended.incrementAndGet();
        });
    running.await();
    List<Thread> canceller = new ArrayList<>();
    CountDownLatch cancelling = new CountDownLatch(1);
    CompletableFuture<Integer> endedAtCancel =
        OtherThread.start(() -> {
          canceller.add(Thread.currentThread());
          cancelling.countDown();
          handle.cancel();
          return ended.get();
        });
    cancelling.await();
    while (canceller.getFirst().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(endedAtCancel).isNotDone();
    mayEnd.countDown();
    assertThat(endedAtCancel.join()).isEqualTo(1);
    loop.callSoonThreadsafe(loop::stop);
    assertThat(run.join()).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// CPython: test_call_soon_threadsafe_handle_cancel_same_thread.
  @Test
  void aCallCanCancelItself() {
    List<Handle> handles = new ArrayList<>();
    AtomicInteger ran = new AtomicInteger();
    handles.add(
        loop.callSoonThreadsafe(() -> {
          handles.getFirst().cancel();
          ran.incrementAndGet();
          loop.stop();
        }));
    loop.runForever();
    assertThat(ran).hasValue(1);
  }

  // --- many threads (fault L11) ---

  /// What one thread sent, and what became of it.
  private static final class Sender {
    final List<Integer> ran = new ArrayList<>(); // on the loop
    int refused;
    int firstRefused = CALLS;

    void send(EventLoop loop) {
      for (int i = 0; i < CALLS; i++) {
        int number = i;
        try {
          loop.callSoonThreadsafe(() -> ran.add(number));
        } catch (IllegalStateException e) {
          firstRefused = Math.min(firstRefused, number);
          refused++;
        }
      }
    }
  }

  private List<CompletableFuture<Sender>> startSenders(CountDownLatch start) {
    List<CompletableFuture<Sender>> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      senders.add(
          OtherThread.start(() -> {
            Sender sender = new Sender();
            start.await();
            sender.send(loop);
            return sender;
          }));
    }
    return senders;
  }

  @Test
  void noCallIsLostWhileTheLoopSleepsAndStops() {
    CountDownLatch start = new CountDownLatch(1);
    var senders = startSenders(start);
    CompletableFuture<Void> allSent =
        CompletableFuture.allOf(senders.toArray(CompletableFuture<?>[]::new));
    start.countDown();
    while (!allSent.isDone()) {
      loop.callLater(Duration.ofMillis(1), loop::stop);
      loop.runForever();
    }
    loop.stop();
    loop.runForever();
    for (CompletableFuture<Sender> each : senders) {
      Sender sender = each.join();
      assertThat(sender.refused).isZero();
      assertThat(sender.ran).hasSize(CALLS).isSorted();
    }
  }

  @Test
  void aClosingLoopRunsOrRefusesEachCall() throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    var senders = startSenders(start);
    var run = runElsewhere();
    start.countDown();
    loop.callSoonThreadsafe(() -> loop.callLater(Duration.ofMillis(20), loop::stop));
    assertThat(run.join()).isTrue();
    loop.close();
    for (CompletableFuture<Sender> each : senders) {
      Sender sender = each.join();
      int ran = sender.ran.size();
      // In order and without a gap; then come those that waited when the loop closed, then the
      // refused.
      assertThat(sender.ran).isSorted().doesNotHaveDuplicates();
      assertThat(ran == 0 || sender.ran.getLast() == ran - 1).isTrue();
      assertThat(sender.refused).isEqualTo(CALLS - sender.firstRefused);
      assertThat(ran).isLessThanOrEqualTo(sender.firstRefused);
    }
  }

  @Test
  void aClosedLoopRefuses() {
    loop.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> loop.callSoonThreadsafe(() -> {}))
        .withMessageContaining("closed");
  }
}
