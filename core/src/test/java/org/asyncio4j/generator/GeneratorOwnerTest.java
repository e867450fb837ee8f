package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Awaitable;
import org.asyncio4j.CancelledError;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class GeneratorOwnerTest {
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private Generator<Integer, ?, ?> logging(String name) {
    return Generator.of(out -> {
      try {
        while (true) {
          out.yield(1);
        }
      } finally {
        log.add(name);
      }
    });
  }

  @Test
  void taskClosesWhatItHasStartedLastFirst() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            logging("first").next();
            logging("second").next();
            log.add("body ends");
          });
      task.await();
      log.add("awaited");
    });
    assertThat(log).containsExactly("body ends", "second", "first", "awaited");
  }

  @Test
  void closingWithTheTaskMayAwait() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> slowToClose().next());
      task.await();
      assertThat(seconds()).isEqualTo(2.0);
    });
  }

  private static Generator<Integer, ?, ?> slowToClose() {
    return Generator.of(out -> {
      try {
        out.yield(1);
      } finally {
        sleep(2);
      }
    });
  }

  @Test
  void failingTaskClosesToo() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            logging("closed").next();
            throw new ArithmeticException();
          });
      assertThatThrownBy(task::await).isInstanceOf(ArithmeticException.class);
    });
    assertThat(log).containsExactly("closed");
  }

  @Test
  void cancellingWhileItClosesCancelsTheTask() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> slowToClose().next());
      sleep(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  @Test
  void failureToCloseGoesToTheExceptionHandler() {
    List<String> reports = new ArrayList<>();
    VirtualTime.run(() -> {
      Asyncio.getRunningLoop()
          .setExceptionHandler(
              (_, context) -> reports.add(context.message() + context.exception()));
      Task<Integer> task =
          createTask(() -> {
            Generator<Integer, ?, ?> failing =
                Generator.of(out -> {
                  try {
                    out.yield(5);
                  } catch (GeneratorExit e) {
                    throw new ArithmeticException("in clean-up");
                  }
                });
            return failing.next().value();
          });
      assertThat(task.await()).isEqualTo(5);
    });
    assertThat(reports)
        .singleElement()
        .asString()
        .contains("Exception while closing <Generator", "in clean-up");
  }

  @Test
  void generatorOfAnEndedTaskSaysSo() {
    VirtualTime.run(() -> {
      Task<Generator<Integer, ?, ?>> task =
          createTask(() -> {
            Generator<Integer, ?, ?> started = logging("closed");
            started.next();
            return started;
          });
      Generator<Integer, ?, ?> generator = task.await();
      assertThatThrownBy(generator::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("task that had started it ended");
    });
  }

  @Test
  void generatorThatIsNotStartedBelongsToNobody() {
    VirtualTime.run(() -> {
      Task<Generator<Integer, ?, ?>> task = createTask(() -> logging("closed"));
      assertThat(task.await().next().value()).isEqualTo(1);
    });
  }

  @Test
  void closedLoopEndsWhatItsTasksHaveStarted() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, _) -> {});
    loop.createTask(() -> {
      logging("closed").next();
      sleep(3600);
    });
    loop.runUntilComplete((Awaitable.Action) VirtualTime::yieldNow);
    loop.close();
    assertThat(log).containsExactly("closed");
  }

  @Test
  void closedLoopEndsABodyThatAwaits() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, _) -> {});
    Task<?> task =
        loop.createTask(() -> {
          Generator<Integer, ?, ?> inner =
              Generator.of(out -> {
                try {
                  sleep(3600);
                } finally {
                  log.add("inner");
                }
                out.yield(1);
              });
          Generator<Integer, ?, ?> outer =
              Generator.of(out -> {
                try {
                  out.yieldFrom(inner);
                } finally {
                  log.add("outer");
                }
              });
          try {
            outer.next();
          } finally {
            log.add("task");
          }
        });
    loop.runUntilComplete((Awaitable.Action) VirtualTime::yieldNow);
    loop.close();
    assertThat(log).containsExactly("inner", "outer", "task");
    assertThat(task.cancelled()).isTrue();
  }

  @Test
  void taskThatIsEndedOffTheLoopMayStillUseItsGenerator() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, _) -> {});
    loop.createTask(() -> {
      Generator<Integer, ?, ?> generator =
          Generator.of(out -> {
            try {
              sleep(3600);
            } catch (CancelledError e) {
              out.yield(1);
              out.yield(2);
            }
          });
      log.add("" + generator.next().value());
      log.add("" + generator.next().value());
      generator.close();
      log.add("closed");
    });
    loop.runUntilComplete((Awaitable.Action) VirtualTime::yieldNow);
    loop.close();
    assertThat(log).containsExactly("1", "2", "closed");
  }

  @Test
  void generatorOfACallbackIsClosedWithTheLoop() {
    EventLoop loop = VirtualTime.newLoop();
    loop.callSoon(() -> logging("closed").next());
    loop.runUntilComplete((Awaitable.Action) VirtualTime::yieldNow);
    assertThat(log).isEmpty();
    loop.close();
    assertThat(log).containsExactly("closed");
  }

  @Test
  void anotherThreadMayNotTouchWhatBelongsToARunningLoop() {
    Asyncio.run(() -> {
      Generator<Integer, ?, ?> generator = logging("closed");
      generator.next();
      assertThatThrownBy(() -> Asyncio.toThread(() -> generator.next()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("belongs to an event loop");
    });
  }

  @Test
  void forgottenGeneratorIsClosedOnItsLoopBeforeTheTaskEnds() {
    Asyncio.run(() -> {
      startAndForget();
      for (int i = 0; i < 200 && log.isEmpty(); i++) {
        System.gc();
        Asyncio.sleep(java.time.Duration.ofMillis(20));
      }
      assertThat(log).containsExactly("closed on true");
    });
  }

  private void startAndForget() {
    EventLoop loop = Asyncio.getRunningLoop();
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          try {
            out.yield(1);
          } finally {
            yieldNow();
            log.add("closed on " + (Asyncio.getRunningLoop() == loop));
          }
        });
    generator.next();
  }
}
