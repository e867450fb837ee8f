package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.failAfter;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// trio's test_timeouts.py (test_fail).
class FailAfterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  /// trio test_fail
  @Test
  void whatTakesTooLongIsATimeout() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> failAfter(SECOND, () -> sleep(10)))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(1.0);
      sleep(1);
    });
  }

  @Test
  void valueInTimeIsReturned() {
    VirtualTime.run(() -> {
      int value = failAfter(SECOND, scope -> 42);
      assertThat(value).isEqualTo(42);
      failAfter(null, () -> sleep(10));
      assertThat(getRunningLoop().scheduler.timers.size()).isZero();
    });
  }

  /// trio test_fail: the block ended in its own way
  @Test
  void blockThatAwaitsNothingMoreHasItsValueThoughTheTimeIsUp() {
    VirtualTime.run(() -> {
      int value =
          failAfter(
              SECOND,
              scope -> {
                try {
                  sleep(10);
                } catch (CancelledError e) {
                  log.add("late");
                }
                return 42;
              });
      assertThat(value).isEqualTo(42);
      assertThat(log).containsExactly("late");
    });
  }

  /// pain 2: unlike `timeout`, which is swallowed once and for all
  @Test
  void cannotBeOutlivedByCodeThatSwallows() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              failAfter(
                  SECOND,
                  scope -> {
                    for (int i = 0; i < 3; i++) {
                      try {
                        sleep(10);
                      } catch (CancelledError e) {
                        log.add("swallowed");
                      }
                    }
                    sleep(10);
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(log).hasSize(3);
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  @Test
  void endOfAnOuterScopeIsNoTimeout() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            getRunningLoop().callLater(SECOND, () -> outer.cancel());
            failAfter(Duration.ofSeconds(5), () -> sleep(10));
          });
      assertThat(ended).isFalse();
    });
  }

  /// A block that is cancelled by hand has no value to return.
  @Test
  void cancelledByHandIsNoTimeoutEither() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                failAfter(
                    SECOND,
                    scope -> {
                      scope.cancel("by hand");
                      sleep(10);
                    }))
            .isInstanceOf(CancelledError.class)
            .hasMessageContaining("by hand"));
  }
}
