package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class EventLoopCloseTest {
  private final EventLoop loop = VirtualTime.newLoop();
  private final List<String> order = new CopyOnWriteArrayList<>();

  record Use(String name, Consumer<EventLoop> code) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Use> USES =
      List.of(
          new Use("runForever", EventLoop::runForever),
          new Use("runUntilComplete", loop -> loop.runUntilComplete(VirtualTime::yieldNow)),
          new Use("callSoon", loop -> loop.callSoon(() -> {})),
          new Use("callSoonThreadsafe", loop -> loop.callSoonThreadsafe(() -> {})),
          new Use("execute", loop -> loop.execute(() -> {})),
          new Use("callLater", loop -> loop.callLater(Duration.ZERO, () -> {})),
          new Use("callAt", loop -> loop.callAt(0, () -> {})),
          new Use("createTask", loop -> loop.createTask(VirtualTime::yieldNow)),
          new Use("runInExecutor", loop -> loop.runInExecutor(null, () -> 1)),
          new Use("addSignalHandler", loop -> loop.addSignalHandler("USR2", () -> {})),
          new Use(
              "runCoroutineThreadsafe",
              loop -> Asyncio.runCoroutineThreadsafe(() -> 1, loop).join()));

  /// CPython: test_close, test_call_soon_threadsafe_closed.
  @ParameterizedTest
  @FieldSource("USES")
  void aClosedLoopSaysSo(Use use) {
    loop.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> use.code().accept(loop))
        .withMessageContaining("the event loop is closed");
  }

  @Test
  void whatIsStillToBeCalledBackIsDropped() {
    loop.callSoon(() -> order.add("soon"));
    loop.callLater(Duration.ofSeconds(1), () -> order.add("later"));
    loop.callSoonThreadsafe(() -> order.add("threadsafe"));
    loop.close();
    assertThat(order).isEmpty();
    assertThat(loop.scheduler.ready.isEmpty()).isTrue();
    assertThat(loop.scheduler.timers.isEmpty()).isTrue();
  }

  /// CPython: test_log_destroyed_pending_task.
  @Test
  void aPendingTaskIsReportedOnce() {
    List<ExceptionContext> reports = new ArrayList<>();
    loop.setExceptionHandler((_, context) -> reports.add(context));
    Task<?> task = loop.createTask(() -> VirtualTime.sleep(1));
    loop.runUntilComplete(VirtualTime::yieldNow);
    loop.close();
    loop.close();
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message()).isEqualTo("Task was destroyed but it is pending!");
          assertThat(report.task()).isSameAs(task);
        });
    assertThat(task.cancelled()).isTrue();
  }

  @Test
  void aPendingTaskCleansUpOffTheLoop() {
    loop.setExceptionHandler((_, _) -> {});
    var _ =
        loop.createTask(() -> {
          try {
            VirtualTime.sleep(1);
          } catch (CancelledError e) {
            order.add(String.valueOf(e.getMessage()));
            throw e;
          } finally {
            order.add("cleaned up");
          }
        });
    loop.runUntilComplete(VirtualTime::yieldNow);
    loop.close();
    assertThat(order).containsExactly("the event loop was closed", "cleaned up");
  }

  @Test
  void cleanUpOnAClosedLoopCannotAwait() {
    loop.setExceptionHandler((_, _) -> {});
    var _ =
        loop.createTask(() -> {
          try {
            VirtualTime.sleep(1);
          } finally {
            expectRefusal(VirtualTime::yieldNow);
          }
        });
    loop.runUntilComplete(VirtualTime::yieldNow);
    loop.close();
    assertThat(order).containsExactly("refused");
  }

  private void expectRefusal(ThrowingCallable await) {
    assertThatIllegalStateException().isThrownBy(await);
    order.add("refused");
  }

  @Test
  void aTaskThatNeverStartedDoesNotStartAtClose() {
    loop.setExceptionHandler((_, _) -> {});
    Task<?> task = loop.createTask(() -> order.add("started"));
    loop.close();
    assertThat(order).isEmpty();
    assertThat(task.cancelled()).isTrue();
  }

  @Test
  void aFailureThatNobodyHasSeenIsReportedAtClose() {
    List<ExceptionContext> reports = new ArrayList<>();
    loop.setExceptionHandler((_, context) -> reports.add(context));
    Future<String> future = loop.createFuture();
    future.setException(new IllegalArgumentException("unseen"));
    loop.close();
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message()).contains("never retrieved");
          assertThat(report.exception()).hasMessage("unseen");
        });
    assertThat(future.done()).isTrue();
  }

  @Test
  void futuresCanStillBeReadAfterClose() {
    Task<Integer> task =
        loop.createTask(() -> {
          yieldNow();
          return 3;
        });
    loop.runUntilComplete(task);
    loop.close();
    assertThat(task.result()).isEqualTo(3);
  }

  @Test
  void toStringTellsTheState() {
    assertThat(loop.toString()).contains("idle").contains(loop.engine().text());
    loop.runUntilComplete(() -> assertThat(loop.toString()).contains("running"));
    loop.close();
    assertThat(loop.toString()).contains("closed");
  }
}
