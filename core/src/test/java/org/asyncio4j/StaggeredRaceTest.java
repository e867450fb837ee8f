package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaggeredRaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private Awaitable<String> runner(String name, int seconds) {
    return () -> {
      log.add(name + " at " + (int) seconds());
      try {
        sleep(seconds);
        return name;
      } catch (CancelledError e) {
        log.add(name + " cancelled");
        throw e;
      }
    };
  }

  private Awaitable<String> failing(String name, int seconds) {
    return () -> {
      String _ = runner(name, seconds).await();
      throw new IOException(name);
    };
  }

  @Test
  void nextStartsWhenTheDelayHasPassed() {
    VirtualTime.run(() -> {
      Race<String> race =
          Asyncio.staggeredRace(List.of(runner("a", 10), runner("b", 2), runner("c", 5)), SECOND);
      assertThat(race.value()).isEqualTo("b");
      assertThat(race.index()).isEqualTo(1);
      assertThat(seconds()).isEqualTo(3);
    });
    assertThat(log).containsExactly("a at 0", "b at 1", "c at 2", "a cancelled", "c cancelled");
  }

  @Test
  void nextStartsAtOnceWhenTheOneBeforeHasFailed() {
    VirtualTime.run(() -> {
      Race<String> race =
          Asyncio.staggeredRace(List.of(failing("a", 0), runner("b", 1)), Duration.ofSeconds(5));
      assertThat(race.get()).isEqualTo("b");
      assertThat(race.exceptions().getFirst()).isInstanceOf(IOException.class).hasMessage("a");
      assertThat(race.exceptions().getLast()).isNull();
      assertThat(seconds()).isEqualTo(1);
    });
  }

  @Test
  void failureOfAnEarlierOneDoesNotStartTheNext() {
    VirtualTime.run(() -> {
      Race<String> race =
          Asyncio.staggeredRace(
              List.of(failing("a", 4), runner("b", 9), runner("c", 1)), Duration.ofSeconds(3));
      assertThat(race.value()).isEqualTo("c");
    });
    assertThat(log).containsExactly("a at 0", "b at 3", "c at 6", "b cancelled");
  }

  @Test
  void withoutADelayOneRunsAfterAnother() {
    VirtualTime.run(() -> {
      Race<String> race =
          Asyncio.staggeredRace(List.of(failing("a", 3), runner("b", 1), runner("c", 1)), null);
      assertThat(race.index()).isEqualTo(1);
      assertThat(race.exceptions()).hasSize(2);
    });
    assertThat(log).containsExactly("a at 0", "b at 3");
  }

  @Test
  void allFailuresAreReportedWhenNobodyWins() {
    VirtualTime.run(() -> {
      Race<String> race = Asyncio.staggeredRace(List.of(failing("a", 2), failing("b", 0)), SECOND);
      assertThat(race.won()).isFalse();
      assertThat(race.value()).isNull();
      assertThat(race.index()).isEqualTo(-1);
      assertThatThrownBy(race::get)
          .isInstanceOfSatisfying(
              ExceptionGroup.class,
              group ->
                  assertThat(group.exceptions())
                      .extracting(Throwable::getMessage)
                      .containsExactly("a", "b"));
    });
  }

  @Test
  void nobodyWinsARaceWithoutParticipants() {
    VirtualTime.run(() -> {
      Race<String> race = Asyncio.staggeredRace(List.<Awaitable<String>>of(), SECOND);
      assertThat(race.won()).isFalse();
      assertThatThrownBy(race::get).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void losersHaveEndedWhenItReturns() {
    VirtualTime.run(() -> {
      Awaitable<String> slowToLeave =
          () -> {
            try {
              return runner("a", 10).await();
            } finally {
              sleep(5);
              log.add("a left");
            }
          };
      Race<String> race = Asyncio.staggeredRace(List.of(slowToLeave, runner("b", 1)), SECOND);
      assertThat(race.exceptions().getFirst()).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(7);
      assertThat(Asyncio.allTasks()).hasSize(1);
    });
    assertThat(log).endsWith("a left");
  }

  @Test
  void cancellingTheRaceCancelsAllWhoRun() {
    VirtualTime.run(() -> {
      Task<?> racing =
          Asyncio.createTask(
              () -> Asyncio.staggeredRace(List.of(runner("a", 9), runner("b", 9)), SECOND));
      sleep(2);
      racing.cancel();
      assertThatThrownBy(racing::await).isInstanceOf(CancelledError.class);
    });
    assertThat(log).endsWith("a cancelled", "b cancelled");
  }

  @Test
  void expiredScopeWaitsForThoseItCancels() {
    VirtualTime.run(() -> {
      Awaitable<String> slowToLeave =
          () -> {
            try {
              return runner("a", 10).await();
            } finally {
              sleep(5);
            }
          };
      boolean finished =
          Asyncio.moveOnAfter(
              SECOND,
              _ -> {
                Race<String> _ = Asyncio.staggeredRace(List.of(slowToLeave), null);
              });
      assertThat(finished).isFalse();
      assertThat(seconds()).isEqualTo(6);
    });
  }
}
