package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.assumeBaton;
import static org.asyncio4j.Engines.assumeConfined;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Trap 8: a thread that is in a class initialiser, or in a native function's upcall, cannot leave
/// its carrier. To await there has to be an error, or work; never a hang. Fault L17.
@NoHang
class Trap8PinnedTest {
  /// What is tried inside a class initialiser.
  private static Runnable inPin = () -> {};

  /// How each attempt has ended: "awaited", or what it was thrown.
  private static final List<Object> ENDS = new ArrayList<>();

  @BeforeEach
  void forget() {
    ENDS.clear();
  }

  private static void attempt(Runnable action) {
    try {
      action.run();
      ENDS.add("awaited");
    } catch (Throwable e) {
      ENDS.add(e);
    }
  }

  private static void assertClearErrors(int count) {
    assertThat(ENDS).hasSize(count).allSatisfy(Trap8PinnedTest::assertClearError);
  }

  private static void assertClearError(Object end) {
    assertThat(end)
        .isInstanceOf(IllegalStateException.class)
        .asString()
        .contains("cannot await here", "class initialiser");
  }

  @Test
  void awaitingInAClassInitialiserIsAClearError() {
    assumeConfined();
    Asyncio.run(() -> {
      inPin = () -> sleepMillis(1);
      assertThat(Initialised.DONE).isTrue();
    });
    assertClearErrors(1);
  }

  private static final class Initialised {
    static final boolean DONE;

    static {
      attempt(inPin);
      DONE = true;
    }
  }

  @Test
  void awaitingInAClassInitialiserIsAClearErrorInDebugMode() {
    Asyncio.run(
        LoopOptions.defaults().withDebug(true),
        () -> {
          inPin = () -> sleepMillis(1);
          assertThat(AlsoInitialised.DONE).isTrue();
        });
    assertClearErrors(1);
  }

  private static final class AlsoInitialised {
    static final boolean DONE;

    static {
      attempt(inPin);
      DONE = true;
    }
  }

  @Test
  void noKindOfAwaitWorksInAnUpcall() {
    assumeConfined();
    Asyncio.run(() -> {
      Future<String> value = getRunningLoop().createFuture();
      List<Runnable> awaits = List.of(() -> sleepMillis(1), () -> yieldNow(), () -> value.await());
      for (Runnable await : awaits) {
        Native.inUpcall(() -> attempt(await));
      }
    });
    assertClearErrors(3);
  }

  @Test
  void eagerTaskOfAnUpcallStartsLikeAnyOther() {
    assumeConfined();
    Asyncio.run(() -> {
      List<Task<String>> eager = new ArrayList<>();
      TaskOptions options = TaskOptions.DEFAULT.withEagerStart(true);
      Native.inUpcall(() -> attempt(() -> eager.add(createTask(() -> "eager", options))));
      assertThat(eager.getFirst().done()).isFalse();
      assertThat(eager.getFirst().await()).isEqualTo("eager");
    });
    assertThat(ENDS).containsExactly("awaited");
  }

  @Test
  void refusedAwaitLeavesNothingBehind() {
    assumeConfined();
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      Future<String> value = loop.createFuture();
      Native.inUpcall(() -> attempt(() -> value.await()));
      Native.inUpcall(() -> attempt(() -> sleepMillis(1)));
      Native.inUpcall(() -> attempt(() -> yieldNow()));
      assertThat(loop.scheduler.ready.isEmpty()).isTrue();
      assertThat(loop.scheduler.timers.isEmpty()).isTrue();
      value.setResult("set");
      long start = loop.time();
      sleepMillis(5); // would end at once if this task were still an observer
      assertThat(loop.time() - start).isGreaterThanOrEqualTo(5_000_000);
      assertThat(value.await()).isEqualTo("set");
      assertThat(loop.scheduler.timers.isEmpty()).isTrue();
    });
  }

  @Test
  void aFewPinnedTasksMakeProgress() {
    assumeBaton();
    Asyncio.run(() -> {
      Native.inUpcall(() -> attempt(() -> sleepMillis(10)));
      Native.inUpcall(() -> attempt(() -> yieldNow()));
    });
    assertThat(ENDS).containsExactly("awaited", "awaited");
  }

  @Test
  void morePinnedTasksThanCarriersNeverHang() {
    int count = 2 * Runtime.getRuntime().availableProcessors();
    Asyncio.run(() -> {
      Future<String> value = getRunningLoop().createFuture();
      List<Task<?>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        tasks.add(createTask(() -> Native.inUpcall(() -> attempt(value::await))));
      }
      sleepMillis(20);
      value.setResult("set");
      for (Task<?> task : tasks) {
        task.await();
      }
    });
    assertThat(ENDS)
        .hasSize(count)
        .allSatisfy(end -> {
          if (!end.equals("awaited")) {
            assertClearError(end);
          }
        });
  }
}
