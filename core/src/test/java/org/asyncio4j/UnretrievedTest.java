package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// L15
class UnretrievedTest {
  private final List<ExceptionContext> reports = new ArrayList<>();

  private EventLoop newLoop() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, context) -> reports.add(context));
    return loop;
  }

  /// Runs `body` on a loop and closes that.
  private void run(Awaitable.Action body) {
    try (EventLoop loop = newLoop()) {
      loop.runUntilComplete(body);
    }
  }

  private static void fail(String name, Exception failure) {
    var _ =
        createTask(
            name,
            () -> {
              throw failure;
            });
  }

  /// Collects garbage until there is a report.
  private void collect() {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (reports.isEmpty() && System.nanoTime() - deadline < 0) {
      System.gc();
      yieldNow();
    }
  }

  /// test_futures::test_tb_logger_exception_unretrieved
  @Test
  void failureOfATaskThatIsGarbageIsReportedWhileTheLoopRuns() {
    IOException failure = new IOException("planned");
    run(() -> {
      fail("reader", failure);
      yieldNow();
      collect();
      assertThat(reports).hasSize(1);
      assertThat(reports.getFirst().message())
          .isEqualTo("Task exception was never retrieved: reader");
      assertThat(reports.getFirst().exception()).isSameAs(failure);
    });
    assertThat(reports).hasSize(1);
  }

  @Test
  void failureOfAFutureThatIsGarbageIsReportedWhileTheLoopRuns() {
    run(() -> {
      failFuture(getRunningLoop());
      collect();
      assertThat(reports).hasSize(1);
      assertThat(reports.getFirst().message()).startsWith("Future exception was never retrieved");
    });
    assertThat(reports).hasSize(1);
  }

  private static void failFuture(EventLoop loop) {
    loop.<String>createFuture().setException(new IllegalStateException("planned"));
  }

  @Test
  void failureOfATaskThatSomebodyHoldsIsReportedAtClose() {
    List<Task<?>> held = new ArrayList<>();
    RuntimeException failure = new IllegalStateException("planned");
    try (EventLoop loop = newLoop()) {
      loop.runUntilComplete(() -> {
        held.add(
            createTask(
                "reader",
                () -> {
                  throw failure;
                }));
        yieldNow();
        System.gc();
        yieldNow();
      });
      assertThat(reports).isEmpty();
    }
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().exception()).isSameAs(failure);
    assertThat(held.getFirst().exception()).isSameAs(failure);
    assertThat(reports).hasSize(1);
  }

  @Test
  void failureOfAFutureSetWithoutALoopRunningIsReportedAtClose() {
    try (EventLoop loop = newLoop()) {
      failFuture(loop);
    }
    assertThat(reports).hasSize(1);
  }

  @Test
  void everyFailureIsReportedOnce() {
    run(() -> {
      for (int i = 0; i < 10; i++) {
        fail("task " + i, new IllegalStateException("planned " + i));
      }
      yieldNow();
    });
    assertThat(reports)
        .extracting(report -> Objects.requireNonNull(report.exception()).getMessage())
        .hasSize(10)
        .doesNotHaveDuplicates();
  }

  /// test_futures::test_tb_logger_exception_retrieved, test_tb_logger_exception_result_retrieved
  @Test
  void lookedAtInAnyWayIsNotReported() {
    run(() -> {
      RuntimeException failure = new IllegalStateException("planned");
      EventLoop loop = getRunningLoop();
      Future<String> awaited = loop.createFuture();
      awaited.setException(failure);
      assertThatThrownBy(awaited::await).isSameAs(failure);
      Future<String> asked = loop.createFuture();
      asked.setException(failure);
      assertThat(asked.exception()).isSameAs(failure);
      Future<String> fetched = loop.createFuture();
      fetched.setException(failure);
      assertThatThrownBy(fetched::result).isSameAs(failure);
    });
    assertThat(reports).isEmpty();
  }

  /// test_futures::test_tb_logger_not_called_after_cancel
  @Test
  void cancelledInVainIsNotReported() {
    run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      future.setException(new IllegalStateException("planned"));
      assertThat(future.cancel()).isFalse();
      Task<?> task =
          createTask(() -> {
            throw new IllegalStateException("planned");
          });
      yieldNow();
      assertThat(task.cancel()).isFalse();
    });
    assertThat(reports).isEmpty();
  }

  /// test_futures::test_tb_logger_result_unretrieved, test_tb_logger_abandoned
  @Test
  void valuesAndCancellationsNeedNoReader() {
    run(() -> {
      getRunningLoop().<String>createFuture().setResult("value");
      getRunningLoop().<String>createFuture().cancel();
      Future<String> _ = getRunningLoop().createFuture();
      Task<?> task = createTask(() -> 1);
      task.cancel();
      yieldNow();
    });
    assertThat(reports).isEmpty();
  }

  @Test
  void failureOfTheMainTaskIsThrownAndNotReported() {
    RuntimeException failure = new IllegalStateException("planned");
    assertThatThrownBy(() ->
            run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    assertThat(reports).isEmpty();
  }

  @Test
  void failureThatReplacesACancelledWaitersIsNotReportedTwice() {
    run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      Task<String> waiter = createTask(() -> future.await());
      yieldNow();
      future.setException(new IllegalStateException("planned"));
      waiter.cancel();
      assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
    });
    assertThat(reports).isEmpty();
  }

  /// test_futures::test_future_exception_never_retrieved_debug
  @Test
  void inDebugModeTellsWhereItWasMade() {
    try (EventLoop loop = newLoop()) {
      loop.setDebug(true);
      loop.runUntilComplete(() -> {
        fail("reader", new IllegalStateException("planned"));
        yieldNow();
      });
    }
    assertThat(reports).hasSize(1);
    List<StackTraceElement> made = Objects.requireNonNull(reports.getFirst().sourceTraceback());
    assertThat(made.getFirst().getMethodName()).isEqualTo("fail");
    assertThat(made.getFirst().getClassName()).isEqualTo(UnretrievedTest.class.getName());
    assertThat(reports.getFirst().toString()).contains("UnretrievedTest.java");
  }

  @Test
  void withoutDebugModeThereIsNoTrace() {
    try (EventLoop loop = newLoop()) {
      loop.setDebug(false);
      failFuture(loop);
    }
    assertThat(reports.getFirst().sourceTraceback()).isNull();
  }

  /// test_futures2::test_task_exc_handler_correct_context
  @Test
  void handlerRunsInTheContextOfTheTask() {
    ContextVar<String> request = ContextVar.create("request");
    List<String> seen = new ArrayList<>();
    try (EventLoop loop = VirtualTime.newLoop()) {
      loop.setExceptionHandler((_, _) -> seen.add(request.get("lost")));
      loop.runUntilComplete(() -> {
        var _ =
            createTask(() -> {
              request.set("GET /");
              throw new IllegalStateException("planned");
            });
        yieldNow();
      });
    }
    assertThat(seen).containsExactly("GET /");
  }
}
