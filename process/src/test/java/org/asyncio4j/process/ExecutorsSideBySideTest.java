package org.asyncio4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;
import static org.asyncio4j.process.ProcessPoolExecutorTest.awaitFile;
import static org.asyncio4j.process.ProcessPoolExecutorTest.hang;
import static org.asyncio4j.process.ProcessPoolExecutorTest.pid;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The three kinds of executor that `runInExecutor` takes do the same work in the same words.
@Timeout(120)
class ExecutorsSideBySideTest {
  private static ProcessPoolExecutor processes;
  private static ExecutorService threads;

  enum Kind {
    DEFAULT,
    THREADS,
    PROCESSES;

    @Nullable ExecutorService executor() {
      return switch (this) {
        case DEFAULT -> null;
        case THREADS -> threads;
        case PROCESSES -> processes;
      };
    }
  }

  @BeforeAll
  static void open() {
    processes = ProcessPoolExecutor.create(2);
    threads = Executors.newFixedThreadPool(2);
  }

  @AfterAll
  static void close() {
    processes.close();
    threads.close();
  }

  static long fib(int n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
  }

  @ParameterizedTest
  @EnumSource
  void theLoopGoesOnWhileTheWorkRuns(Kind kind, @TempDir Path folder) {
    Path gate = folder.resolve("gate");
    String name = gate.toString();
    run(() -> {
      Future<Integer> work =
          getRunningLoop()
              .runInExecutor(
                  kind.executor(),
                  RemoteCallable.of(() -> {
                    awaitFile(Path.of(name)); // computes, as far as anybody can see
                    return 1;
                  }));
      Task<?> heartbeat =
          createTask(() -> {
            for (int i = 0; i < 3; i++) {
              sleep(Duration.ofMillis(1));
            }
            java.nio.file.Files.createFile(gate);
          });
      heartbeat.await();
      assertThat(work.await()).isEqualTo(1);
    });
  }

  @ParameterizedTest
  @EnumSource
  void aFailureIsThrownAsItWas(Kind kind) {
    run(() -> {
      Future<Integer> work =
          getRunningLoop()
              .runInExecutor(
                  kind.executor(), RemoteCallable.of(() -> Integer.parseInt("no number")));
      assertThatThrownBy(work::await)
          .isInstanceOf(NumberFormatException.class)
          .hasMessageContaining("no number");
    });
  }

  @Test
  void onlyTheProcessPoolRunsElsewhere() {
    run(() -> {
      EventLoop loop = getRunningLoop();
      for (Kind kind : Kind.values()) {
        long pid = loop.runInExecutor(kind.executor(), RemoteCallable.of(() -> pid())).await();
        assertThat(pid == pid()).isEqualTo(kind != Kind.PROCESSES);
      }
    });
  }

  @Test
  void workWithoutAValueRunsInEveryKind() {
    run(() -> {
      for (Kind kind : Kind.values()) {
        Object nothing =
            getRunningLoop()
                .runInExecutor(kind.executor(), RemoteCallable.of(() -> System.out.flush()))
                .await();
        assertThat(nothing).isNull();
      }
    });
  }

  /// The task that awaits is cancelled, which reaches the worker's process.
  @Test
  void cancellingAnAwaitKillsTheWorker(@TempDir Path folder) {
    Path file = folder.resolve("there");
    String name = file.toString();
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(1)) {
      run(() -> {
        Task<Integer> task =
            createTask(() ->
                getRunningLoop().runInExecutor(pool, RemoteCallable.of(() -> hang(name))).await());
        toThread(() -> awaitFile(file));
        ProcessHandle worker = pool.processes().getFirst();
        task.cancel("enough");
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
        toThread(() -> worker.onExit().get(30, TimeUnit.SECONDS));
        assertThat(worker.isAlive()).isFalse();
        long next = getRunningLoop().runInExecutor(pool, RemoteCallable.of(() -> pid())).await();
        assertThat(next).isNotEqualTo(worker.pid());
      });
    }
  }

  @Test
  void cancellingOneThatWaitsForAWorkerTakesItOut(@TempDir Path folder) {
    Path file = folder.resolve("there");
    String name = file.toString();
    String never = folder.resolve("never").toString();
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(1)) {
      run(() -> {
        EventLoop loop = getRunningLoop();
        Future<Integer> running = loop.runInExecutor(pool, RemoteCallable.of(() -> hang(name)));
        Future<Integer> waiting = loop.runInExecutor(pool, RemoteCallable.of(() -> hang(never)));
        toThread(() -> awaitFile(file));
        ProcessHandle worker = pool.processes().getFirst();
        waiting.cancel();
        sleep(Duration.ZERO);
        assertThat(pool.toString()).contains("queued=0");
        assertThat(worker.isAlive()).isTrue();
        running.cancel();
        assertThatThrownBy(running::await).isInstanceOf(CancelledError.class);
      });
    }
    assertThat(Path.of(never)).doesNotExist();
  }

  @Test
  void wrapFutureBringsAFutureOfAPoolToTheLoop(@TempDir Path folder) {
    Path file = folder.resolve("there");
    String name = file.toString();
    run(() -> {
      long fib = Asyncio.wrapFuture(processes.submit(() -> fib(20))).await();
      assertThat(fib).isEqualTo(6765);

      CompletableFuture<Integer> hanging = processes.submit(() -> hang(name));
      Future<Integer> here = Asyncio.wrapFuture(hanging);
      toThread(() -> awaitFile(file));
      here.cancel();
      assertThatThrownBy(here::await).isInstanceOf(CancelledError.class);
      sleep(Duration.ZERO); // callbacks run in the next iteration
      assertThat(hanging.isCancelled()).isTrue();

      CompletableFuture<Integer> fromOutside = processes.submit(() -> 1);
      fromOutside.cancel(true);
      assertThatThrownBy(Asyncio.wrapFuture(fromOutside)::await).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void asCompletedGivesWorkOfAllKindsInTheOrderOfItsEnd(@TempDir Path folder) {
    String[] gates = new String[3];
    for (int i = 0; i < 3; i++) {
      gates[i] = folder.resolve("gate" + i).toString();
    }
    run(() -> {
      EventLoop loop = getRunningLoop();
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String gate = gates[i];
        int number = i;
        all.add(
            loop.runInExecutor(
                Kind.values()[i].executor(),
                RemoteCallable.of(() -> {
                  awaitFile(Path.of(gate));
                  return number;
                })));
      }
      List<Integer> order = new ArrayList<>();
      int next = 2;
      java.nio.file.Files.createFile(Path.of(gates[next]));
      for (Future<Integer> each : Asyncio.asCompleted(all)) {
        order.add(each.result());
        if (--next >= 0) {
          java.nio.file.Files.createFile(Path.of(gates[next]));
        }
      }
      assertThat(order).containsExactly(2, 1, 0);
    });
  }

  // --- as the default executor ---

  @Test
  void aProcessPoolAsTheDefaultIsShutDownWithTheLoop() {
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(1);
    run(() -> {
      getRunningLoop().setDefaultExecutor(pool);
      long pid = getRunningLoop().runInExecutor(null, RemoteCallable.of(() -> pid())).await();
      assertThat(pid).isNotEqualTo(pid());
    });
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void shutdownDefaultExecutorWaitsForTheWorkInProcesses(@TempDir Path folder) {
    Path begun = folder.resolve("begun");
    Path gate = folder.resolve("gate");
    String[] names = {begun.toString(), gate.toString()};
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(1);
    run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setDefaultExecutor(pool);
      Future<Integer> work =
          loop.runInExecutor(
              null,
              RemoteCallable.of(() -> {
                java.nio.file.Files.createFile(Path.of(names[0]));
                awaitFile(Path.of(names[1]));
                return 1;
              }));
      while (!java.nio.file.Files.exists(begun)) {
        sleep(Duration.ofMillis(1));
      }
      Task<?> shutdown = createTask(() -> loop.shutdownDefaultExecutor(Duration.ofMinutes(1)));
      sleep(Duration.ofMillis(1));
      assertThat(shutdown.done()).isFalse();
      java.nio.file.Files.createFile(gate);
      shutdown.await();
      assertThat(pool.isTerminated()).isTrue();
      assertThat(work.await()).isEqualTo(1);
    });
  }

  @Test
  void shutdownDefaultExecutorKillsProcessesThatTakeTooLong(@TempDir Path folder) {
    Path file = folder.resolve("there");
    String name = file.toString();
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(1);
    run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setDefaultExecutor(pool);
      Future<Integer> work = loop.runInExecutor(null, RemoteCallable.of(() -> hang(name)));
      Future<Integer> waiting = loop.runInExecutor(null, RemoteCallable.of(() -> 1));
      while (!java.nio.file.Files.exists(file)) {
        sleep(Duration.ofMillis(1));
      }
      loop.shutdownDefaultExecutor(Duration.ofMillis(1));
      assertThatThrownBy(work::await).isInstanceOf(BrokenProcessException.class);
      assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
    });
  }

  // --- pools of threads ---

  /// What a pool of threads does with work that waits for work of the same pool, and why a process
  /// pool does not let it come so far.
  @Test
  void e4NestedSubmitOnAFullPoolOfThreadsWaitsForItself() throws Exception {
    ExecutorService one = Executors.newFixedThreadPool(1);
    CountDownLatch inside = new CountDownLatch(1);
    java.util.concurrent.Future<Integer> outer =
        one.submit(() -> {
          java.util.concurrent.Future<Integer> inner = one.submit(() -> 1);
          inside.countDown();
          return inner.get();
        });
    inside.await();
    assertThatThrownBy(() -> outer.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    outer.cancel(true); // the way out
    one.close();
  }

  /// On the loop it is no problem: a task that waits holds no thread.
  @Test
  void e4NestedRunInExecutorByTasksNeedsNoMoreThreads() {
    try (ExecutorService one = Executors.newFixedThreadPool(1)) {
      run(() -> {
        EventLoop loop = getRunningLoop();
        int outer = loop.runInExecutor(one, () -> 1).await();
        int inner = loop.runInExecutor(one, () -> outer + 1).await();
        assertThat(inner).isEqualTo(2);
      });
    }
  }
}
