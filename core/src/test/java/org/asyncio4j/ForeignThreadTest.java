package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Faults L14: use from the wrong thread.
class ForeignThreadTest {
  /// What a loop has: one object of each kind.
  record Things(
      EventLoop loop,
      Future<String> pending,
      Future<String> done,
      Task<?> task,
      Handle handle,
      TimerHandle timer) {}

  record Use(String name, Consumer<Things> code) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Use use(String name, Consumer<Things> code) {
    return new Use(name, code);
  }

  static final List<Use> REFUSED =
      List.of(
          use("loop.callSoon", t -> t.loop().callSoon(() -> {})),
          use("loop.callSoon in a context", t -> t.loop().callSoon(() -> {}, new Context())),
          use("loop.callLater", t -> t.loop().callLater(Duration.ZERO, () -> {})),
          use("loop.callAt", t -> t.loop().callAt(1, () -> {})),
          use("loop.createFuture", t -> t.loop().createFuture()),
          use("loop.createTask", t -> t.loop().createTask(() -> {})),
          use("loop.newTask", t -> t.loop().newTask(() -> 1, TaskOptions.DEFAULT)),
          use("loop.ensureFuture", t -> t.loop().ensureFuture(() -> 1)),
          use("loop.runInExecutor", t -> t.loop().runInExecutor(null, () -> 1)),
          use("loop.setDefaultExecutor", ForeignThreadTest::setDefaultExecutor),
          use(
              "loop.shutdownDefaultExecutor",
              t -> t.loop().shutdownDefaultExecutor(Duration.ofSeconds(1))),
          use("loop.addSignalHandler", t -> t.loop().addSignalHandler("USR2", () -> {})),
          use("loop.removeSignalHandler", t -> t.loop().removeSignalHandler("USR2")),
          use("loop.setExceptionHandler", t -> t.loop().setExceptionHandler(null)),
          use("loop.setTaskFactory", t -> t.loop().setTaskFactory(null)),
          use("loop.setDebug", t -> t.loop().setDebug(false)),
          use(
              "loop.setSlowCallbackDuration",
              t -> t.loop().setSlowCallbackDuration(Duration.ofSeconds(1))),
          use("loop.stop", t -> t.loop().stop()),
          use("loop.runUntilComplete", t -> t.loop().runUntilComplete(() -> {})),
          use("allTasks", t -> Asyncio.allTasks(t.loop())),
          use("future.setResult", t -> t.pending().setResult("no")),
          use("future.setException", t -> t.pending().setException(new IllegalStateException())),
          use("future.cancel", t -> t.pending().cancel()),
          use("future.result", t -> t.done().result()),
          use("future.exception", t -> t.done().exception()),
          use("future.addDoneCallback", t -> t.pending().addDoneCallback(_ -> {})),
          use("future.removeDoneCallback", t -> t.pending().removeDoneCallback(_ -> {})),
          use("task.cancel", t -> t.task().cancel()),
          use("task.uncancel", t -> t.task().uncancel()),
          use("task.cancelling", t -> t.task().cancelling()),
          use("task.getStack", t -> t.task().getStack()),
          use("task.printStack", t -> t.task().printStack(System.out)),
          use("handle.cancel", t -> t.handle().cancel()),
          use("timer.cancel", t -> t.timer().cancel()));

  static final List<Use> ALLOWED =
      List.of(
          use("loop.isRunning", t -> assertThat(t.loop().isRunning()).isTrue()),
          use("loop.isClosed", t -> assertThat(t.loop().isClosed()).isFalse()),
          use("loop.engine", t -> assertThat(t.loop().engine()).isNotEqualTo(Engine.AUTO)),
          use("loop.toString", t -> assertThat(t.loop().toString()).contains("running")),
          use("loop.callSoonThreadsafe", t -> t.loop().callSoonThreadsafe(() -> {})),
          use("loop.execute", t -> t.loop().execute(() -> {})),
          use(
              "runCoroutineThreadsafe",
              t -> assertThat(Asyncio.runCoroutineThreadsafe(() -> 1, t.loop())).isNotNull()),
          use(
              "future.toCompletableFuture",
              t -> assertThat(t.done().toCompletableFuture()).isNotNull()),
          use("future.toString", t -> assertThat(t.pending().toString()).contains("pending")),
          use("future.getLoop", t -> assertThat(t.pending().getLoop()).isSameAs(t.loop())));

  private static void setDefaultExecutor(Things things) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      things.loop().setDefaultExecutor(executor);
    }
  }

  private static Things things(EventLoop loop) {
    Future<String> done = loop.createFuture();
    done.setResult("done");
    return new Things(
        loop,
        loop.createFuture(),
        done,
        loop.createTask(() -> Asyncio.sleep(Duration.ofHours(1))),
        loop.callSoon(() -> {}),
        loop.callLater(Duration.ofHours(1), () -> {}));
  }

  /// CPython: test_check_thread, but always and for everything.
  @ParameterizedTest
  @FieldSource("REFUSED")
  void aForeignThreadIsRefusedWhileTheLoopRuns(Use use) {
    Asyncio.run(() -> {
      Things things = things(Asyncio.getRunningLoop());
      OtherThread.run(() ->
          assertThatIllegalStateException()
              .isThrownBy(() -> use.code().accept(things))
              .withMessageContaining("callSoonThreadsafe")
              .withMessageContaining("runCoroutineThreadsafe"));
      assertThat(things.pending().done()).isFalse();
      assertThat(things.handle().cancelled()).isFalse();
      assertThat(things.timer().cancelled()).isFalse();
    });
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void anotherLoopIsAForeignThreadToo(Use use) {
    Asyncio.run(() -> {
      Things things = things(Asyncio.getRunningLoop());
      Asyncio.toThread(() ->
          Asyncio.run(
              () -> assertThatIllegalStateException().isThrownBy(() -> use.code().accept(things))));
    });
  }

  @ParameterizedTest
  @FieldSource("ALLOWED")
  void aForeignThreadMayDoWhatIsThreadsafe(Use use) {
    Asyncio.run(() -> {
      Things things = things(Asyncio.getRunningLoop());
      OtherThread.run(() -> assertThatNoException().isThrownBy(() -> use.code().accept(things)));
    });
  }

  @Test
  void anyThreadMayUseALoopThatDoesNotRun() {
    try (EventLoop loop = VirtualTime.newLoop()) {
      Future<String> future = loop.createFuture();
      OtherThread.run(() -> {
        loop.callSoon(() -> future.setResult("prepared"));
        loop.callLater(Duration.ofSeconds(1), () -> {}).cancel();
        assertThat(Asyncio.allTasks(loop)).isEmpty();
      });
      String result = loop.runUntilComplete(future);
      assertThat(result).isEqualTo("prepared");
      assertThat(OtherThread.<String>call(future::result)).isEqualTo("prepared");
    }
  }

  @Test
  void awaitingOffTheLoopSaysWhereToAwait() {
    Asyncio.run(() -> {
      Things things = things(Asyncio.getRunningLoop());
      OtherThread.run(() -> {
        assertThatIllegalStateException()
            .isThrownBy(() -> things.done().await())
            .withMessageContaining("no running event loop");
        assertThatIllegalStateException()
            .isThrownBy(Asyncio::getRunningLoop)
            .withMessageContaining("no running event loop");
      });
    });
  }

  @Test
  void awaitingAFutureOfAnotherLoopNamesTheBridge() {
    Asyncio.run(() -> {
      Things things = things(Asyncio.getRunningLoop());
      Asyncio.toThread(() ->
          Asyncio.run(() ->
              assertThatIllegalStateException()
                  .isThrownBy(() -> things.pending().await())
                  .withMessageContaining("another event loop")
                  .withMessageContaining("runCoroutineThreadsafe")));
    });
  }
}
