package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadyOrderTest {
  /// Twenty tasks, callbacks and timers that all become ready at once, three times.
  private static List<String> trace(long seed) {
    List<String> trace = new ArrayList<>();
    VirtualTime.runShuffled(
        seed,
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          for (int i = 0; i < 20; i++) {
            String number = " " + i;
            var _ =
                loop.createTask(() -> {
                  trace.add("first step" + number);
                  VirtualTime.yieldNow();
                  trace.add("second step" + number);
                  VirtualTime.sleep(1);
                  trace.add("slept" + number);
                });
            loop.callSoon(() -> trace.add("callback" + number));
            loop.callLater(Duration.ofSeconds(1), () -> trace.add("timer" + number));
          }
          VirtualTime.sleep(2);
        });
    return trace;
  }

  @Test
  void theSameSeedGivesTheSameOrder() {
    assertThat(trace(7)).containsExactlyElementsOf(trace(7));
  }

  @Test
  void differentSeedsGiveDifferentOrders() {
    Set<List<String>> traces = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      traces.add(trace(seed));
    }
    assertThat(traces).hasSize(20);
  }

  @Test
  void everyEntryRunsExactlyOnce() {
    List<String> plain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      plain.addAll(
          List.of(
              "first step " + i, "second step " + i, "slept " + i, "callback " + i, "timer " + i));
    }
    for (long seed = 0; seed < 20; seed++) {
      assertThat(trace(seed)).containsExactlyInAnyOrderElementsOf(plain);
    }
  }

  @Test
  void whatBecomesReadyMeanwhileWaitsForTheNextIterationInAnyOrder() {
    for (long seed = 0; seed < 50; seed++) {
      List<String> order = new ArrayList<>();
      VirtualTime.runShuffled(
          seed,
          () -> {
            EventLoop loop = Asyncio.getRunningLoop();
            for (int i = 0; i < 5; i++) {
              loop.callSoon(() -> {
                order.add("first");
                loop.callSoon(() -> order.add("second"));
              });
            }
            VirtualTime.sleep(1);
          });
      assertThat(order).hasSize(10);
      assertThat(order.subList(0, 5)).containsOnly("first");
    }
  }

  @Test
  void anImpossiblePickEndsTheRun() {
    try (EventLoop loop = EventLoop.create(VirtualTime.options().withReadyOrder(size -> size))) {
      loop.callSoon(() -> {});
      loop.callSoon(() -> {});
      assertThatThrownBy(loop::runForever).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
