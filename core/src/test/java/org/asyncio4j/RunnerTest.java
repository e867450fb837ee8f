package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.asyncio4j.spi.ReactorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunnerTest {
  private final List<String> order = new ArrayList<>();
  private final List<EventLoop> made = new ArrayList<>();
  private final ContextVar<String> name = ContextVar.create("name", "nobody");
  private final Runner runner = Runner.create(countingOptions());

  private LoopOptions countingOptions() {
    VirtualTime time = new VirtualTime();
    ReactorFactory counting =
        loop -> {
          made.add(loop);
          return time;
        };
    return LoopOptions.defaults().withClock(time).withReactor(counting);
  }

  @AfterEach
  void close() {
    runner.close();
  }

  /// CPython: test_run.
  @Test
  void runsSeveralBodiesOnOneLoop() {
    EventLoop first = runner.run(Asyncio::getRunningLoop);
    EventLoop second = runner.run(Asyncio::getRunningLoop);
    assertThat(first).isSameAs(second).isSameAs(runner.getLoop());
    assertThat(made).containsExactly(first);
  }

  @Test
  void makesTheLoopWhenFirstNeeded() {
    assertThat(made).isEmpty();
    EventLoop loop = runner.getLoop();
    assertThat(made).containsExactly(loop);
    assertThat(runner.getLoop()).isSameAs(loop);
  }

  @Test
  void aRunnerThatWasNeverUsedMakesNoLoop() {
    runner.close();
    assertThat(made).isEmpty();
  }

  /// CPython: test_run_keeps_context.
  @Test
  void itsRunsShareOneContext() {
    runner.run(() -> name.set("first run"));
    String seen = runner.run(() -> name.get());
    assertThat(seen).isEqualTo("first run");
    assertThat(name.get()).as("outside").isEqualTo("nobody");
  }

  @Test
  void itsContextIsACopyOfTheOneItWasFirstUsedIn() {
    Context outer = new Context();
    outer.run(() -> {
      name.set("outer");
      EventLoop loop = runner.getLoop();
      assertThat(loop.isRunning()).isFalse();
      name.set("outer, later");
    });
    String seen = runner.run(() -> name.get());
    assertThat(seen).isEqualTo("outer");
  }

  /// CPython: test_run_context (explicit context).
  @Test
  void aRunCanHaveAContextOfItsOwn() {
    Context own = new Context();
    var _ = runner.run(() -> name.set("own"), own);
    assertThat(own.get(name)).isEqualTo("own");
    String seen = runner.run(() -> name.get());
    assertThat(seen).isEqualTo("nobody");
  }

  @Test
  void aRunThatFailsLeavesTheRunnerUsable() {
    assertThatThrownBy(() ->
            runner.run(() -> {
              throw new IllegalArgumentException("no");
            }))
        .hasMessage("no");
    int value = runner.run(() -> 3);
    assertThat(value).isEqualTo(3);
  }

  @Test
  void tasksLiveOnBetweenRunsUntilClose() {
    runner.run(() -> {
      var _ =
          Asyncio.createTask(() -> {
            try {
              order.add("started");
              VirtualTime.sleep(1000);
            } finally {
              order.add("ended");
            }
          });
      VirtualTime.yieldNow();
    });
    runner.run(VirtualTime::yieldNow);
    assertThat(order).containsExactly("started");
    runner.close();
    assertThat(order).containsExactly("started", "ended");
  }

  @Test
  void closeClosesTheLoopOnce() {
    EventLoop loop = runner.getLoop();
    runner.close();
    runner.close();
    assertThat(loop.isClosed()).isTrue();
  }

  /// CPython: test_second_with_block_raises.
  @Test
  void aClosedRunnerSaysSo() {
    runner.run(() -> {});
    runner.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> runner.run(() -> order.add("ran")))
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(runner::getLoop).withMessageContaining("closed");
    assertThat(order).isEmpty();
  }

  /// CPython: test_run_from_running_loop.
  @Test
  void cannotRunInsideALoop() {
    runner.run(() -> {
      assertThatIllegalStateException()
          .isThrownBy(() -> runner.run(() -> order.add("nested")))
          .withMessageContaining("cannot be called from a running event loop");
      VirtualTime.yieldNow();
    });
    assertThat(order).isEmpty();
  }

  @Test
  void cannotBeClosedInsideItsLoopAndStaysUsable() {
    runner.run(() -> {
      assertThatIllegalStateException().isThrownBy(runner::close);
      VirtualTime.yieldNow();
      order.add("goes on");
    });
    assertThat(order).containsExactly("goes on");
    int value = runner.run(() -> 5);
    assertThat(value).isEqualTo(5);
  }

  @Test
  void mainIsMadeByTheTaskFactory() {
    List<TaskOptions> asked = new ArrayList<>();
    runner
        .getLoop()
        .setTaskFactory(
            new TaskFactory() {
              @Override
              public <T extends @Nullable Object> Task<T> create(
                  EventLoop loop, Awaitable<? extends T> body, TaskOptions options) {
                asked.add(options);
                return loop.newTask(body, options.withName("made by the factory"));
              }
            });
    String main = runner.run(() -> Asyncio.allTasks().getFirst().getName());
    assertThat(main).isEqualTo("made by the factory");
    assertThat(asked).hasSize(1);
  }

  @Test
  void anExecutorSetByTheProgramIsShutDown() {
    var executor = Executors.newSingleThreadExecutor();
    try (Runner real = Runner.create()) {
      real.getLoop().setDefaultExecutor(executor);
    }
    assertThat(executor.isTerminated()).isTrue();
  }
}
