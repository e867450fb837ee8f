package org.asyncio4j.process;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProcessPoolExecutorTest {
  private static final LinkedBlockingQueue<WorkerOutput> PRINTED = new LinkedBlockingQueue<>();

  /// Of one worker, so that a test knows where the next task runs.
  private static ProcessPoolExecutor pool;

  @BeforeAll
  static void open() {
    pool =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT.withWorkers(1).withOutput(PRINTED::add));
  }

  @AfterAll
  static void close() throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(1, MINUTES)).isTrue();
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  /// For a worker: says that it is there, and stays.
  static int hang(String file) throws IOException, InterruptedException {
    Files.createFile(Path.of(file));
    Thread.sleep(Long.MAX_VALUE);
    return 0;
  }

  static void awaitFile(Path file) {
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
  }

  private static Throwable failureOf(Future<?> future) {
    Throwable thrown = catchThrowable(future::get);
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return Objects.requireNonNull(thrown.getCause());
  }

  // --- work and results ---

  @Test
  void workRunsInAnotherProcess() throws Exception {
    assertThat(pool.submit(() -> pid()).get()).isNotEqualTo(pid());
  }

  @Test
  void whatWorkCapturesAndReturnsIsCopied() throws Exception {
    List<LocalDate> days = new ArrayList<>(List.of(LocalDate.EPOCH));
    var next = pool.submit(() -> Map.of("next", days.getFirst().plusDays(1), "all", days));
    days.clear(); // too late: it was serialised when it was submitted
    assertThat(next.get())
        .isEqualTo(Map.of("next", LocalDate.of(1970, 1, 2), "all", List.of(LocalDate.EPOCH)));
  }

  @Test
  void everyFormOfSubmitWorks() throws Exception {
    RemoteCallable<Integer> callable = () -> 1;
    Callable<Integer> plain = callable;
    RemoteRunnable action = () -> {};
    Runnable plainAction = action;
    assertThat(pool.submit(callable).get()).isEqualTo(1);
    assertThat(pool.submit(plain).get()).isEqualTo(1);
    assertThat(pool.submit(action).get()).isNull();
    assertThat((Object) pool.submit(plainAction).get()).isNull();
    assertThat(pool.submit(plainAction, "given").get()).isEqualTo("given");
    assertThat(pool.submit(RemoteCallable.of(() -> pid())).get()).isPositive();
    assertThat(pool.submit(ProcessPoolExecutorTest::pid).get()).isPositive();
  }

  @Test
  void workThatIsExecutedRuns(@TempDir Path folder) {
    String file = folder.resolve("there").toString();
    RemoteRunnable work =
        () -> {
          try {
            Files.createFile(Path.of(file));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    pool.execute(work);
    awaitFile(Path.of(file));
  }

  @Test
  void tasksRunInOrderOfSubmission() throws Exception {
    List<CompletableFuture<Long>> starts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      starts.add(pool.submit(() -> System.nanoTime()));
    }
    List<Long> times = new ArrayList<>();
    for (var start : starts) {
      times.add(start.get());
    }
    assertThat(times).isSorted();
  }

  @Test
  void invokeAllGivesEveryResult() throws Exception {
    List<RemoteCallable<Integer>> work = List.of(() -> 1, () -> 2, () -> 3);
    List<Integer> results = new ArrayList<>();
    for (Future<Integer> each : pool.invokeAll(work)) {
      results.add(each.get());
    }
    assertThat(results).containsExactly(1, 2, 3);
  }

  @Test
  void invokeAnyGivesTheFirstThatSucceeds() throws Exception {
    List<RemoteCallable<Integer>> work =
        List.of(
            () -> {
              throw new IllegalStateException("not this one");
            },
            () -> 2,
            () -> 3);
    assertThat(pool.invokeAny(work)).isIn(2, 3);
    assertThat(pool.invokeAny(work, 1, MINUTES)).isIn(2, 3);
    List<RemoteCallable<Integer>> none = List.of(work.getFirst());
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> pool.invokeAny(none));
    List<RemoteCallable<Integer>> slow =
        List.of(() -> {
          Thread.sleep(Long.MAX_VALUE);
          return 1;
        });
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pool.invokeAny(slow, 1, java.util.concurrent.TimeUnit.MILLISECONDS));
  }

  // --- failures ---

  @Test
  void anExceptionComesBackAsItWasWithTheRemoteStack() throws Exception {
    long pid = pool.submit(() -> pid()).get();
    Throwable failure =
        failureOf(
            pool.submit(() -> {
              throw new IOException("outer", new FileNotFoundException("inner"));
            }));
    assertThat(failure).isInstanceOf(IOException.class).hasMessage("outer");
    assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(getClass().getName());
    assertThat(failure.getCause()).isInstanceOf(FileNotFoundException.class);
    assertThat(failure)
        .rootCause()
        .isInstanceOfSatisfying(
            RemoteStack.class,
            stack -> {
              assertThat(stack.pid()).isEqualTo(pid);
              assertThat(stack.trace())
                  .startsWith("java.io.IOException: outer")
                  .contains("at " + getClass().getName())
                  .contains("Caused by: java.io.FileNotFoundException: inner");
            });
  }

  /// Its cause is fixed.
  @Test
  void aStackThatCannotBeTheCauseIsSuppressed() {
    Throwable failure =
        failureOf(
            pool.submit(() -> {
              throw new IllegalStateException("alone", null);
            }));
    assertThat(failure.getSuppressed()).singleElement().isInstanceOf(RemoteStack.class);
  }

  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Object kept = new Object();

    @SuppressWarnings("unused")
    private void writeObject(java.io.ObjectOutputStream out) throws IOException {
      throw new java.io.NotSerializableException("this one");
    }

    @Override
    public String getMessage() {
      return "an unreadable exception";
    }
  }

  @Test
  void anExceptionThatCannotBeSentComesAsText() {
    Throwable failure =
        failureOf(
            pool.submit(() -> {
              throw new Unreadable();
            }));
    assertThat(failure)
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("an unreadable exception")
        .hasCauseInstanceOf(RemoteStack.class);
  }

  /// Only whoever has the future cancels it.
  @Test
  void aCancellationInsideAWorkerIsAFailure() {
    Throwable failure =
        failureOf(
            pool.submit(() -> {
              throw new CancellationException("mine");
            }));
    assertThat(failure).isInstanceOf(RemoteException.class).hasMessageContaining("mine");
  }

  @Test
  void p8ResultCannotBeSerialised() throws Exception {
    long pid = pool.submit(() -> pid()).get();
    Throwable failure = failureOf(pool.submit(() -> new Thread()));
    assertThat(failure)
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("java.lang.Thread")
        .hasMessageContaining("The task has run");
    assertThat(pool.submit(() -> pid()).get()).isEqualTo(pid);
  }

  @Test
  void aResultThatIsTooLongIsAFailureOfItsTask() throws Exception {
    try (var small =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT.withWorkers(1).withMaxMessage(64 * 1024))) {
      long pid = small.submit(() -> pid()).get();
      assertThat(failureOf(small.submit(() -> new byte[64 * 1024])))
          .isInstanceOf(RemoteException.class)
          .hasMessageContaining("65563 bytes")
          .hasMessageContaining("withMaxMessage");
      assertThat(small.submit(() -> new byte[60 * 1024]).get()).hasSize(60 * 1024);
      assertThat(small.submit(() -> pid()).get()).isEqualTo(pid);
    }
  }

  // --- workers that end ---

  @Test
  void p7WorkerHaltsInATask() throws Exception {
    var before = pool.submit(() -> 1);
    var broken =
        pool.submit(() -> {
          System.err.println("last words");
          Runtime.getRuntime().halt(42);
        });
    var after = pool.submit(() -> 2);
    Throwable failure = failureOf(broken);
    assertThat(failure)
        .isInstanceOfSatisfying(
            BrokenProcessException.class,
            e -> {
              assertThat(e.exitStatus()).hasValue(42);
              assertThat(e.mayHaveRun()).isTrue();
            })
        .hasMessageContaining("status 42")
        .hasMessageContaining("last words");
    assertThat(before.get()).isEqualTo(1);
    assertThat(after.get()).isEqualTo(2);
  }

  @Test
  void p7WorkerIsKilled(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("there");
    String name = file.toString();
    var broken = pool.submit(() -> hang(name));
    awaitFile(file);
    assertThat(pool.processes()).singleElement().matches(ProcessHandle::destroyForcibly);
    assertThat(failureOf(broken))
        .isInstanceOfSatisfying(
            BrokenProcessException.class, e -> assertThat(e.exitStatus()).hasValue(128 + 9))
        .hasMessageContaining("signal 9");
    assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
  }

  @Test
  void p7WorkerRunsOutOfMemory() throws Exception {
    try (var small =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT
                .withWorkers(1)
                .withHeap(32 * 1024 * 1024)
                .withOutput(PRINTED::add))) {
      Throwable failure =
          failureOf(
              small.submit(() -> {
                return new long[10_000_000].length;
              }));
      assertThat(failure)
          .isInstanceOf(BrokenProcessException.class)
          .hasMessageContaining("OutOfMemoryError");
      assertThat(small.submit(() -> Runtime.getRuntime().maxMemory()).get())
          .isLessThanOrEqualTo(32 * 1024 * 1024);
    }
  }

  /// Nobody has lost anything: the task had not begun.
  @Test
  void aWorkerThatDiesWhileItIsIdleIsReplaced() throws Exception {
    long pid = pool.submit(() -> pid()).get();
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    handle.destroyForcibly();
    handle.onExit().get();
    assertThat(pool.submit(() -> pid()).get()).isNotEqualTo(pid);
  }

  @Test
  void aWorkerThatSendsNonsenseIsEnded() throws Exception {
    Throwable failure =
        failureOf(
            pool.submit(() -> {
              WorkerTasks thread = (WorkerTasks) Thread.currentThread();
              thread.worker.send(Frame.Kind.HELLO, 99, new byte[3]);
              Thread.sleep(Long.MAX_VALUE);
              return 1;
            }));
    assertThat(failure)
        .isInstanceOfSatisfying(
            BrokenProcessException.class,
            e -> assertThat(e.exitStatus()).hasValue(Worker.ORPHANED));
    assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
  }

  @Test
  void aWorkerIsReplacedAfterItsTasks() throws Exception {
    try (var short_ =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT.withWorkers(1).withMaxTasksPerChild(2))) {
      List<Long> pids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        pids.add(short_.submit(() -> pid()).get());
      }
      assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
      assertThat(pids.get(2)).isEqualTo(pids.get(3)).isNotEqualTo(pids.get(4));
    }
  }

  @Test
  void jvmOptionsAndTheInitializerMakeTheWorker() throws Exception {
    try (var made =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT
                .withWorkers(1)
                .withJvmOptions("-Dtest.given=one")
                .withInitializer(() -> System.setProperty("test.made", "two")))) {
      assertThat(
              made.submit(() -> System.getProperty("test.given") + System.getProperty("test.made"))
                  .get())
          .isEqualTo("onetwo");
    }
  }

  @Test
  void anInitializerThatFailsFailsTheTask() {
    try (var pool =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT
                .withWorkers(1)
                .withInitializer(() -> {
                  throw new IllegalStateException("no database");
                }))) {
      for (int i = 0; i < 2; i++) {
        assertThat(failureOf(pool.submit(() -> 1)))
            .isInstanceOfSatisfying(
                BrokenProcessException.class, e -> assertThat(e.mayHaveRun()).isFalse())
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no database");
      }
    }
  }

  @Test
  void aWorkerThatCannotStartFailsTheTask() {
    try (var pool =
        ProcessPoolExecutor.create(
            ProcessPoolOptions.DEFAULT
                .withWorkers(1)
                .withOutput(PRINTED::add)
                .withJvmOptions("-XX:NoSuchOption"))) {
      assertThat(failureOf(pool.submit(() -> 1)))
          .isInstanceOfSatisfying(
              BrokenProcessException.class,
              e -> {
                assertThat(e.exitStatus()).hasValue(1);
                assertThat(e.mayHaveRun()).isFalse();
              })
          .hasMessageContaining("NoSuchOption");
    }
  }

  // --- cancelling ---

  @Test
  void cancellingKillsTheWorkerAndTheNextOneIsReady(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("there");
    String name = file.toString();
    var hanging = pool.submit(() -> hang(name));
    awaitFile(file);
    ProcessHandle worker = pool.processes().getFirst();
    var next = pool.submit(() -> pid());
    assertThat(hanging.cancel(true)).isTrue();
    assertThat(worker.onExit().get().isAlive()).isFalse();
    assertThat(next.get()).isNotEqualTo(worker.pid());
    assertThat(hanging.isCancelled()).isTrue();
  }

  @Test
  void cancellingWithoutForceLetsTheTaskEnd(@TempDir Path folder) throws Exception {
    Path begun = folder.resolve("begun");
    String name = begun.toString();
    String gate = folder.resolve("gate").toString();
    long pid = pool.submit(() -> pid()).get();
    var running =
        pool.submit(() -> {
          Files.createFile(Path.of(name));
          while (!Files.exists(Path.of(gate))) {
            Thread.onSpinWait();
          }
          return 1;
        });
    awaitFile(begun);
    assertThat(running.cancel(false)).isTrue();
    Files.createFile(Path.of(gate));
    assertThat(pool.submit(() -> pid()).get()).isEqualTo(pid);
  }

  @Test
  void aQueuedTaskThatIsCancelledNeverRuns(@TempDir Path folder) throws Exception {
    Path begun = folder.resolve("begun");
    Path never = folder.resolve("never");
    String[] names = {begun.toString(), never.toString()};
    var running = pool.submit(() -> hang(names[0]));
    var queued = pool.submit(() -> hang(names[1]));
    awaitFile(begun);
    ProcessHandle worker = pool.processes().getFirst();
    queued.cancel(true);
    assertThat(worker.isAlive()).isTrue();
    assertThat(pool.toString()).contains("queued=0");
    running.cancel(true);
    assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    assertThat(never).doesNotExist();
  }

  /// Whatever is cancelled when: it is this task that is hit, and no other one.
  @Test
  void e2CancelNeverReachesTheNextTask() throws Exception {
    for (int i = 0; i < 30; i++) {
      var first = pool.submit(() -> 1);
      var second = pool.submit(() -> Thread.currentThread().isInterrupted());
      if (i % 2 == 0) {
        first.get();
      }
      first.cancel(true);
      assertThat(second.get()).isFalse();
    }
  }

  @Test
  void e2AnInterruptOfATasksOwnDoesNotReachTheNextTask() throws Exception {
    pool.submit(() -> Thread.currentThread().interrupt()).get();
    assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
  }

  // --- output ---

  @Test
  void whatATaskPrintsComesInOrderBeforeItsEnd() throws Exception {
    PRINTED.clear();
    long pid =
        pool.submit(
                () -> {
                  System.out.println("one");
                  System.err.println("zwei €");
                  System.out.print("thr");
                  System.out.println("ee");
                  System.out.print("rest");
                  return pid();
                })
            .get();
    assertThat(PRINTED)
        .containsExactly(
            new WorkerOutput(pid, false, "one\n"),
            new WorkerOutput(pid, true, "zwei €\n"),
            new WorkerOutput(pid, false, "three\n"),
            new WorkerOutput(pid, false, "rest"));
  }

  @Test
  void whatATaskPrintsIsSeenWhileItRuns(@TempDir Path folder) throws Exception {
    PRINTED.clear();
    String name = folder.resolve("never").toString();
    var running =
        pool.submit(() -> {
          System.out.println("half done");
          return hang(name);
        });
    assertThat(PRINTED.take().text()).isEqualTo("half done\n");
    running.cancel(true);
  }

  @Test
  void longLinesAndCharactersStayWhole() throws Exception {
    PRINTED.clear();
    pool.submit(() -> System.out.print("€".repeat(20_000))).get();
    StringBuilder all = new StringBuilder();
    PRINTED.forEach(printed -> all.append(printed.text()));
    assertThat(all.toString()).isEqualTo("€".repeat(20_000));
  }

  /// The worker is idle then.
  @Test
  void aThreadThatATaskHasLeftBehindMayPrint(@TempDir Path folder) throws Exception {
    PRINTED.clear();
    Path gate = folder.resolve("gate");
    String name = gate.toString();
    pool.submit(() ->
            Thread.ofPlatform()
                .start(() -> {
                  awaitFile(Path.of(name));
                  System.out.println("later");
                })
                .getName())
        .get();
    Files.createFile(gate);
    assertThat(PRINTED.take().text()).isEqualTo("later\n");
  }

  @Test
  void whatGoesPastJavaIsShownToo() throws Exception {
    PRINTED.clear();
    pool.submit(() -> new ProcessBuilder("echo", "raw").inheritIO().start().waitFor()).get();
    assertThat(PRINTED.take().text()).isEqualTo("raw\n");
  }
}
