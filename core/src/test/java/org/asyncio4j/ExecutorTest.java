package org.asyncio4j;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutorTest {
  private static final ContextVar<String> NAME = ContextVar.create("name", "nobody");

  /// Every way to other threads that a program may have.
  enum Kind {
    THREAD_POOL,
    FORK_JOIN_POOL,
    VIRTUAL_THREADS,
    SERVICE_OF_SOMEBODY_ELSE,
    PLAIN_EXECUTOR;

    Executor make() {
      return switch (this) {
        case THREAD_POOL -> Executors.newFixedThreadPool(1);
        case FORK_JOIN_POOL -> new ForkJoinPool(1);
        case VIRTUAL_THREADS -> Executors.newVirtualThreadPerTaskExecutor();
        case SERVICE_OF_SOMEBODY_ELSE -> new OneThread();
        case PLAIN_EXECUTOR -> new Plain(new OneThread());
      };
    }
  }

  /// The simplest service there is: one thread, which knows nothing of interrupts.
  private static final class OneThread extends AbstractExecutorService {
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().start(this::serve);
    private volatile boolean shutDown;

    private void serve() {
      while (!shutDown || !work.isEmpty()) {
        Runnable next = work.poll();
        if (next != null) {
          next.run();
        } else {
          Thread.onSpinWait();
        }
      }
    }

    @Override
    public void execute(Runnable command) {
      work.add(command);
    }

    @Override
    public void shutdown() {
      shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutDown = true;
      List<Runnable> never = new ArrayList<>();
      work.drainTo(never);
      return never;
    }

    @Override
    public boolean isShutdown() {
      return shutDown;
    }

    @Override
    public boolean isTerminated() {
      return shutDown && !thread.isAlive();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return thread.join(Duration.of(timeout, unit.toChronoUnit()));
    }
  }

  private record Plain(OneThread threads) implements Executor {
    @Override
    public void execute(Runnable command) {
      threads.execute(command);
    }
  }

  private static void with(Kind kind, Consuming body) {
    Executor executor = kind.make();
    Asyncio.run(() -> body.accept(getRunningLoop(), executor));
    if (executor instanceof ExecutorService service) {
      service.shutdownNow();
    } else if (executor instanceof Plain plain) {
      plain.threads().shutdown();
    }
  }

  @FunctionalInterface
  private interface Consuming {
    void accept(EventLoop loop, Executor executor) throws Exception;
  }

  // --- runInExecutor ---

  /// CPython: test_run_in_executor.
  @ParameterizedTest
  @EnumSource
  void theWorkRunsOnAThreadOfTheExecutor(Kind kind) {
    with(
        kind,
        (loop, executor) -> {
          Thread here = Thread.currentThread();
          Future<Thread> there = loop.runInExecutor(executor, Thread::currentThread);
          assertThat(there.await()).isNotSameAs(here);
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatTheWorkThrowsIsThrown(Kind kind) {
    with(
        kind,
        (loop, executor) -> {
          assertThatThrownBy(
                  () -> loop.runInExecutor(executor, () -> Integer.parseInt("x")).await())
              .isInstanceOf(NumberFormatException.class);
          assertThatThrownBy(() ->
                  Asyncio.await(
                      loop.<String>runInExecutor(
                          executor,
                          () -> {
                            throw new FileNotFoundException("f");
                          }),
                      IOException.class))
              .isInstanceOf(FileNotFoundException.class);
        });
  }

  /// CPython: test_run_in_executor_cancel, but cancelling does stop a running thread.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORK_JOIN_POOL")
  void cancellingInterruptsTheWork(Kind kind) {
    with(
        kind,
        (loop, executor) -> {
          CountDownLatch started = new CountDownLatch(1);
          Future<String> interrupted = loop.createFuture();
          Future<?> work =
              loop.runInExecutor(
                  executor, () -> OtherThread.sleepUntilInterrupted(started, interrupted));
          Asyncio.toThread(() -> started.await());
          work.cancel();
          assertThat(interrupted.await()).isEqualTo("interrupted");
        });
  }

  /// Fault E2. Where somebody else's service makes the futures, this is its own affair.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SERVICE_OF_SOMEBODY_ELSE")
  void anInterruptNeverReachesTheNextWork(Kind kind) {
    with(
        kind,
        (loop, executor) -> {
          for (int i = 0; i < 200; i++) {
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch mayEnd = new CountDownLatch(1);
            Future<?> work =
                loop.runInExecutor(
                    executor,
                    () -> {
                      started.countDown();
                      while (mayEnd.getCount() > 0) {
                        Thread.onSpinWait(); // takes no notice of the interrupt
                      }
                      return true;
                    });
            started.await();
            work.cancel();
            VirtualTime.yieldNow(); // the cancellation goes out
            mayEnd.countDown();
            Future<Boolean> next =
                loop.runInExecutor(executor, () -> Thread.currentThread().isInterrupted());
            assertThat(next.await()).isFalse();
          }
        });
  }

  /// The JDK has whoever interrupts a reader of a channel wait until the reader has noticed.
  @Test
  @Timeout(30)
  void cancellingAReadFromAPipeDoesNotHoldTheLoop(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CountDownLatch reading = new CountDownLatch(1);
    try (FileChannel reader = FileChannel.open(pipe, READ, WRITE);
        FileChannel writer = FileChannel.open(pipe, READ, WRITE)) {
      Asyncio.run(() -> {
        Future<Integer> read =
            getRunningLoop()
                .runInExecutor(
                    null,
                    () -> {
                      reading.countDown();
                      return reader.read(ByteBuffer.allocate(1));
                    });
        Asyncio.toThread(() -> reading.await());
        Asyncio.sleep(Duration.ofMillis(20)); // until it is in the read, and blocked
        read.cancel();
        Asyncio.sleep(Duration.ofMillis(1));
        writer.write(ByteBuffer.allocate(1)); // or the reader would never end
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void contextVariablesStayBehind(Kind kind) {
    with(
        kind,
        (loop, executor) -> {
          NAME.set("caller");
          Future<String> seen = loop.runInExecutor(executor, () -> NAME.get());
          assertThat(seen.await()).isEqualTo("nobody");
        });
  }

  @Test
  void workThatTheExecutorRefusesIsRefused() {
    ExecutorService closed = Executors.newFixedThreadPool(1);
    closed.shutdown();
    Asyncio.run(() ->
        assertThatExceptionOfType(RejectedExecutionException.class)
            .isThrownBy(() -> getRunningLoop().runInExecutor(closed, () -> 1)));
  }

  /// CPython: test_run_in_executor_cancel: the late result is ignored.
  @Test
  void workThatEndsAfterTheLoopIsIgnored() throws InterruptedException {
    try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
      CountDownLatch mayEnd = new CountDownLatch(1);
      EventLoop loop = EventLoop.create();
      Future<Boolean> work =
          loop.runInExecutor(
              executor,
              () -> {
                mayEnd.await();
                return true;
              });
      loop.runUntilComplete(VirtualTime::yieldNow);
      loop.close();
      mayEnd.countDown();
      executor.shutdown();
      assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      assertThat(work.done()).isFalse();
    }
  }

  /// Fault E1.
  @Test
  void submittingAgainstAShutdownRunsOrIsRefused() {
    for (int round = 0; round < 50; round++) {
      ExecutorService executor = Executors.newFixedThreadPool(2);
      AtomicInteger ran = new AtomicInteger();
      Asyncio.run(() -> {
        EventLoop loop = getRunningLoop();
        List<Future<Integer>> accepted = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        var shutdown =
            OtherThread.start(() -> {
              begun.await();
              executor.shutdown();
              return true;
            });
        try {
          for (int i = 0; i < 10_000; i++) {
            accepted.add(loop.runInExecutor(executor, ran::incrementAndGet));
            if (i == 20) {
              begun.countDown();
            }
          }
        } catch (RejectedExecutionException e) {
          // what came before still ends
        }
        for (Future<Integer> each : accepted) {
          assertThat(each.await()).isPositive();
        }
        boolean _ = Asyncio.<Boolean>await(shutdown);
        assertThat(ran).hasValue(accepted.size());
      });
    }
  }
}
