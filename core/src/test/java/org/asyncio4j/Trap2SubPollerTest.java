package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.assumeConfined;
import static org.asyncio4j.Engines.block;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Trap 2: virtual threads inherit the scheduler of the one that starts them. The JDK's poller
/// threads are started by the first blocking socket call of the process, and serve all others.
@NoHang
class Trap2SubPollerTest {
  @Test
  void socketsGoOnWhenTheLoopThatUsedTheFirstIsClosed() throws Exception {
    assumeConfined();
    for (String blocking : List.of("hold", "yield")) {
      assertThat(
              ChildJvm.runWith(
                  Sockets.class,
                  ChildJvm.OPEN,
                  "-Dasyncio.engine=confined",
                  "-Dasyncio.blocking=" + blocking))
          .containsExactly("in a task 1", "in a thread 2", "in a task 3");
    }
  }

  static final class Sockets {
    public static void main(String[] args) throws Exception {
      try (SlowServer server = new SlowServer(50)) {
        Asyncio.run(() -> System.out.println("in a task " + server.request(1)));
        Thread other =
            Thread.startVirtualThread(() -> System.out.println("in a thread " + server.request(2)));
        other.join();
        Asyncio.run(() -> System.out.println("in a task " + server.request(3)));
      }
    }
  }

  @Test
  void virtualThreadsThatATaskStartsDoNotRunOnTheLoop() {
    List<Object> seen = new ArrayList<>();
    Asyncio.run(() -> {
      Thread other =
          Thread.startVirtualThread(() -> {
            block(1);
            seen.add(Fiber.current() == null);
            seen.add(Thread.currentThread().toString().contains("ForkJoinPool"));
          });
      other.join(); // holds the loop: it could not carry the other thread
    });
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void virtualThreadsThatATaskStartedOutliveTheLoop() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    List<Thread> started = new ArrayList<>();
    try (EventLoop loop = EventLoop.create()) {
      loop.runUntilComplete(() -> {
        assertThat(getRunningLoop()).isSameAs(loop);
        started.add(Thread.startVirtualThread(() -> awaitLatch(closed)));
      });
    }
    closed.countDown();
    started.getFirst().join();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
