package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptionHandlerTest {
  private final EventLoop loop = VirtualTime.newLoop();
  private final List<ExceptionContext> reports = new ArrayList<>();
  private List<LogCapture.Entry> log = List.of();

  @BeforeEach
  void keepLog() {
    log = LogCapture.start();
  }

  @AfterEach
  void close() {
    loop.close();
    LogCapture.stop();
  }

  private void runOnce() {
    loop.stop();
    loop.runForever();
  }

  private static void fail() {
    throw new ArithmeticException("division");
  }

  /// CPython: test_default_exc_handler_callback.
  @Test
  void withoutAHandlerFailuresAreLogged() {
    Handle handle = loop.callSoon(ExceptionHandlerTest::fail);
    runOnce();
    assertThat(log)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.level()).isEqualTo(Level.ERROR);
          assertThat(entry.message()).contains("Exception in callback", handle.toString());
          assertThat(entry.thrown()).isInstanceOf(ArithmeticException.class);
        });
  }

  /// CPython: test_set_exc_handler_custom.
  @Test
  void aHandlerIsToldInsteadOfTheLog() {
    List<EventLoop> loops = new ArrayList<>();
    ExceptionHandler handler =
        (where, context) -> {
          loops.add(where);
          reports.add(context);
        };
    loop.setExceptionHandler(handler);
    assertThat(loop.getExceptionHandler()).isSameAs(handler);
    Handle handle = loop.callSoon(ExceptionHandlerTest::fail);
    runOnce();
    assertThat(loops).containsExactly(loop);
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.exception()).hasMessage("division");
          assertThat(report.handle()).isSameAs(handle);
          assertThat(report.task()).isNull();
          assertThat(report.future()).isNull();
          assertThat(report.sourceTraceback()).isNull();
        });
    assertThat(log).isEmpty();
  }

  @Test
  void nullBringsTheLogBack() {
    loop.setExceptionHandler((_, context) -> reports.add(context));
    loop.setExceptionHandler(null);
    assertThat(loop.getExceptionHandler()).isNull();
    loop.callSoon(ExceptionHandlerTest::fail);
    runOnce();
    assertThat(reports).isEmpty();
    assertThat(log).hasSize(1);
  }

  /// CPython: test_set_exc_handler_broken.
  @Test
  void aHandlerThatFailsIsReportedWithWhatItWasTold() {
    loop.setExceptionHandler((_, _) -> {
      throw new AssertionError("broken handler");
    });
    loop.callSoon(ExceptionHandlerTest::fail);
    loop.callSoon(() -> reports.add(ExceptionContext.of("goes on", null)));
    runOnce();
    assertThat(reports).hasSize(1);
    assertThat(log)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.message()).contains("Unhandled error in exception handler");
          assertThat(entry.thrown()).hasMessage("broken handler");
          assertThat(entry.thrown())
              .isNotNull()
              .extracting(Throwable::getSuppressed)
              .satisfies(suppressed -> {
                assertThat(suppressed).hasSize(1);
                assertThat(suppressed[0])
                    .hasMessageContaining("Exception in callback")
                    .hasRootCauseMessage("division");
              });
        });
  }

  @Test
  void aHandlerThatThrowsWhatItWasToldIsReportedToo() {
    loop.setExceptionHandler((_, context) -> rethrow(context));
    loop.callSoon(ExceptionHandlerTest::fail);
    runOnce();
    assertThat(log).hasSize(1);
  }

  private static void rethrow(ExceptionContext context) {
    if (context.exception() instanceof RuntimeException e) {
      throw e;
    }
  }

  /// CPython: test_default_exc_handler_broken.
  @Test
  void whatCannotDescribeItselfIsReportedAllTheSame() {
    loop.callExceptionHandler(
        ExceptionContext.of("indescribable", null).withFuture(indescribable()));
    assertThat(log)
        .singleElement()
        .satisfies(entry ->
            assertThat(entry.message())
                .contains("indescribable", "its toString failed: java.lang.IllegalStateException"));
  }

  private Future<Object> indescribable() {
    Future<Object> future = loop.createFuture();
    future.setResult(
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no description");
          }
        });
    return future;
  }

  @Test
  void aKeyboardInterruptInTheHandlerEndsTheRun() {
    loop.setExceptionHandler((_, _) -> {
      throw new KeyboardInterrupt();
    });
    loop.callSoon(ExceptionHandlerTest::fail);
    assertThatThrownBy(loop::runForever).isInstanceOf(KeyboardInterrupt.class);
    loop.setExceptionHandler(null);
    loop.runUntilComplete(VirtualTime::yieldNow);
  }

  @Test
  void theHandlerRunsInTheContextOfTheCallbackThatFailed() {
    ContextVar<String> name = ContextVar.create("name", "nobody");
    List<String> seen = new ArrayList<>();
    loop.setExceptionHandler((_, _) -> seen.add(name.get()));
    Context context = new Context();
    context.run(() -> name.set("culprit"));
    loop.callSoon(ExceptionHandlerTest::fail, context);
    runOnce();
    assertThat(seen).containsExactly("culprit");
  }

  /// CPython: test_task_exc_handler_correct_context.
  @Test
  void theHandlerRunsInTheContextOfTheTaskThatFailed() {
    ContextVar<String> name = ContextVar.create("name", "nobody");
    List<String> seen = new ArrayList<>();
    loop.setExceptionHandler((_, _) -> seen.add(name.get()));
    loop.runUntilComplete(() -> {
      Task<?> task = Asyncio.createTask(() -> name.set("culprit"));
      task.await();
      loop.callExceptionHandler(ExceptionContext.of("bad", null).withFuture(task));
      assertThat(name.get()).isEqualTo("nobody");
    });
    assertThat(seen).containsExactly("culprit");
  }

  @Test
  void theDefaultHandlerCanBeCalledByACustomOne() {
    loop.setExceptionHandler(EventLoop::defaultExceptionHandler);
    loop.callSoon(ExceptionHandlerTest::fail);
    runOnce();
    assertThat(log).hasSize(1);
  }

  @Test
  void aReportTellsEverythingItKnows() {
    Future<String> future = loop.createFuture();
    Task<?> task = loop.createTask("worker"::isEmpty, TaskOptions.DEFAULT.withName("worker"));
    Handle handle = loop.callSoon(() -> {});
    ExceptionContext all =
        new ExceptionContext(
            "what happened",
            null,
            future,
            task,
            handle,
            List.of(new StackTraceElement("Shop", "open", "Shop.java", 3)));
    assertThat(all.toString())
        .contains("what happened", future.toString(), task.toString(), handle.toString())
        .contains("created at (innermost frame first)", "at Shop.open(Shop.java:3)");
    loop.runUntilComplete(task);
  }

  @Test
  void aDoneCallbackThatFailsIsReportedAndTheOthersRun() {
    loop.setExceptionHandler((_, context) -> reports.add(context));
    List<String> called = new ArrayList<>();
    Future<String> future = loop.createFuture();
    future.addDoneCallback(_ -> fail());
    future.addDoneCallback(_ -> called.add("second"));
    future.setResult("there");
    runOnce();
    assertThat(called).containsExactly("second");
    assertThat(reports).hasSize(1);
  }
}
