package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SleepTest {
  @Test
  void tasksSleepAtTheSameTime() {
    VirtualTime.run(() -> {
      Task<Integer> two = createTask(() -> Asyncio.sleep(Duration.ofSeconds(2), 2));
      Task<Integer> three = createTask(() -> Asyncio.sleep(Duration.ofSeconds(3), 3));
      assertThat(two.await() + three.await()).isEqualTo(5);
      assertThat(seconds()).isEqualTo(3.0);
    });
  }

  @Test
  void zeroLetsWhatIsReadyRunOnce() {
    List<String> order = new ArrayList<>();
    VirtualTime.run(() -> {
      Task<?> other =
          createTask(() -> {
            order.add("other 1");
            yieldNow();
            order.add("other 2");
          });
      yieldNow();
      order.add("main 1");
      yieldNow();
      order.add("main 2");
      other.await();
    });
    assertThat(order).containsExactly("other 1", "main 1", "other 2", "main 2");
  }

  @Test
  void equalDeadlinesKeepTheirOrder() {
    List<Integer> order = new ArrayList<>();
    VirtualTime.run(() -> {
      for (int i = 0; i < 100; i++) {
        int number = i;
        var _ =
            createTask(() -> {
              sleep(1);
              order.add(number);
            });
      }
      sleep(2);
    });
    assertThat(order).hasSize(100).isSorted();
  }

  @Test
  void cancellingForgetsTheTimer() {
    VirtualTime.run(() -> {
      Task<?> sleeper = createTask(() -> sleep(3600));
      yieldNow();
      assertThat(Asyncio.getRunningLoop().scheduler.timers.size()).isEqualTo(1);
      assertThat(sleeper.cancel("enough")).isTrue();
      assertThatThrownBy(sleeper::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(Asyncio.getRunningLoop().scheduler.timers.size()).isZero();
      assertThat(seconds()).isZero();
    });
  }

  @Test
  void longestDurationDoesNotOverflow() {
    VirtualTime.run(() -> {
      Task<?> sleeper = createTask(() -> Asyncio.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
      sleep(1);
      assertThat(sleeper.done()).isFalse();
    });
  }

  /// trio's `checkpoint`: a place to give way, and to be cancelled
  @Test
  void checkpointLetsOthersRunAndTheScopeEndTheBlock() {
    VirtualTime.run(() -> {
      List<String> log = new ArrayList<>();
      var _ = createTask(() -> log.add("other"));
      Asyncio.checkpoint();
      log.add("main");
      boolean ended =
          Asyncio.cancelScope(scope -> {
            scope.cancel();
            for (int round = 0; round < 1000; round++) {
              Asyncio.checkpoint();
              log.add("not reached");
            }
          });
      assertThat(ended).isFalse();
      assertThat(log).containsExactly("other", "main");
    });
  }
}
