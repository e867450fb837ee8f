package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.ContextVar;
import org.asyncio4j.ExceptionGroup;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class GeneratorInTaskTest {
  private final List<String> log = new ArrayList<>();

  private static Generator<Integer, ?, ?> ticks(int count) {
    return Generator.of(out -> {
      for (int i = 1; i <= count; i++) {
        sleep(1);
        out.yield(i);
      }
    });
  }

  @Test
  void bodyMayAwait() {
    VirtualTime.run(() -> {
      assertThat(ticks(3)).containsExactly(1, 2, 3);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  @Test
  void otherTasksRunWhileTheBodyAwaits() {
    VirtualTime.run(() -> {
      Task<?> other = createTask(() -> log.add("other"));
      for (int tick : ticks(1)) {
        log.add("tick " + tick);
      }
      other.await();
    });
    assertThat(log).containsExactly("other", "tick 1");
  }

  @Test
  void noOtherTaskRunsBetweenYieldAndCaller() {
    VirtualTime.run(() -> {
      Task<?> other = createTask(() -> log.add("other"));
      try (Generator<Integer, ?, ?> generator =
          Generator.of(out -> {
            for (int i = 0; i < 3; i++) {
              out.yield(i);
            }
          })) {
        generator.forEach(number -> log.add(number.toString()));
      }
      other.await();
    });
    assertThat(log).containsExactly("0", "1", "2", "other");
  }

  @Test
  void bodyBelongsToTheTaskThatCalls() {
    VirtualTime.run(() -> {
      Generator<Task<?>, ?, ?> current =
          Generator.of(out -> {
            while (true) {
              out.yield(Objects.requireNonNull(Asyncio.currentTask()));
            }
          });
      assertThat(current.next().value()).isSameAs(Asyncio.currentTask());
      Task<?> other = createTask(() -> current.next().value());
      assertThat(other.await()).isSameAs(other);
    });
  }

  @Test
  void awaitInTheBodyOfAnotherTasksCallSuspendsThatTask() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> ticks = ticks(2);
      assertThat(ticks.next().value()).isEqualTo(1);
      Task<Integer> other = createTask(() -> ticks.next().value());
      assertThat(other.await()).isEqualTo(2);
      assertThat(seconds()).isEqualTo(2.0);
    });
  }

  @Test
  void cancellingTheTaskEndsTheAwaitInTheBody() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> sleeper =
          Generator.of(out -> {
            try {
              sleep(3600);
            } finally {
              log.add("cleaned up");
            }
            out.yield(1);
          });
      Task<?> task = createTask(() -> sleeper.next());
      yieldNow();
      assertThat(task.cancel("enough")).isTrue();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(seconds()).isZero();
    });
    assertThat(log).containsExactly("cleaned up");
  }

  @Test
  void bodyMayCatchTheCancellationAndYield() {
    VirtualTime.run(() -> {
      Generator<String, ?, ?> generator =
          Generator.of(out -> {
            try {
              sleep(3600);
            } catch (CancelledError e) {
              out.yield("not now");
            }
          });
      Task<String> task = createTask(() -> generator.next().value());
      yieldNow();
      task.cancel();
      assertThat(task.await()).isEqualTo("not now");
    });
  }

  @Test
  void contextVariablesAreTheTasks() {
    ContextVar<String> who = ContextVar.create("who");
    VirtualTime.run(() -> {
      who.set("main");
      Generator<String, ?, ?> generator =
          Generator.of(out -> {
            out.yield(who.get());
            out.yield(who.get());
            who.set("body");
          });
      assertThat(generator.next().value()).isEqualTo("main");
      Task<String> other =
          createTask(() -> {
            who.set("other");
            return generator.next().value();
          });
      assertThat(other.await()).isEqualTo("other");
      generator.next();
      assertThat(who.get()).isEqualTo("body");
    });
  }

  @Test
  void contextThatTheBodyIsInDoesNotReachItsCaller() {
    ContextVar<String> who = ContextVar.create("who", "main");
    VirtualTime.run(() -> {
      Generator<String, ?, ?> generator =
          Generator.of(out -> {
            org.asyncio4j.Context.copyOfCurrent()
                .run(() -> {
                  who.set("inner");
                  out.yield(who.get());
                  out.yield(who.get());
                });
            out.yield(who.get());
          });
      assertThat(generator.next().value()).isEqualTo("inner");
      assertThat(who.get()).isEqualTo("main");
      assertThat(generator.next().value()).isEqualTo("inner");
      assertThat(generator.next().value()).isEqualTo("main");
    });
  }

  @Test
  void secondTaskCannotCallWhileTheBodyAwaits() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> ticks = ticks(2);
      Task<?> first = createTask(() -> ticks.next());
      yieldNow();
      assertThatThrownBy(ticks::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already executing");
      assertThatThrownBy(ticks::close).isInstanceOf(IllegalStateException.class);
      first.await();
      ticks.close();
    });
  }

  @Test
  void awaitingGeneratorsNest() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> doubled =
          Generator.of(out -> {
            for (int tick : ticks(3)) {
              sleep(1);
              out.yield(2 * tick);
            }
          });
      Generator<Integer, ?, ?> all =
          Generator.of(out -> {
            out.yieldFrom(doubled);
          });
      assertThat(all).containsExactly(2, 4, 6);
      assertThat(seconds()).isEqualTo(6.0);
    });
  }

  @Test
  void bodyMayStartAnEagerTask() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> generator =
          Generator.of(out -> {
            Task<Integer> eager =
                createTask(
                    () -> {
                      log.add("eager");
                      sleep(1);
                      return 7;
                    },
                    TaskOptions.DEFAULT.withEagerStart(true));
            log.add("body");
            out.yield(eager.await());
          });
      assertThat(generator).containsExactly(7);
    });
    assertThat(log).containsExactly("eager", "body");
  }

  @Test
  void eagerTaskMayRunAGeneratorThatAwaits() {
    VirtualTime.run(() -> {
      Task<Integer> eager =
          createTask(
              () -> {
                int sum = 0;
                for (int tick : ticks(2)) {
                  sum += tick;
                }
                return sum;
              },
              TaskOptions.DEFAULT.withEagerStart(true));
      log.add("creator");
      assertThat(eager.await()).isEqualTo(3);
    });
    assertThat(log).containsExactly("creator");
  }

  @Test
  void stackOfTheTaskShowsTheBody() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> bodyOfTask());
      yieldNow();
      assertThat(task.getStack())
          .extracting(StackTraceElement::getMethodName)
          .containsSubsequence("whereItWaits", "bodyOfTask");
      task.cancel();
    });
  }

  private static int bodyOfTask() {
    return Generator.<Integer, Object>of(out -> out.yield(whereItWaits())).next().value();
  }

  private static int whereItWaits() {
    sleep(1);
    return 1;
  }

  @Test
  void callbacksMayUseGeneratorsThatDoNotAwait() {
    VirtualTime.run(() -> {
      var loop = Asyncio.getRunningLoop();
      loop.callSoon(() -> {
        for (int number : Generator.<Integer, Object>of(out -> out.yieldFrom(List.of(1, 2, 3)))) {
          log.add("" + number);
        }
      });
      yieldNow();
      yieldNow();
    });
    assertThat(log).containsExactly("1", "2", "3");
  }

  @Test
  void startedOutsideItMayAwaitInATask() {
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          out.yield(1);
          sleep(1);
          out.yield(2);
        });
    assertThat(generator.next().value()).isEqualTo(1);
    int second = VirtualTime.run(() -> generator.next().value());
    assertThat(second).isEqualTo(2);
    generator.close();
  }

  @Test
  void manyTasksUseGeneratorsAtOnce() {
    VirtualTime.run(() -> {
      List<Task<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        tasks.add(
            createTask(() -> {
              int sum = 0;
              for (int tick : ticks(5)) {
                yieldNow();
                sum += tick;
              }
              return sum;
            }));
      }
      for (Task<Integer> task : tasks) {
        assertThat(task.await()).isEqualTo(15);
      }
      assertThat(seconds()).isEqualTo(5.0);
    });
  }

  /// Python 3.15: a `GeneratorExit` alone leaves a task group as it is
  @Test
  void closingItInATaskGroupOfItsBodyIsNoFailure() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> generator =
          Generator.of(out ->
              Asyncio.taskGroup(group -> {
                group.createTask(() -> {
                  try {
                    sleep(10);
                  } finally {
                    log.add("task ended");
                  }
                });
                yieldNow();
                out.yield(1);
              }));
      generator.next();
      generator.close();
      assertThat(log).containsExactly("task ended");
    });
  }

  @Test
  void closingItInATaskGroupWhoseTasksFailThrowsTheGroup() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> generator =
          Generator.of(out ->
              Asyncio.taskGroup(group -> {
                group.createTask(() -> {
                  try {
                    sleep(10);
                  } catch (CancelledError e) {
                    throw new IllegalStateException("in the clean-up");
                  }
                });
                yieldNow();
                out.yield(1);
              }));
      generator.next();
      assertThatThrownBy(generator::close)
          .isInstanceOfSatisfying(
              ExceptionGroup.class,
              e ->
                  assertThat(e.exceptions().getFirst())
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage("in the clean-up"));
    });
  }
}
