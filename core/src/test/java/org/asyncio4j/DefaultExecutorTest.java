package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DefaultExecutorTest {
  private static final ContextVar<String> NAME = ContextVar.create("name", "nobody");

  @Test
  void theDefaultExecutorHasAThreadForEachCall() {
    Asyncio.run(() -> {
      CountDownLatch allThere = new CountDownLatch(50);
      List<Future<String>> work = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        work.add(
            getRunningLoop()
                .runInExecutor(
                    null,
                    () -> {
                      allThere.countDown();
                      allThere.await();
                      return Thread.currentThread().getName();
                    }));
      }
      for (Future<String> each : work) {
        assertThat(each.await()).startsWith("asyncio");
      }
    });
  }

  @Test
  void theDefaultExecutorCanBeSet() {
    ExecutorService pool =
        Executors.newFixedThreadPool(1, work -> new Thread(work, "thread of the program"));
    Asyncio.run(() -> {
      getRunningLoop().setDefaultExecutor(pool);
      String thread = Asyncio.toThread(() -> Thread.currentThread().getName());
      assertThat(thread).isEqualTo("thread of the program");
    });
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void afterItsShutdownOnlyTheDefaultExecutorRefuses() {
    try (ExecutorService own = Executors.newFixedThreadPool(1)) {
      Asyncio.run(() -> {
        EventLoop loop = getRunningLoop();
        loop.shutdownDefaultExecutor(Duration.ofSeconds(1));
        assertThatIllegalStateException()
            .isThrownBy(() -> loop.runInExecutor(null, () -> 1))
            .withMessageContaining("default executor was shut down");
        assertThatIllegalStateException().isThrownBy(() -> Asyncio.toThread(() -> 1));
        int two = loop.runInExecutor(own, () -> 2).await();
        assertThat(two).isEqualTo(2);
      });
    }
  }

  @Test
  void shutdownWaitsForTheWork() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      CountDownLatch mayEnd = new CountDownLatch(1);
      Future<Boolean> work =
          loop.runInExecutor(
              null,
              () -> {
                mayEnd.await();
                return true;
              });
      Task<?> shutdown =
          Asyncio.createTask(() -> loop.shutdownDefaultExecutor(Duration.ofMinutes(1)));
      VirtualTime.yieldNow();
      assertThat(shutdown.done()).isFalse();
      mayEnd.countDown();
      shutdown.await();
      assertThat(work.await()).isTrue();
    });
  }

  @Test
  void shutdownThatTakesTooLongWarnsAndInterrupts() {
    List<LogCapture.Entry> log = LogCapture.start();
    try {
      Asyncio.run(() -> {
        EventLoop loop = getRunningLoop();
        CountDownLatch started = new CountDownLatch(1);
        Future<String> interrupted = loop.createFuture();
        Future<Boolean> work =
            loop.runInExecutor(null, () -> OtherThread.sleepUntilInterrupted(started, interrupted));
        started.await();
        loop.shutdownDefaultExecutor(Duration.ofMillis(1));
        assertThat(interrupted.await()).isEqualTo("interrupted");
        assertThat(work.await()).isTrue();
      });
    } finally {
      LogCapture.stop();
    }
    assertThat(log)
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.level()).isEqualTo(Level.WARNING);
          assertThat(entry.message()).contains("default executor did not end");
        });
  }

  @Test
  void workThatTheShutdownDropsIsCancelled() {
    List<LogCapture.Entry> log = LogCapture.start();
    try {
      Asyncio.run(() -> {
        EventLoop loop = getRunningLoop();
        loop.setDefaultExecutor(Executors.newFixedThreadPool(1));
        CountDownLatch started = new CountDownLatch(1);
        Future<String> interrupted = loop.createFuture();
        Future<Boolean> running =
            loop.runInExecutor(null, () -> OtherThread.sleepUntilInterrupted(started, interrupted));
        Future<Integer> queued = loop.runInExecutor(null, () -> 1);
        loop.shutdownDefaultExecutor(Duration.ofMillis(1));
        assertThat(running.await()).isTrue();
        assertThatThrownBy(queued::await).isInstanceOf(CancelledError.class);
      });
    } finally {
      LogCapture.stop();
    }
    assertThat(log).hasSize(1);
  }

  // --- toThread ---

  @Test
  void toThreadTakesTheContextAlong() {
    Asyncio.run(() -> {
      NAME.set("caller");
      String seen =
          Asyncio.toThread(() -> {
            String name = NAME.get();
            NAME.set("thread");
            return name;
          });
      assertThat(seen).isEqualTo("caller");
      assertThat(NAME.get()).isEqualTo("caller");
    });
  }

  @Test
  void toThreadLetsTheLoopGoOn() {
    Asyncio.run(() -> {
      CountDownLatch loopWentOn = new CountDownLatch(1);
      getRunningLoop().callSoon(loopWentOn::countDown);
      Asyncio.toThread(() -> loopWentOn.await());
    });
  }

  @Test
  void cancellingATaskInToThreadInterruptsTheWorkAndDoesNotWait() {
    Asyncio.run(() -> {
      CountDownLatch started = new CountDownLatch(1);
      Future<String> interrupted = getRunningLoop().createFuture();
      Task<?> task =
          Asyncio.createTask(() ->
              Asyncio.toThread(() -> OtherThread.sleepUntilInterrupted(started, interrupted)));
      VirtualTime.yieldNow();
      started.await();
      task.cancel("enough");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(interrupted.await()).isEqualTo("interrupted");
    });
  }

  @Test
  void toThreadOffTheLoopSaysSo() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Asyncio.toThread(() -> 1))
        .withMessageContaining("no running event loop");
  }
}
