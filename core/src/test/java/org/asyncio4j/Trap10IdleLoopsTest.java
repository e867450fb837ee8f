package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.sleepMillis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Trap 10: a virtual thread that waits in native code keeps a carrier of the default scheduler, of
/// which there are as many as processors. So idle loops wait on platform threads.
@NoHang
class Trap10IdleLoopsTest {
  private static final int LOOPS = 2 * Runtime.getRuntime().availableProcessors();

  @Test
  void idleLoopsStopNoOtherVirtualThread() throws InterruptedException {
    Queue<EventLoop> loops = new ConcurrentLinkedQueue<>();
    Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
    CountDownLatch begun = new CountDownLatch(LOOPS);
    List<Thread> runners = new ArrayList<>();
    for (int i = 0; i < LOOPS; i++) {
      runners.add(
          Thread.ofPlatform()
              .start(() -> {
                try (EventLoop loop = newLoop(waiters)) {
                  loops.add(loop);
                  loop.callSoon(begun::countDown);
                  loop.runForever();
                }
              }));
    }
    begun.await();
    block(100); // until all of them wait
    for (int i = 0; i < 100; i++) {
      Thread.startVirtualThread(() -> block(1)).join();
    }
    loops.forEach(loop -> loop.callSoonThreadsafe(loop::stop));
    for (Thread runner : runners) {
      runner.join();
    }
    assertThat(waiters).hasSizeGreaterThanOrEqualTo(LOOPS);
  }

  @Test
  void loopWithABlockingReactorSleepsAndWakes() {
    Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
    try (EventLoop loop = newLoop(waiters)) {
      loop.runUntilComplete(() -> {
        sleepMillis(5);
        assertThat(Asyncio.toThread(() -> "woken")).isEqualTo("woken");
        sleepMillis(5);
      });
    }
    assertThat(waiters).isNotEmpty();
  }

  private static EventLoop newLoop(Queue<Thread> waiters) {
    return EventLoop.create(LoopOptions.defaults().withReactor(loop -> new PipeReactor(waiters)));
  }
}
