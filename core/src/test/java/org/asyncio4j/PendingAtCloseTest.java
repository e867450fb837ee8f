package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// L15
class PendingAtCloseTest {
  private final List<ExceptionContext> reports = new ArrayList<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private EventLoop newLoop() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, context) -> reports.add(context));
    return loop;
  }

  /// Starts `body` on a loop, and closes that while the body waits.
  private Task<?> closeOn(Awaitable.Action body) {
    try (EventLoop loop = newLoop()) {
      Task<?> task = loop.createTask(body);
      loop.runUntilComplete(() -> yieldNow());
      return task;
    }
  }

  private void waitAndLogTheEnd(String name) {
    try {
      sleep(10);
      log.add(name + " went on");
    } catch (CancelledError e) {
      log.add(name + " cancelled: " + e.getMessage());
      throw e;
    } finally {
      log.add(name + " cleaned up");
    }
  }

  /// test_tasks::test_log_destroyed_pending_task
  @Test
  void isReportedOnce() {
    EventLoop loop = newLoop();
    Task<?> task = loop.createTask(() -> sleep(10));
    loop.runUntilComplete(() -> yieldNow());
    assertThat(reports).isEmpty();
    loop.close();
    loop.close();
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().message()).isEqualTo("Task was destroyed but it is pending!");
    assertThat((Object) reports.getFirst().task()).isSameAs(task);
    assertThat(reports.getFirst().exception()).isNull();
  }

  /// test_tasks::test_log_destroyed_pending_task
  @Test
  void inDebugModeTellsWhereItWasMade() {
    try (EventLoop loop = newLoop()) {
      loop.setDebug(true);
      loop.runUntilComplete(() -> {
        startReader();
        yieldNow();
      });
    }
    List<StackTraceElement> made = Objects.requireNonNull(reports.getFirst().sourceTraceback());
    assertThat(made.getFirst().getMethodName()).isEqualTo("startReader");
    assertThat(made.getFirst().getClassName()).isEqualTo(PendingAtCloseTest.class.getName());
  }

  private static void startReader() {
    var _ = createTask("reader", () -> sleep(10));
  }

  @Test
  void bodyIsCancelledAndItsFinallyRunsBeforeCloseReturns() {
    Task<?> task = closeOn(() -> waitAndLogTheEnd("task"));
    assertThat(log).containsExactly("task cancelled: the event loop was closed", "task cleaned up");
    assertThat(task.cancelled()).isTrue();
  }

  @Test
  void bodyThatWaitsForAFutureIsCancelledToo() {
    try (EventLoop loop = newLoop()) {
      Future<String> future = loop.createFuture();
      loop.createTask(() -> {
        try {
          return future.await();
        } finally {
          log.add("cleaned up");
        }
      });
      loop.runUntilComplete(() -> yieldNow());
    }
    assertThat(log).containsExactly("cleaned up");
  }

  @Test
  void bodyThatHasYieldedIsCancelledToo() {
    try (EventLoop loop = newLoop()) {
      loop.createTask(() -> {
        try {
          while (true) {
            yieldNow();
          }
        } finally {
          log.add("cleaned up");
        }
      });
      loop.runUntilComplete(() -> yieldNow());
    }
    assertThat(log).containsExactly("cleaned up");
  }

  @Test
  void bodyThatHasNotStartedNeverRuns() {
    EventLoop loop = newLoop();
    Task<?> task = loop.createTask(() -> log.add("ran"));
    loop.close();
    assertThat(reports).hasSize(1);
    assertThat(task.cancelled()).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void awaitInTheCleanUpFailsWithAClearError() {
    try (EventLoop loop = newLoop()) {
      Future<String> future = loop.createFuture();
      List<Awaitable.Action> attempts =
          List.of(
              () -> sleep(1),
              () -> yieldNow(),
              () -> future.await(),
              () -> await(() -> 1),
              () -> async(() -> 1).await(),
              () -> createTask(() -> 1),
              () -> loop.createTask(() -> 1));
      loop.createTask(() -> {
        try {
          sleep(10);
        } finally {
          attempts.forEach(this::logTheFailureOf);
          log.add("cleaned up");
        }
      });
      loop.runUntilComplete(() -> yieldNow());
    }
    assertThat(log).hasSize(8).last().isEqualTo("cleaned up");
    assertThat(log.subList(0, 7))
        .allMatch(text -> text.contains("event loop") || text.contains("outside a task"));
  }

  private void logTheFailureOf(Awaitable.Action attempt) {
    try {
      attempt.run();
      log.add("succeeded");
    } catch (IllegalStateException e) {
      log.add(String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      log.add("wrong: " + e);
    }
  }

  @Test
  void failureInTheCleanUpIsReported() {
    Task<?> task =
        closeOn(() -> {
          try {
            sleep(10);
          } finally {
            fail();
          }
        });
    assertThat(task.exception()).hasMessage("planned");
    assertThat(reports)
        .extracting(ExceptionContext::message)
        .hasSize(2)
        .anyMatch(message -> message.startsWith("Task exception was never retrieved"));
  }

  private static void fail() {
    throw new IllegalStateException("planned");
  }

  @Test
  void bodyMaySwallowTheCancellation() {
    Task<?> task =
        closeOn(() -> {
          try {
            sleep(10);
          } catch (CancelledError e) {
            log.add("swallowed");
          }
        });
    assertThat(log).containsExactly("swallowed");
    assertThat(task.done()).isTrue();
    assertThat(task.cancelled()).isFalse();
  }

  @Test
  void severalEndOneAfterAnotherInOrderOfCreation() {
    EventLoop loop = newLoop();
    for (int i = 0; i < 20; i++) {
      String name = "task " + i;
      loop.createTask(() -> {
        try {
          sleep(10);
        } finally {
          log.add(name);
          letOtherThreadsRun();
          log.add(name);
        }
      });
    }
    loop.runUntilComplete(() -> yieldNow());
    loop.close();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      expected.add("task " + i);
      expected.add("task " + i);
    }
    assertThat(log).containsExactlyElementsOf(expected);
    assertThat(reports).hasSize(20);
  }

  @SuppressWarnings("ThreadPriorityCheck") // a chance for the error that the test is to find
  private static void letOtherThreadsRun() {
    for (int turn = 0; turn < 100; turn++) {
      Thread.yield();
    }
  }

  @Test
  void oneThatAwaitsAnotherIsEndedToo() {
    try (EventLoop loop = newLoop()) {
      Task<?> inner = loop.createTask(() -> waitAndLogTheEnd("inner"));
      loop.createTask(() -> {
        try {
          inner.await();
        } finally {
          log.add("outer cleaned up");
        }
      });
      loop.runUntilComplete(() -> yieldNow());
    }
    assertThat(log).contains("inner cleaned up", "outer cleaned up");
    assertThat(reports).hasSize(2);
  }

  @Test
  void cleanUpSeesTheContextOfItsTask() {
    ContextVar<String> request = ContextVar.create("request");
    closeOn(() -> {
      request.set("GET /");
      try {
        sleep(10);
      } finally {
        log.add(request.get("lost"));
      }
    });
    assertThat(log).containsExactly("GET /");
  }

  @Test
  void noTaskIsLeftAfterwards() {
    EventLoop loop = newLoop();
    loop.createTask(() -> sleep(10));
    loop.runUntilComplete(() -> yieldNow());
    loop.close();
    assertThat(allTasks(loop)).isEmpty();
  }

  @Test
  void doneTasksAreNotReported() {
    try (EventLoop loop = newLoop()) {
      loop.createTask(() -> {});
      loop.createTask(() -> 1);
      loop.runUntilComplete(() -> yieldNow());
    }
    assertThat(reports).isEmpty();
  }
}
