package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.shielded;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// A shield holds back what comes from outside of it: scopes, timeouts and groups inside work as
/// ever.
class CancelScopeShieldInsideTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// What gh-134471 is without shields: here it is not lost in the timeout.
  @Test
  void requestFromBeforeATimeoutThatAShieldHoldsBackIsNotTakenForTheTimeout() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            current().cancel();
            timeout(
                SECOND,
                scope -> {
                  shielded(null, () -> logged("protected", 2));
                  logged("not reached", 1);
                });
          });
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(task.cancelled()).isTrue();
    });
    assertThat(log).containsExactly("protected");
  }

  @Test
  void scopesInsideWorkAsEver() {
    VirtualTime.run(() ->
        assertThat(
                shielded(
                    null,
                    () -> {
                      boolean ended =
                          cancelScope(inner -> {
                            inner.cancel();
                            sleep(10);
                          });
                      assertThat(ended).isFalse();
                      logged("went on", 1);
                    }))
            .isTrue());
    assertThat(log).containsExactly("went on");
  }

  @Test
  void timeoutsInsideWorkAsEver() {
    VirtualTime.run(() -> {
      boolean ended =
          shielded(
              null,
              () -> {
                assertThatThrownBy(() -> waitFor(() -> sleepLong(), SECOND))
                    .isInstanceOf(TimeoutException.class);
                log.add("went on");
              });
      assertThat(ended).isTrue();
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(current().cancelling()).isZero();
    });
    assertThat(log).containsExactly("went on");
  }

  private static int sleepLong() {
    sleep(100);
    return 1;
  }

  @Test
  void timeoutInsideIsATimeoutAlsoWhenTheTaskWasCancelledMeanwhile() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            shielded(
                null,
                () -> {
                  assertThatThrownBy(() -> waitFor(() -> sleepLong(), Duration.ofSeconds(3)))
                      .isInstanceOf(TimeoutException.class);
                  logged("went on", 1);
                });
            sleep(1);
            log.add("not reached");
          });
      sleep(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(4.0);
    });
    assertThat(log).containsExactly("went on");
  }

  @Test
  void timeoutAroundWaitsForTheBlock() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              timeout(
                  SECOND,
                  _ -> {
                    shielded(null, () -> logged("protected", 3));
                    sleep(10);
                  }))
          .isInstanceOf(TimeoutException.class);
      assertThat(seconds()).isEqualTo(3.0);
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
    assertThat(log).containsExactly("protected");
  }

  @Test
  void timeoutBetweenTwoShieldsEndsWhatIsInsideTheOuterOne() {
    VirtualTime.run(() -> {
      boolean ended =
          shielded(
              null,
              () ->
                  assertThatThrownBy(() ->
                          timeout(
                              SECOND,
                              _ -> {
                                shielded(null, () -> logged("protected", 3));
                                sleep(10);
                              }))
                      .isInstanceOf(TimeoutException.class));
      assertThat(ended).isTrue();
      assertThat(seconds()).isEqualTo(3.0);
    });
    assertThat(log).containsExactly("protected");
  }

  @Test
  void groupInsideFailsAsEver() {
    VirtualTime.run(() -> {
      boolean ended =
          shielded(
              null,
              () ->
                  assertThatThrownBy(() ->
                          taskGroup(group -> {
                            var _ = group.createTask(() -> logged("not reached", 100));
                            var _ =
                                group.createTask(() -> {
                                  sleep(1);
                                  throw new IllegalStateException("planned");
                                });
                            logged("not reached", 100);
                          }))
                      .isInstanceOf(ExceptionGroup.class));
      assertThat(ended).isTrue();
      assertThat(seconds()).isEqualTo(1.0);
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
    assertThat(log).isEmpty();
  }

  @Test
  void groupInsideIsNotEndedByACancellationOfTheTask() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            shielded(
                null,
                () ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> logged("a", 2));
                      var _ = group.createTask(() -> logged("b", 3));
                    }));
            sleep(1);
          });
      sleep(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(seconds()).isEqualTo(3.0);
    });
    assertThat(log).containsExactly("a", "b");
  }

  @Test
  void groupInsideCanBeEndedEarlyAlsoInACancelledTask() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            try {
              sleep(10);
            } finally {
              shielded(
                  null,
                  () -> {
                    taskGroup(group -> {
                      group.cancel();
                      sleep(10);
                    });
                    logged("cleaned", 1);
                  });
            }
          });
      yieldNow();
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    });
    assertThat(log).containsExactly("cleaned");
  }

  @Test
  void taskOfAGroupInsideCanBeCancelledByItself() {
    VirtualTime.run(() ->
        shielded(
            null,
            () ->
                taskGroup(group -> {
                  Task<?> child = group.createTask(() -> sleep(100));
                  yieldNow();
                  child.cancel();
                  assertThatThrownBy(child::await).isInstanceOf(CancelledError.class);
                  assertThat(seconds()).isZero();
                })));
  }
}
