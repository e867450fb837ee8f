package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.asyncio4j.spi.Clock;
import org.junit.jupiter.api.Test;

/// Trap 7: an interrupt closes the channels that a thread uses. Cancelling a task is none.
@NoHang
class Trap7InterruptTest {
  private final List<Object> seen = new ArrayList<>();

  @Test
  void cancellingATaskDoesNotInterruptIt() {
    Asyncio.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleepMillis(10_000);
            } catch (CancelledError e) {
              seen.add(Thread.currentThread().isInterrupted());
            }
          });
      yieldNow();
      task.cancel();
      task.await();
    });
    assertThat(seen).containsExactly(false);
  }

  @Test
  void cancellingATaskLeavesItsChannelsOpen() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Asyncio.run(() -> {
        Task<?> task = createTask(() -> writeBeforeAndAfterCancellation(server));
        yieldNow();
        task.cancel();
        task.await();
      });
    }
    assertThat(seen).containsExactly(1, 1);
  }

  private void writeBeforeAndAfterCancellation(ServerSocketChannel server) throws Exception {
    try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
      seen.add(channel.write(ByteBuffer.allocate(1)));
      try {
        sleepMillis(10_000);
      } catch (CancelledError e) {
        seen.add(channel.write(ByteBuffer.allocate(1)));
      }
    }
  }

  @Test
  void cancellingInterruptsWhatRunsInAThread() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Asyncio.run(() -> {
      Task<?> task =
          createTask(() ->
              toThread(() -> {
                try {
                  began.countDown();
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              }));
      yieldNow();
      began.await();
      task.cancel();
    });
    interrupted.await();
  }

  @Test
  void suspensionKeepsTheInterruptOfTheTask() {
    Asyncio.run(() -> {
      Thread.currentThread().interrupt();
      sleepMillis(10);
      yieldNow();
      seen.add(Thread.interrupted());
      seen.add(Thread.interrupted());
    });
    assertThat(seen).containsExactly(true, false);
  }

  @Test
  void suspensionIsNotEndedByAnInterrupt() {
    Asyncio.run(() -> {
      Future<String> value = getRunningLoop().createFuture();
      Task<?> task =
          createTask(() -> {
            seen.add(value.await());
            seen.add(Thread.interrupted());
          });
      yieldNow();
      Objects.requireNonNull(task.fiber.thread()).interrupt();
      sleepMillis(10);
      seen.add("set");
      value.setResult("got");
      task.await();
    });
    assertThat(seen).containsExactly("set", "got", true);
  }

  @Test
  void interruptedTaskDoesNotSpinWhileItWaits() {
    assertThat(
            looksAtTheClock(() -> {
              Thread.currentThread().interrupt();
              sleepMillis(200);
            }))
        .isLessThan(100);
  }

  @Test
  void interruptedCallbackDoesNotMakeTheIdleLoopSpin() {
    assertThat(
            looksAtTheClock(() -> {
              getRunningLoop().callSoon(() -> Thread.currentThread().interrupt());
              sleepMillis(200);
            }))
        .isLessThan(100);
  }

  @Test
  void interruptFromOutsideDoesNotMakeTheIdleLoopSpin() {
    assertThat(
            looksAtTheClock(() -> {
              Thread strand = Objects.requireNonNull(getRunningLoop().scheduler.strand().thread());
              Thread.ofPlatform()
                  .start(() -> {
                    block(50);
                    strand.interrupt();
                  });
              sleepMillis(100);
              sleepMillis(200);
            }))
        .isLessThan(100);
  }

  /// Runs `main`. {@return how often the loop read the time}, which it does in each iteration
  private static int looksAtTheClock(Awaitable.Action main) {
    AtomicInteger looks = new AtomicInteger();
    Clock clock =
        () -> {
          looks.incrementAndGet();
          return System.nanoTime();
        };
    Asyncio.run(LoopOptions.defaults().withClock(clock), main);
    return looks.get();
  }

  @Test
  void interruptOfACallbackIsNotSeenByTheNext() {
    Asyncio.run(() -> {
      getRunningLoop().callSoon(() -> Thread.currentThread().interrupt());
      getRunningLoop().callSoon(() -> seen.add(Thread.interrupted()));
      yieldNow();
      getRunningLoop().callLater(Duration.ofMillis(1), () -> seen.add(Thread.interrupted()));
      sleepMillis(20);
    });
    assertThat(seen).containsExactly(false, false);
  }
}
