package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each program hangs until it is reported; then it is cancelled. Fault L16.
class DeadlockTest {
  private List<LogCapture.Entry> log = List.of();

  @BeforeEach
  void keepLog() {
    log = LogCapture.start();
  }

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  /// With limits as short as here, a slow machine is reported as well.
  private List<String> deadlocks() {
    return log.stream()
        .map(LogCapture.Entry::message)
        .filter(message -> message.startsWith("Deadlock"))
        .toList();
  }

  /// {@return what is logged about `program`, which does not end by itself}
  private String reportOf(Awaitable.Action program) throws Exception {
    try (EventLoop loop = EventLoop.create()) {
      loop.setWatchdogLimit(Duration.ofMillis(30));
      Task<?> main = loop.createTask(program, TaskOptions.DEFAULT.withName("main"));
      var watching =
          OtherThread.start(() -> {
            CountDownLatch never = new CountDownLatch(1);
            while (deadlocks().isEmpty()) {
              assertThat(never.await(1, TimeUnit.MILLISECONDS)).isFalse();
            }
            loop.callSoonThreadsafe(() -> loop.tasks.all().forEach(Task::cancel));
            return deadlocks().getFirst();
          });
      try {
        loop.runUntilComplete(main);
      } catch (CancelledError e) {
        // as it should
      }
      return watching.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void tasksThatAwaitEachOther() throws Exception {
    String report =
        reportOf(() -> {
          List<Task<?>> both = new ArrayList<>();
          both.add(createTask("chicken", () -> both.get(1).await()));
          both.add(createTask("egg", () -> both.get(0).await()));
          both.get(0).await();
        });
    assertThat(report)
        .startsWith("Deadlock in <EventLoop")
        .contains("wait for each other")
        .containsPattern("task 'chicken' waits for task 'egg', at org.asyncio4j.*DeadlockTest")
        .contains("task 'egg' waits for task 'chicken'")
        .doesNotContain("task 'main'");
  }

  @Test
  void aCircleThroughAGroupAndAWait() throws Exception {
    String report =
        reportOf(() -> {
          Task<?> parent = Asyncio.currentTask();
          Asyncio.taskGroup(group -> {
            group.createTask(
                () -> {
                  Asyncio.wait(List.of(parent));
                },
                TaskOptions.DEFAULT.withName("child"));
          });
        });
    assertThat(report)
        .contains("task 'main' waits for <TaskGroup with 1 task>")
        .contains("task 'child' waits for <wait for 1 of 1, ALL_COMPLETED>");
  }

  @Test
  void aLockHeldAcrossTheAwaitOfATaskThatNeedsIt() throws Exception {
    String report =
        reportOf(() -> {
          Lock lock = Lock.create();
          lock.with(() -> {
            createTask("needy", () -> lock.acquire()).await();
          });
        });
    assertThat(report)
        .contains("wait for each other")
        .contains("task 'main' waits for task 'needy'")
        .contains("task 'needy' waits for <Lock locked waiters=1>");
  }

  @Test
  void aLimiterWhoseOnlyTokenIsHeldByTheOneWhoWaits() throws Exception {
    String report =
        reportOf(() -> {
          CapacityLimiter limiter = CapacityLimiter.create(1);
          limiter.with(() -> {
            createTask("needy", () -> limiter.acquire()).await();
          });
        });
    assertThat(report)
        .contains("wait for each other")
        .contains("task 'needy' waits for <CapacityLimiter 1 of 1 taken by main waiters=1>");
  }

  @Test
  void aFutureThatNobodyWillSet() throws Exception {
    String report = reportOf(() -> Asyncio.getRunningLoop().createFuture().await());
    assertThat(report)
        .contains("every task waits, and no timer")
        .contains("task 'main' waits for <Future pending>, at org.asyncio4j")
        .contains("aFutureThatNobodyWillSet");
  }

  @Test
  void onlyTheFirstTasksAreDescribed() throws Exception {
    String report =
        reportOf(() -> {
          for (int i = 0; i < 30; i++) {
            createTask(() -> Asyncio.getRunningLoop().createFuture().await());
          }
          Asyncio.getRunningLoop().createFuture().await();
        });
    assertThat(report).contains("and 11 more");
  }

  /// {@return what is logged by the time that `calls` looks at it}
  private List<String> logWhileIdle(Awaitable.Action program) {
    try (EventLoop loop = EventLoop.create()) {
      loop.setWatchdogLimit(Duration.ofMillis(5));
      loop.runUntilComplete(program);
    }
    return deadlocks();
  }

  @Test
  void workOnAnotherThreadMayEndTheWait() {
    assertThat(
            logWhileIdle(() -> {
              Asyncio.toThread(() -> {
                Thread.sleep(100);
                return 1;
              });
            }))
        .isEmpty();
  }

  /// However it is waited for.
  @Test
  void workOnSeveralThreadsMayEndTheWait() {
    assertThat(
            logWhileIdle(() -> {
              EventLoop loop = Asyncio.getRunningLoop();
              List<Future<Boolean>> work = new ArrayList<>();
              for (int i = 0; i < 8; i++) {
                int millis = 50 * (i / 2 + 1);
                work.add(
                    loop.runInExecutor(
                        null,
                        () -> {
                          Thread.sleep(millis);
                          return true;
                        }));
              }
              Asyncio.gather(work.subList(0, 2));
              Asyncio.wait(work.subList(2, 4), null, ReturnWhen.FIRST_COMPLETED);
              Asyncio.shield(work.get(4));
              for (Future<Boolean> each : Asyncio.asCompleted(work)) {
                each.await();
              }
            }))
        .isEmpty();
  }

  @Test
  void aTimerMayEndTheWait() {
    assertThat(
            logWhileIdle(() -> {
              Future<Integer> future = Asyncio.getRunningLoop().createFuture();
              Asyncio.getRunningLoop().callLater(Duration.ofMillis(100), () -> future.setResult(1));
              future.await();
            }))
        .isEmpty();
  }

  @Test
  void aThreadThatHasCalledBeforeMayEndTheWait() {
    assertThat(
            logWhileIdle(() -> {
              EventLoop loop = Asyncio.getRunningLoop();
              Future<Integer> future = loop.createFuture();
              var _ =
                  OtherThread.start(() -> {
                    loop.callSoonThreadsafe(() -> {});
                    Thread.sleep(100);
                    loop.callSoonThreadsafe(() -> future.setResult(1));
                    return true;
                  });
              future.await();
            }))
        .isEmpty();
  }

  @Test
  void aPortalWaitsForCalls() throws Exception {
    try (BlockingPortal portal = BlockingPortal.start()) {
      portal.loop().setWatchdogLimit(Duration.ofMillis(5));
      portal.call(() -> {});
      Thread.sleep(50);
    }
    assertThat(deadlocks()).isEmpty();
  }
}
