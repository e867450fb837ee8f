package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.confined;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;
import static org.asyncio4j.Engines.yielding;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// Trap 5: a virtual thread whose scheduler has gone is never run again, and lives as long as the
/// JVM.
@NoHang
class Trap5CloseTest {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  private Task<?> start(Awaitable.Action body) {
    Task<?> task = createTask(body);
    threads.add(task.fiber.thread());
    return task;
  }

  /// Runs `main` on a loop that has no exception handler's log, and closes it.
  private static void runAndClose(LoopOptions options, Awaitable.Action main) {
    try (EventLoop loop = EventLoop.create(options)) {
      loop.setExceptionHandler((where, context) -> {});
      loop.runUntilComplete(main);
    }
  }

  private void assertAllEnd() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(5000);
    }
    assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
  }

  @Test
  void taskInAForeignCallRunsToItsEndOffTheLoop() throws Exception {
    runAndClose(
        yielding(),
        () -> {
          var _ =
              start(() -> {
                block(200);
                events.add("on " + Fiber.current());
                block(1);
                events.add("ended");
              });
          yieldNow();
        });
    assertAllEnd();
    assertThat(events).containsExactly("on null", "ended");
  }

  @Test
  void callbackInAForeignCallRunsToItsEndOffTheLoop() throws Exception {
    runAndClose(
        yielding(),
        () -> {
          getRunningLoop()
              .callSoon(() -> {
                threads.add(Thread.currentThread());
                block(200);
                events.add("ended");
              });
          yieldNow();
        });
    assertAllEnd();
    assertThat(events).containsExactly("ended");
  }

  @Test
  void suspendedTasksAreUnwound() throws Exception {
    runAndClose(
        LoopOptions.defaults(),
        () -> {
          Future<?> never = getRunningLoop().createFuture();
          var _ =
              start(() -> {
                try {
                  never.await();
                } catch (CancelledError e) {
                  events.add("future");
                }
              });
          var _ =
              start(() -> {
                try {
                  sleepMillis(3_600_000);
                } finally {
                  events.add("sleep");
                }
              });
          yieldNow();
        });
    assertAllEnd();
    assertThat(events).containsExactlyInAnyOrder("future", "sleep");
  }

  @Test
  void tasksThatHaveNotBegunNeverDo() throws Exception {
    try (EventLoop loop = EventLoop.create()) {
      loop.setExceptionHandler((where, context) -> {});
      for (int i = 0; i < 100; i++) {
        Task<?> task = loop.createTask(() -> events.add("begun"));
        threads.add(task.fiber.thread());
      }
    }
    assertAllEnd();
    assertThat(events).isEmpty();
  }

  @Test
  void foreignCallThatEndsAsTheRunFailsIsNotForgotten() throws Exception {
    LoopOptions options = yielding();
    assertThatThrownBy(() ->
            runAndClose(
                options,
                () -> {
                  var _ =
                      start(() -> {
                        block(50);
                        events.add("ended");
                      });
                  yieldNow();
                  getRunningLoop()
                      .callSoonThreadsafe(() -> { // is ready just before the task
                        throw new KeyboardInterrupt();
                      });
                  holdFor(150);
                  sleepMillis(1000);
                }))
        .isInstanceOf(KeyboardInterrupt.class);
    assertAllEnd();
    assertThat(events).containsExactly("ended");
  }

  private static void holdFor(int millis) {
    long start = System.nanoTime();
    while (Engines.millisSince(start) < millis) {
      Thread.onSpinWait();
    }
  }

  @Test
  void nothingStaysAlive() throws Exception {
    LoopOptions options = confined() ? yielding() : LoopOptions.defaults();
    for (int loops = 0; loops < 20; loops++) {
      runAndClose(
          options,
          () -> {
            Future<?> never = getRunningLoop().createFuture();
            for (int i = 0; i < 20; i++) {
              var _ = start(() -> never.await());
              var _ = start(() -> sleepMillis(100_000));
              var _ = start(() -> toThread(() -> block(1)));
              if (confined()) {
                var _ = start(() -> block(20));
              }
            }
            yieldNow();
            threads.add(getRunningLoop().scheduler.strand().thread());
            var _ = start(() -> never.await());
          });
    }
    assertAllEnd();
  }
}
