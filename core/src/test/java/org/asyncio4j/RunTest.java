package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.generator.Generator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunTest {
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final List<ExceptionContext> reports = new ArrayList<>();

  /// CPython: test_asyncio_run_return.
  @Test
  void returnsTheValueOfMain() {
    int value = VirtualTime.run(() -> Asyncio.sleep(Duration.ofSeconds(1), 42));
    assertThat(value).isEqualTo(42);
  }

  /// CPython: test_asyncio_run_raises.
  @Test
  void throwsWhatMainThrows() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              throw new IllegalArgumentException("spam");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spam");
  }

  @Test
  void wrapsWhatMainThrowsChecked() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              throw new IOException("disk");
            }))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void takesACoroutineByName() {
    String value = VirtualTime.run(Asyncio.async("main", () -> "done"));
    assertThat(value).isEqualTo("done");
  }

  @Test
  void mayReturnNull() {
    @Nullable String value = Asyncio.<@Nullable String>run(VirtualTime.options(), () -> null);
    assertThat(value).isNull();
  }

  /// CPython: test_asyncio_run_from_running_loop.
  @Test
  void cannotBeCalledInsideALoop() {
    VirtualTime.run(() ->
        assertThatIllegalStateException()
            .isThrownBy(() -> Asyncio.run(() -> order.add("inner")))
            .withMessageContaining("running event loop")
            .withMessageContaining("await"));
    assertThat(order).isEmpty();
  }

  @Test
  void makesANewLoopEachTimeAndClosesIt() {
    EventLoop first = VirtualTime.run(Asyncio::getRunningLoop);
    EventLoop second = VirtualTime.run(Asyncio::getRunningLoop);
    assertThat(first).isNotSameAs(second);
    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isTrue();
  }

  @Test
  void closesTheLoopWhenMainFails() {
    List<EventLoop> loops = new ArrayList<>();
    assertThatThrownBy(() ->
        VirtualTime.run(() -> {
          loops.add(getRunningLoop());
          throw new IllegalArgumentException("spam");
        }));
    assertThat(loops.getFirst().isClosed()).isTrue();
  }

  @Test
  void mainThatIsCancelledFromInsideThrowsTheCancellation() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              Asyncio.allTasks().getFirst().cancel("self");
              VirtualTime.sleep(1);
            }))
        .isInstanceOf(CancelledError.class)
        .hasMessage("self");
  }

  // --- shutdown ---

  /// CPython: test_asyncio_run_cancels_hanging_tasks.
  @Test
  void cancelsWhatIsLeftAndWaitsForItsCleanUp() {
    int value =
        VirtualTime.run(() -> {
          for (String name : List.of("a", "b")) {
            var _ =
                createTask(() -> {
                  try {
                    VirtualTime.sleep(1000);
                  } finally {
                    order.add(name + " cancelled");
                    VirtualTime.sleep(1);
                    order.add(name + " cleaned up");
                  }
                });
          }
          VirtualTime.yieldNow();
          return 7;
        });
    assertThat(value).isEqualTo(7);
    assertThat(order).containsExactly("a cancelled", "b cancelled", "a cleaned up", "b cleaned up");
  }

  /// CPython: test_asyncio_run_reports_hanging_tasks_errors.
  @Test
  void reportsFailuresOfWhatIsLeftAndKeepsTheResult() {
    List<Task<?>> left = new ArrayList<>();
    int value =
        VirtualTime.run(() -> {
          getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
          left.add(
              createTask(() -> {
                try {
                  VirtualTime.sleep(1000);
                } catch (CancelledError e) {
                  throw new ArithmeticException("clean-up failed");
                }
              }));
          VirtualTime.yieldNow();
          return 7;
        });
    assertThat(value).isEqualTo(7);
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message())
              .isEqualTo("unhandled exception during asyncio.run() shutdown");
          assertThat(report.task()).isSameAs(left.getFirst());
          assertThat(report.exception()).hasMessage("clean-up failed");
        });
  }

  @Test
  void reportsFailuresOfWhatIsLeftWhenMainFailsToo() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
              var _ = createTask(RunTest::failWhenCancelled);
              VirtualTime.yieldNow();
              throw new IllegalArgumentException("main");
            }))
        .hasMessage("main");
    assertThat(reports).hasSize(1);
  }

  private static void failWhenCancelled() {
    try {
      VirtualTime.sleep(1000);
    } finally {
      int _ = Integer.parseInt("not a number");
    }
  }

  @Test
  void aTaskThatIgnoresItsCancellationIsWaitedFor() {
    VirtualTime.run(() -> {
      var _ =
          createTask(() -> {
            try {
              VirtualTime.sleep(1000);
            } catch (CancelledError e) {
              order.add("ignored");
            }
            VirtualTime.sleep(5);
            order.add("ended");
          });
      VirtualTime.yieldNow();
    });
    assertThat(order).containsExactly("ignored", "ended");
  }

  @Test
  void aTaskBornDuringShutdownIsReportedAsPending() {
    VirtualTime.run(() -> {
      getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
      var _ =
          createTask(() -> {
            try {
              VirtualTime.sleep(1000);
            } finally {
              var _ = createTask("late", () -> VirtualTime.sleep(1000));
            }
          });
      VirtualTime.yieldNow();
    });
    assertThat(reports)
        .singleElement()
        .satisfies(report -> assertThat(report.message()).contains("destroyed but it is pending"));
  }

  @Test
  void waitsForTheDefaultExecutorBeforeItCloses() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      var _ =
          loop.runInExecutor(
              null,
              () -> {
                mayEnd.await();
                return order.add("worked, loop closed: " + loop.isClosed());
              });
      loop.callLater(Duration.ofMillis(1), mayEnd::countDown); // main has ended by then
    });
    assertThat(order).containsExactly("worked, loop closed: false");
  }

  @Test
  void anInterruptCancelsMainAndStillCleansUp() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            Asyncio.run(() -> {
              var _ =
                  createTask(() -> {
                    try {
                      Asyncio.sleep(Duration.ofHours(1));
                    } finally {
                      Asyncio.sleep(Duration.ofMillis(1));
                      order.add("cleaned up");
                    }
                  });
              VirtualTime.yieldNow();
              caller.interrupt();
              Asyncio.sleep(Duration.ofHours(1));
            }))
        .isInstanceOf(CancelledError.class)
        .hasNoSuppressedExceptions();
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(order).containsExactly("cleaned up");
  }

  @Test
  void aKeyboardInterruptInMainIsThrownAfterTheCleanUp() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              var _ =
                  createTask(() -> {
                    try {
                      VirtualTime.sleep(1000);
                    } finally {
                      VirtualTime.sleep(1);
                      order.add("cleaned up");
                    }
                  });
              VirtualTime.yieldNow();
              throw new KeyboardInterrupt();
            }))
        .isInstanceOf(KeyboardInterrupt.class)
        .hasNoSuppressedExceptions();
    assertThat(order).containsExactly("cleaned up");
  }

  @Test
  void aKeyboardInterruptInMainIsNotReportedAsWell() {
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              getRunningLoop().setExceptionHandler((_, context) -> reports.add(context));
              throw new KeyboardInterrupt();
            }))
        .isInstanceOf(KeyboardInterrupt.class);
    assertThat(reports).isEmpty();
  }

  /// asyncio.run: tasks, then asynchronous generators, then the default executor, then the loop
  @Test
  void cleansUpTasksAndGeneratorsBeforeTheExecutor() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      var _ =
          loop.runInExecutor(
              null,
              () -> {
                mayEnd.await();
                return order.add("executor");
              });
      var _ =
          createTask(() -> {
            Generator<Integer, ?, ?> open =
                Generator.of(out -> {
                  try {
                    out.yield(1);
                  } finally {
                    order.add("generator");
                    mayEnd.countDown();
                  }
                });
            open.next();
            try {
              Asyncio.sleep(Duration.ofHours(1));
            } finally {
              order.add("task");
            }
          });
      Asyncio.sleep(Duration.ZERO);
    });
    assertThat(order).containsExactly("task", "generator", "executor");
  }
}
