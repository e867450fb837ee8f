package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.Future;
import org.asyncio4j.Handle;
import org.asyncio4j.OtherThread;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstrumentTest {
  /// Writes down everything it is told.
  private static final class Log implements Instrument {
    final List<String> lines = new ArrayList<>();

    @Override
    public void taskSpawned(Task<?> task) {
      lines.add("spawned " + task.getName());
    }

    @Override
    public void taskScheduled(Task<?> task) {
      lines.add("scheduled " + task.getName());
    }

    @Override
    public void beforeStep(Task<?> task) {
      lines.add("before " + task.getName());
    }

    @Override
    public void afterStep(Task<?> task, @Nullable Object waitsFor) {
      String what = waitsFor instanceof Task<?> other ? other.getName() : "" + waitsFor;
      lines.add("after " + task.getName() + " " + what);
    }

    @Override
    public void taskExited(Task<?> task) {
      lines.add("exited " + task.getName());
    }

    @Override
    public void beforeCallback(Handle handle) {
      lines.add("before callback");
    }

    @Override
    public void afterCallback(Handle handle) {
      lines.add("after callback");
    }

    @Override
    public void beforeWait(long timeoutNanos) {
      lines.add("wait " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos));
    }

    @Override
    public void afterWait() {
      lines.add("waited");
    }
  }

  private final Log log = new Log();

  @Test
  void isToldOfATasksLifeInOrder() {
    VirtualTime.run(() -> {
      Objects.requireNonNull(currentTask()).setName("main");
      getRunningLoop().addInstrument(log);
      createTask("child", () -> sleep(2)).await();
      getRunningLoop().removeInstrument(log);
    });
    assertThat(log.lines)
        .containsExactly(
            "spawned child",
            "scheduled child",
            "after main child",
            "before child",
            "after child PT2S",
            "wait 2",
            "waited",
            "scheduled child",
            "before child",
            "scheduled main",
            "after child null",
            "exited child",
            "before main");
  }

  @Test
  void isToldOfCallbacks() {
    VirtualTime.run(() -> {
      getRunningLoop().addInstrument(log);
      getRunningLoop().callSoon(() -> log.lines.add("callback"));
      yieldNow();
      getRunningLoop().removeInstrument(log);
    });
    assertThat(log.lines)
        .containsSubsequence("before callback", "callback", "after callback")
        .doesNotContain("wait 0");
  }

  @Test
  void isToldWhatATaskWaitsFor() {
    List<Object> waits = new ArrayList<>();
    VirtualTime.run(() -> {
      Future<Integer> future = getRunningLoop().createFuture();
      getRunningLoop().callLater(Duration.ofSeconds(1), () -> future.setResult(1));
      getRunningLoop()
          .addInstrument(
              new Instrument() {
                @Override
                public void afterStep(Task<?> task, @Nullable Object waitsFor) {
                  waits.add(waitsFor == future ? "future" : "" + waitsFor);
                }
              });
      future.await();
      yieldNow();
    });
    assertThat(waits).containsExactly("future", "null", "null");
  }

  @Test
  void eagerTaskRunsBetweenTwoStepsOfItsMaker() {
    VirtualTime.run(() -> {
      Objects.requireNonNull(currentTask()).setName("main");
      getRunningLoop().addInstrument(log);
      createTask(() -> 1, TaskOptions.DEFAULT.withName("eager").withEagerStart(true));
      getRunningLoop().removeInstrument(log);
    });
    assertThat(log.lines)
        .containsExactly(
            "spawned eager",
            "after main null",
            "before eager",
            "after eager null",
            "exited eager",
            "before main");
  }

  @Test
  void oneThatThrowsIsRemovedAndReported() {
    List<ExceptionContext> reported = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("broken");
    int answer =
        VirtualTime.run(() -> {
          EventLoop loop = getRunningLoop();
          loop.setExceptionHandler((where, context) -> reported.add(context));
          loop.addInstrument(
              new Instrument() {
                @Override
                public void taskSpawned(Task<?> task) {
                  throw failure;
                }
              });
          loop.addInstrument(log);
          createTask("first", () -> 1).await();
          return createTask("second", () -> 2).await();
        });
    assertThat(answer).isEqualTo(2);
    assertThat(reported)
        .singleElement()
        .satisfies(context -> {
          assertThat(context.exception()).isSameAs(failure);
          assertThat(context.message()).contains("instrument, which was removed");
        });
    assertThat(log.lines).contains("spawned first", "spawned second");
  }

  @Test
  void mayRemoveItselfWhileItIsTold() {
    List<String> told = new ArrayList<>();
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.addInstrument(
          new Instrument() {
            @Override
            public void taskSpawned(Task<?> task) {
              told.add(task.getName());
              loop.removeInstrument(this);
            }
          });
      createTask("first", () -> 1).await();
      createTask("second", () -> 2).await();
    });
    assertThat(told).containsExactly("first");
  }

  @Test
  void orderOfEventsIsTheSameWithAnInstrument() {
    List<String> without = VirtualTime.run(InstrumentTest::interleaved);
    List<String> with =
        VirtualTime.run(() -> {
          getRunningLoop().addInstrument(new Instrument() {});
          return interleaved();
        });
    assertThat(with).isEqualTo(without);
  }

  private static List<String> interleaved() {
    List<String> order = new ArrayList<>();
    List<Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      tasks.add(
          createTask(() -> {
            for (int turn = 0; turn < 5; turn++) {
              sleep((number + turn) % 3);
              order.add(number + "." + turn);
            }
            return true;
          }));
    }
    Asyncio.gather(tasks);
    return order;
  }

  @Test
  void otherThreadsMayNotAddOne() {
    VirtualTime.run(() -> {
      EventLoop loop = getRunningLoop();
      assertThatThrownBy(() -> OtherThread.run(() -> loop.addInstrument(log)))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("callSoonThreadsafe");
    });
  }
}
