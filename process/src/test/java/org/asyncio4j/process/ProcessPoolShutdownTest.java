package org.asyncio4j.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.asyncio4j.process.ProcessPoolExecutorTest.awaitFile;
import static org.asyncio4j.process.ProcessPoolExecutorTest.hang;
import static org.asyncio4j.process.ProcessPoolExecutorTest.pid;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessPoolShutdownTest {
  private static final ProcessPoolOptions ONE = ProcessPoolOptions.DEFAULT.withWorkers(1);

  /// Ends within the time that is promised, or the test fails.
  private static void awaitEnd(ProcessHandle process) throws Exception {
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aPoolThatWasNeverUsedStartsNothing() throws Exception {
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(2);
    assertThat(pool.processes()).isEmpty();
    pool.shutdown();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(pool.awaitTermination(0, MILLISECONDS)).isTrue();
  }

  @Test
  void workersAreStartedWhenThereIsWorkForThem(@TempDir Path folder) throws Exception {
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(2)) {
      String first = folder.resolve("first").toString();
      String second = folder.resolve("second").toString();
      var one = pool.submit(() -> hang(first));
      awaitFile(Path.of(first));
      assertThat(pool.processes()).hasSize(1);
      var two = pool.submit(() -> hang(second));
      awaitFile(Path.of(second));
      assertThat(pool.processes()).hasSize(2);
      one.cancel(true);
      two.cancel(true);
    }
  }

  @Test
  void shutdownLetsTheWorkEndAndThenTheWorkers() throws Exception {
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE);
    List<CompletableFuture<Long>> work = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      work.add(pool.submit(() -> pid()));
    }
    pool.shutdown();
    assertThat(pool.isShutdown()).isTrue();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.submit(() -> 1))
        .withMessageContaining("was shut down");
    assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
    assertThat(work).allMatch(CompletableFuture::isDone);
    var worker = ProcessHandle.of(work.getFirst().get());
    if (worker.isPresent()) {
      awaitEnd(worker.get());
    }
  }

  @Test
  void shutdownEndsIdleWorkers() throws Exception {
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE);
    ProcessHandle worker = ProcessHandle.of(pool.submit(() -> pid()).get()).orElseThrow();
    pool.shutdown();
    awaitEnd(worker);
    assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
  }

  @Test
  void shutdownNowKillsWhatRunsAndCancelsWhatWaits(@TempDir Path folder) throws Exception {
    String name = folder.resolve("there").toString();
    ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE);
    var running = pool.submit(() -> hang(name));
    var waiting = pool.submit(() -> 1);
    awaitFile(Path.of(name));
    ProcessHandle worker = pool.processes().getFirst();
    assertThat(pool.shutdownNow()).hasSize(1);
    awaitEnd(worker);
    assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(running::get)
        .withCauseInstanceOf(BrokenProcessException.class)
        .withMessageContaining("killed by shutdownNow");
    assertThat(waiting.isCancelled()).isTrue();
  }

  @Test
  void shutdownNowReachesAWorkerThatIsStarting() throws Exception {
    for (int i = 0; i < 5; i++) {
      ProcessPoolExecutor pool =
          ProcessPoolExecutor.create(ONE.withInitializer(() -> Runtime.getRuntime().gc()));
      var work = pool.submit(() -> 1);
      Thread.sleep(i * 50L); // somewhere on its way up
      pool.shutdownNow();
      assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
      assertThat(work).isDone();
    }
  }

  @Test
  void closeWaits() throws Exception {
    CompletableFuture<Integer> work;
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE)) {
      work = pool.submit(() -> 1);
    }
    assertThat(work.getNow(0)).isEqualTo(1);
  }

  /// Of many threads that submit while one shuts down: what was taken is done, the rest refused.
  @Test
  void e1SubmitAgainstShutdown() throws Exception {
    for (int round = 0; round < 5; round++) {
      ProcessPoolExecutor pool = ProcessPoolExecutor.create(2);
      pool.submit(() -> 1).get();
      List<Thread> threads = new ArrayList<>();
      List<CompletableFuture<Integer>> accepted =
          java.util.Collections.synchronizedList(new ArrayList<>());
      CountDownLatch some = new CountDownLatch(100);
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    while (true) {
                      accepted.add(pool.submit(() -> 1));
                      some.countDown();
                    }
                  } catch (RejectedExecutionException e) { // the shutdown, or too many
                  }
                }));
      }
      some.await();
      pool.shutdown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
      assertThat(accepted).hasSizeGreaterThanOrEqualTo(100);
      for (var each : accepted) {
        assertThat(each.getNow(0)).isEqualTo(1);
      }
    }
  }

  // --- a full queue ---

  @Test
  void e3AFullQueueRefuses(@TempDir Path folder) throws Exception {
    String name = folder.resolve("there").toString();
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE.withQueueCapacity(2))) {
      var running = pool.submit(() -> hang(name));
      awaitFile(Path.of(name));
      var first = pool.submit(() -> 1);
      var second = pool.submit(() -> 2);
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> pool.submit(() -> 3))
          .withMessageContaining("has 2 tasks waiting");
      first.cancel(false);
      var third = pool.submit(() -> 3);
      running.cancel(true);
      assertThat(second.get() + third.get()).isEqualTo(5);
    }
  }

  @Test
  void e3ACallerWaitsForRoom(@TempDir Path folder) throws Exception {
    String name = folder.resolve("there").toString();
    try (ProcessPoolExecutor pool =
        ProcessPoolExecutor.create(
            ONE.withQueueCapacity(1).withWhenFull(ProcessPoolOptions.WhenFull.WAIT))) {
      var running = pool.submit(() -> hang(name));
      var queued = pool.submit(() -> 1);
      AtomicReference<CompletableFuture<Integer>> late = new AtomicReference<>();
      Thread caller = Thread.ofPlatform().start(() -> late.set(pool.submit(() -> 2)));
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(late.get()).isNull();
      awaitFile(Path.of(name));
      running.cancel(true);
      caller.join();
      assertThat(late.get().get() + queued.get()).isEqualTo(3);
    }
  }

  @Test
  void e3ACallerThatWaitsIsWokenByTheShutdownAndByAnInterrupt(@TempDir Path folder)
      throws Exception {
    String name = folder.resolve("there").toString();
    ProcessPoolExecutor pool =
        ProcessPoolExecutor.create(
            ONE.withQueueCapacity(0).withWhenFull(ProcessPoolOptions.WhenFull.WAIT));
    var running = pool.submit(() -> hang(name));
    for (boolean interrupt : new boolean[] {true, false}) {
      AtomicReference<Throwable> refusal = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  pool.submit(() -> 2);
                } catch (RejectedExecutionException e) {
                  refusal.set(e);
                }
              });
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      if (interrupt) {
        caller.interrupt();
      } else {
        pool.shutdown();
      }
      caller.join();
      assertThat(refusal.get()).hasMessageContaining(interrupt ? "interrupted" : "shut down");
    }
    awaitFile(Path.of(name));
    running.cancel(true);
    assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
  }

  @Test
  void e3OnALoopNobodyWaitsForRoom() {
    try (ProcessPoolExecutor pool =
        ProcessPoolExecutor.create(
            ONE.withQueueCapacity(0).withWhenFull(ProcessPoolOptions.WhenFull.WAIT))) {
      Asyncio.run(() -> {
        var running = pool.submit(() -> 1);
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> pool.submit(() -> 2))
            .withMessageContaining("would block the event loop");
        assertThat(Asyncio.wrapFuture(running).await()).isEqualTo(1);
      });
    }
  }

  @Test
  void e4APoolCannotBeUsedByItsOwnWork() {
    try (ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pool.submit(() -> pool.submit(() -> 1).get()))
          .withMessageContaining("A pool stays in the process that made it");
    }
  }

  @Test
  void aPoolThatIsLeftOpenIsReportedInDebugMode() {
    List<String> log = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            log.add(new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("org.asyncio4j");
    logger.addHandler(handler);
    try {
      Asyncio.run(() -> ProcessPoolExecutor.create(1), true);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(log)
        .anyMatch(line ->
            line.contains("unclosed <ProcessPoolExecutor")
                && line.contains("aPoolThatIsLeftOpenIsReportedInDebugMode"));
  }

  // --- the end of the pool's process ---

  /// A program whose worker is busy, and that is gone without a goodbye.
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      int port = Integer.parseInt(arguments[0]);
      ProcessPoolExecutor pool = ProcessPoolExecutor.create(ONE);
      var _ = pool.submit(() -> stayConnected(port));
      System.in.read();
      switch (arguments[1]) {
        case "halt" -> Runtime.getRuntime().halt(1);
        case "exit" -> System.exit(0);
        default -> {} // the threads of the pool keep no JVM
      }
    }

    /// The system ends a connection with its process, at once and whoever waits for that.
    static int stayConnected(int port) throws Exception {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.getInputStream().read();
      }
    }
  }

  private static void endsWithItsParent(String how) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process parent =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Parent.class.getName(),
                  Integer.toString(server.getLocalPort()),
                  how)
              .inheritIO()
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
      try (Socket worker = server.accept()) {
        if (how.equals("kill")) {
          parent.destroyForcibly();
        } else {
          parent.getOutputStream().close();
        }
        parent.waitFor();
        long parentsEnd = System.nanoTime();
        assertThat(worker.getInputStream().read()).isEqualTo(-1);
        assertThat(Duration.ofNanos(System.nanoTime() - parentsEnd))
            .isLessThan(Duration.ofSeconds(1));
      } finally {
        parent.destroyForcibly();
      }
    }
  }

  @Test
  void p9ParentHalts() throws Exception {
    endsWithItsParent("halt");
  }

  @Test
  void p9ParentExits() throws Exception {
    endsWithItsParent("exit");
  }

  @Test
  void p9ParentIsKilled() throws Exception {
    endsWithItsParent("kill");
  }

  @Test
  void p9ParentReturnsFromMainWithThePoolOpen() throws Exception {
    endsWithItsParent("return");
  }
}
