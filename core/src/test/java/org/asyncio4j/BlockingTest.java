package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Engines.block;
import static org.asyncio4j.Engines.confined;
import static org.asyncio4j.Engines.millisSince;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;
import static org.asyncio4j.Engines.yielding;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.Test;

/// What a loop does while a task is in a blocking call that is not this library's.
@NoHang
class BlockingTest {
  private final List<String> order = new ArrayList<>();

  /// Runs two tasks that do `work` each. {@return how many milliseconds that took}
  private long timeOfTwo(LoopOptions options, Awaitable.Action work) {
    long[] took = new long[1];
    Asyncio.run(
        options,
        () -> {
          long start = System.nanoTime();
          Task<?> first = createTask(work);
          Task<?> second = createTask(work);
          first.await();
          second.await();
          took[0] = millisSince(start);
        });
    return took[0];
  }

  @Test
  void holdWaitsForOneSleepAfterTheOther() {
    assertThat(timeOfTwo(LoopOptions.defaults(), () -> block(300))).isBetween(600L, 1800L);
  }

  @Test
  void yieldLetsTwoSleepsOverlap() {
    assertThat(timeOfTwo(yielding(), () -> block(300))).isBetween(300L, 599L);
  }

  @Test
  void holdWaitsForOneRequestAfterTheOther() throws Exception {
    try (SlowServer server = new SlowServer(300)) {
      assertThat(timeOfTwo(LoopOptions.defaults(), () -> server.request(1))).isBetween(600L, 1800L);
    }
  }

  @Test
  void yieldLetsTwoRequestsOverlap() throws Exception {
    LoopOptions yielding = yielding();
    try (SlowServer server = new SlowServer(300)) {
      assertThat(timeOfTwo(yielding, () -> assertThat(server.request(7)).isEqualTo(7)))
          .isBetween(300L, 599L);
    }
  }

  @Test
  void nothingElseRunsWhileTheLoopIsHeld() throws Exception {
    Asyncio.run(() -> {
      Task<?> other =
          createTask(() -> {
            while (true) {
              order.add("other");
              yieldNow();
            }
          });
      yieldNow();
      order.clear();
      Asyncio.getRunningLoop().callSoon(() -> order.add("callback"));
      block(50);
      Thread thread = Thread.startVirtualThread(() -> block(10));
      thread.join();
      order.add("held");
      yieldNow();
      other.cancel();
    });
    assertThat(order).startsWith("held", "other", "callback");
  }

  @Test
  void yieldLetsTheHolderOfAMonitorGoOn() {
    Object monitor = new Object();
    Asyncio.run(
        yielding(),
        () -> {
          List<Task<?>> tasks = new ArrayList<>();
          for (String name : List.of("first", "second", "third")) {
            tasks.add(
                createTask(() -> {
                  synchronized (monitor) {
                    order.add(name + " in");
                    sleepMillis(5);
                    block(5);
                    order.add(name + " out");
                  }
                }));
          }
          for (Task<?> task : tasks) {
            task.await();
          }
        });
    assertThat(order).hasSize(6);
    for (int i = 0; i < 6; i += 2) {
      assertThat(order.get(i + 1)).isEqualTo(order.get(i).replace("in", "out"));
    }
  }

  @Test
  void yieldLetsTasksNotifyEachOther() {
    Object monitor = new Object();
    Asyncio.run(
        yielding(),
        () -> {
          Task<?> waiter =
              createTask(() -> {
                synchronized (monitor) {
                  while (order.isEmpty()) {
                    monitor.wait();
                  }
                }
                order.add("notified");
              });
          yieldNow();
          synchronized (monitor) {
            order.add("set");
            monitor.notifyAll();
          }
          waiter.await();
        });
    assertThat(order).containsExactly("set", "notified");
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // what it tests
  void threadYieldIsNoAwait() {
    for (Blocking blocking : confined() ? Blocking.values() : new Blocking[] {Blocking.HOLD}) {
      order.clear();
      Asyncio.run(
          LoopOptions.defaults().withBlocking(blocking),
          () -> {
            Task<?> other = createTask(() -> order.add("other"));
            for (int i = 0; i < 1000; i++) {
              Thread.yield();
            }
            order.add("main");
            other.await();
          });
      assertThat(order).as("under %s", blocking).containsExactly("main", "other");
    }
  }

  @Test
  void reactorThatBlocksLetsTasksThatWereBlockedGoOn() {
    Reactor reactor =
        new Reactor() {
          @Override
          public void poll(long timeoutNanos) {
            block(100);
          }

          @Override
          public void wakeup() {}
        };
    Asyncio.run(
        yielding().withReactor(loop -> reactor),
        () -> {
          block(20); // ends while the reactor polls
          order.add("eager before");
          createTask(
                  () -> {
                    order.add("eager");
                    sleepMillis(1);
                    return "done";
                  },
                  TaskOptions.DEFAULT.withEagerStart(true))
              .await();
          order.add("after");
        });
    assertThat(order).containsExactly("eager before", "eager", "after");
  }

  @Test
  void yieldOnBatonIsAClearError() {
    assertThatThrownBy(() ->
            Asyncio.run(
                LoopOptions.defaults().withEngine(Engine.BATON).withBlocking(Blocking.YIELD),
                () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blocking=yield needs the confined engine")
        .hasMessageContaining("blocking=hold");
  }
}
