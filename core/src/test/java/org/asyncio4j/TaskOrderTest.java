package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Every order here is what CPython 3.13 gives for the same program.
class TaskOrderTest extends LoggingTasks {
  @Test
  void waitersAndCallbacksGoOnInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      Future<Integer> future = newFuture();
      future.addDoneCallback(_ -> log.add("callback 1"));
      Task<?> a = waiter("a", future);
      yieldNow();
      future.addDoneCallback(_ -> log.add("callback 2"));
      Task<?> b = waiter("b", future);
      yieldNow();
      future.addDoneCallback(_ -> log.add("callback 3"));
      loop.callSoon(() -> log.add("before"));
      future.setResult(1);
      loop.callSoon(() -> log.add("after"));
      log.add("set");
      a.await();
      b.await();
      assertThat(log)
          .containsExactly(
              "set", "before", "callback 1", "a=1", "callback 2", "b=1", "callback 3", "after");
    });
  }

  @Test
  void awaitOfWhatIsDoneAndOfACoroutineDoesNotGiveWay() {
    VirtualTime.run(() -> {
      getRunningLoop().callSoon(() -> log.add("callback"));
      Future<Integer> done = newFuture();
      done.setResult(1);
      done.await();
      log.add("done");
      async(() -> log.add("in coroutine")).await();
      log.add("coroutine");
      yieldNow();
      assertThat(log).containsExactly("done", "in coroutine", "coroutine", "callback");
    });
  }

  @Test
  void awaiterOfATaskGoesOnOneIterationAfterItsEnd() {
    VirtualTime.run(() -> {
      Task<?> child = createTask(() -> log.add("child"));
      getRunningLoop().callSoon(() -> tick(0, 6));
      child.await();
      log.add("main");
      Task<?> other =
          createTask(() -> {
            yieldNow();
            log.add("other");
          });
      other.await();
      log.add("main again");
      assertThat(log)
          .containsExactly(
              "child", "tick 0", "main", "tick 1", "tick 2", "other", "tick 3", "main again");
    });
  }

  @Test
  void sleeperGoesOnOneIterationAfterItsTimer() {
    VirtualTime.run(() -> {
      getRunningLoop().callLater(Duration.ofSeconds(1), () -> tick(0, 4));
      sleep(1);
      log.add("main");
      assertThat(log).containsExactly("tick 0", "tick 1", "main");
    });
  }

  @Test
  void timersComeAfterWhatIsReadyAlready() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.callLater(Duration.ZERO, () -> log.add("timer"));
      loop.callSoon(() -> log.add("callback"));
      Task<?> task = createTask(() -> log.add("task"));
      task.await();
      yieldNow();
      assertThat(log).containsExactly("callback", "task", "timer");
    });
  }

  @Test
  void whatBecomesReadyInAnIterationRunsInTheNext() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.callSoon(() -> {
        log.add("a1");
        loop.callSoon(() -> log.add("a2"));
        loop.callLater(Duration.ZERO, () -> log.add("timer"));
      });
      loop.callSoon(() -> {
        log.add("b1");
        loop.callSoon(() -> log.add("b2"));
      });
      yieldNow();
      assertThat(log).containsExactly("a1", "b1");
      yieldNow();
      assertThat(log).containsExactly("a1", "b1", "a2", "b2");
      yieldNow();
      assertThat(log).containsExactly("a1", "b1", "a2", "b2", "timer");
    });
  }

  @Test
  void tasksStartInOrderOfCreationAmongCallbacks() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      for (int i = 0; i < 3; i++) {
        int number = i;
        var _ = createTask(() -> log.add("task " + number));
        loop.callSoon(() -> log.add("callback " + number));
      }
      yieldNow();
      assertThat(log)
          .containsExactly("task 0", "callback 0", "task 1", "callback 1", "task 2", "callback 2");
    });
  }

  private Task<?> loggingItsEnd(String name, Future<?> future) {
    return createTask(() -> {
      try {
        future.await();
      } finally {
        log.add(name);
      }
    });
  }

  @Test
  void awaitOfTheTaskItselfGivesWayBeforeItFails() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            getRunningLoop().callSoon(() -> log.add("callback"));
            try {
              Objects.requireNonNull(currentTask()).await();
            } catch (IllegalStateException e) {
              log.add("thrown");
            }
          });
      task.await();
      assertThat(log).containsExactly("callback", "thrown");
    });
  }

  @Test
  void sleepersWithOneDeadlineGoOnInTheOrderInWhichTheyFellAsleep() {
    VirtualTime.run(() -> {
      sleepingTask("a", 2);
      sleepingTask("b", 1);
      sleepingTask("c", 2);
      sleepingTask("d", 1);
      sleep(3);
      assertThat(log).containsExactly("b", "d", "a", "c");
    });
  }

  private void sleepingTask(String name, int seconds) {
    var _ =
        createTask(() -> {
          sleep(seconds);
          log.add(name);
        });
  }

  @Test
  void twoTasksThatWakeEachOtherTakeTurns() {
    VirtualTime.run(() -> {
      List<Future<Integer>> balls = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        balls.add(newFuture());
      }
      Task<?> ping = createTask(() -> play("ping", balls, 0));
      Task<?> pong = createTask(() -> play("pong", balls, 1));
      tick(0, 6);
      ping.await();
      log.add("main");
      pong.await();
      assertThat(log)
          .containsExactly(
              "tick 0", "ping 0", "pong 1", "tick 1", "ping 2", "tick 2", "pong 3", "tick 3",
              "ping 4", "tick 4", "pong 5", "main");
    });
  }

  private void play(String name, List<Future<Integer>> balls, int first) {
    for (int i = first; i < balls.size(); i += 2) {
      if (i > 0) {
        balls.get(i - 1).await();
      }
      log.add(name + " " + i);
      balls.get(i).setResult(i);
    }
  }

  @Test
  void firstStepThatFindsTheTaskDoneOvertakesItsCallbacks() {
    VirtualTime.run(() -> {
      Task<?> child = createTask(() -> log.add("child"));
      child.addDoneCallback(_ -> log.add("callback 1"));
      var _ = loggingItsEnd("a", child);
      Task<?> b = loggingItsEnd("b", child);
      child.addDoneCallback(_ -> log.add("callback 2"));
      b.await();
      log.add("main");
      assertThat(log).containsExactly("child", "a", "b", "callback 1", "callback 2", "main");
    });
  }

  @Test
  void childrenAndCallbacksOfOneStepKeepTheirOrder() {
    VirtualTime.run(() -> {
      var _ = createTask(() -> parent("p"));
      var _ = createTask(() -> parent("q"));
      yieldNow();
      log.add("main");
      yieldNow();
      assertThat(log).containsExactly("p", "q", "main", "p/1", "p/2", "p/3", "q/1", "q/2", "q/3");
    });
  }

  private void parent(String name) {
    log.add(name);
    var _ = createTask(() -> log.add(name + "/1"));
    getRunningLoop().callSoon(() -> log.add(name + "/2"));
    var _ = createTask(() -> log.add(name + "/3"));
  }

  @Test
  void eagerAndPlainTasksInterleave() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.callSoon(() -> log.add("callback"));
      var _ = createTask(() -> steps("plain"));
      loop.setTaskFactory(TaskFactory.EAGER);
      var _ = createTask(() -> steps("eager"));
      Task<?> outer =
          createTask(() -> {
            log.add("outer 1");
            Task<?> inner = createTask(() -> steps("inner"));
            log.add("outer 2");
            inner.await();
            log.add("outer 3");
          });
      log.add("main");
      outer.await();
      assertThat(log)
          .containsExactly(
              "eager 1",
              "outer 1",
              "inner 1",
              "outer 2",
              "main",
              "callback",
              "plain 1",
              "eager 2",
              "inner 2",
              "plain 2",
              "outer 3");
    });
  }

  private void steps(String name) {
    log.add(name + " 1");
    yieldNow();
    log.add(name + " 2");
  }
}
