package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A group whose parent is cancelled from outside, and groups in groups.
class TaskGroupCancelTest extends LoggingTasks {
  /// test_taskgroups::test_cancellation, test_taskgroup_17
  @Test
  void cancelledBlockCancelsTheTasksAndWaits() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      try {
                        sleeper("task", 10);
                      } finally {
                        sleep(1);
                        log.add("cleaned");
                      }
                    });
                sleeper("block", 10);
              }));
      yieldNow();
      yieldNow();
      parent.cancel("enough");
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(log).containsExactly("block cancelled", "task cancelled", "cleaned");
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// test_taskgroups::test_taskgroup_15, 16
  @Test
  void cancelledWhileItWaitsForItsTasks() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(group -> {
                var _ = group.createTask(() -> sleeper("task", 10));
              }));
      sleep(1);
      parent.cancel("enough");
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(parent.cancelled()).isTrue();
      assertThat(log).containsExactly("task cancelled");
    });
  }

  /// test_taskgroups::test_taskgroup_18
  @Test
  void blockThatFailsWhenCancelledIsAFailure() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(group -> {
                try {
                  sleep(10);
                } catch (CancelledError e) {
                  throw new IllegalStateException("instead");
                }
              }));
      yieldNow();
      parent.cancel();
      assertThatThrownBy(parent::await)
          .isInstanceOf(ExceptionGroup.class)
          .hasRootCauseMessage("instead");
    });
  }

  /// test_taskgroups::test_taskgroup_21a: repeated cancellation while it waits
  @Test
  void secondCancellationDoesNotLeaveTasksBehind() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      try {
                        sleep(10);
                      } finally {
                        sleep(3);
                        log.add("cleaned");
                      }
                    });
              }));
      sleep(1);
      parent.cancel("one");
      sleep(1);
      parent.cancel("two");
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class).hasMessage("one");
      assertThat(log).containsExactly("cleaned");
    });
  }

  /// L8, test_taskgroups::test_error_and_cancel
  @Test
  void failureAndCancellationTogetherThrowTheGroupFirstAndTheCancellationNext() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() -> {
            assertThatThrownBy(() ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> fail(1, "one"));
                      var _ = group.createTask(() -> fail(1, "two"));
                      sleep(10);
                    }))
                .isInstanceOfSatisfying(
                    ExceptionGroup.class, e -> assertThat(e.exceptions()).hasSize(2));
            log.add("cancelling " + current().cancelling());
            sleep(1);
            log.add("not reached");
          });
      getRunningLoop()
          .callLater(Duration.ofSeconds(1), () -> getRunningLoop().callSoon(() -> parent.cancel()));
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("cancelling 1");
    });
  }

  @Test
  void cancellationWhileItWaitsAfterAFailureOfTheBlockLosesNeither() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() -> {
            assertThatThrownBy(() ->
                    taskGroup(group -> {
                      var _ =
                          group.createTask(() -> {
                            try {
                              sleep(10);
                            } finally {
                              sleep(2);
                            }
                          });
                      yieldNow();
                      throw new IllegalStateException("of the block");
                    }))
                .isInstanceOf(ExceptionGroup.class)
                .hasRootCauseMessage("of the block");
            yieldNow();
            log.add("not reached");
          });
      sleep(1);
      parent.cancel();
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
      assertThat(log).isEmpty();
    });
  }

  /// test_taskgroups::test_cancelling_level_preserved, test_cancellation_does_not_leak_out_of_tg
  @Test
  void noCancellationLeaksOutAfterAFailure() {
    VirtualTime.run(() -> {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() ->
                taskGroup(group -> {
                  var _ = group.createTask(() -> fail(0, "planned"));
                }))
            .isInstanceOf(ExceptionGroup.class);
        assertThat(current().cancelling()).isZero();
        yieldNow();
      }
    });
  }

  /// test_taskgroups::test_taskgroup_11, 12
  @Test
  void innerGroupEndsWithTheOuterOne() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(outer -> {
                var _ =
                    outer.createTask(() ->
                        taskGroup(inner -> {
                          var _ = inner.createTask(() -> sleeper("inner", 10));
                          sleeper("inner block", 10);
                        }));
                sleeper("outer block", 10);
              }));
      sleep(1);
      parent.cancel();
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
      assertThat(log)
          .containsExactly("outer block cancelled", "inner block cancelled", "inner cancelled");
    });
  }

  /// test_taskgroups::test_taskgroup_13
  @Test
  void failureOfTheOuterGroupIsNotNested() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              taskGroup(outer -> {
                var _ = outer.createTask(() -> fail(1, "of the outer"));
                taskGroup(inner -> {
                  var _ = inner.createTask(() -> sleeper("inner", 10));
                });
              }))
          .isInstanceOfSatisfying(
              ExceptionGroup.class,
              e ->
                  assertThat(e.exceptions())
                      .singleElement()
                      .isInstanceOf(IllegalStateException.class));
      assertThat(log).containsExactly("inner cancelled");
    });
  }

  /// test_taskgroups::test_taskgroup_14
  @Test
  void failureOfTheInnerGroupIsNested() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                taskGroup(outer -> {
                  var _ = outer.createTask(() -> sleeper("outer", 10));
                  taskGroup(inner -> {
                    var _ = inner.createTask(() -> fail(1, "of the inner"));
                  });
                }))
            .isInstanceOfSatisfying(
                ExceptionGroup.class,
                e -> {
                  assertThat(e.exceptions()).singleElement().isInstanceOf(ExceptionGroup.class);
                  assertThat(e.flatten())
                      .extracting(Throwable::getMessage)
                      .containsExactly("of the inner");
                }));
  }

  /// test_taskgroups::test_nested_groups_both_cancelled
  @Test
  void groupsThatFailTogetherAreHandledFromTheInside() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              taskGroup(outer -> {
                assertThatThrownBy(() ->
                        taskGroup(inner -> {
                          var _ = inner.createTask(() -> fail(0, "inner"));
                          var _ = outer.createTask(() -> fail(0, "outer"));
                        }))
                    .isInstanceOf(ExceptionGroup.class)
                    .hasRootCauseMessage("inner");
                log.add("cancelling " + current().cancelling());
              }))
          .isInstanceOf(ExceptionGroup.class)
          .hasRootCauseMessage("outer");
      assertThat(log).containsExactly("cancelling 1");
      assertThat(current().cancelling()).isZero();
      yieldNow();
    });
  }

  /// L9: the group waits for what ignores its cancellation; the cancellation is not lost
  @Test
  void taskThatSwallowsItsCancellationIsWaitedFor() {
    VirtualTime.run(() -> {
      Task<?> parent =
          createTask(() ->
              taskGroup(group -> {
                var _ =
                    group.createTask(() -> {
                      try {
                        sleep(10);
                      } catch (CancelledError e) {
                        sleep(5);
                        log.add("went on");
                      }
                    });
              }));
      sleep(1);
      parent.cancel();
      assertThatThrownBy(parent::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("went on");
      assertThat(seconds()).isEqualTo(6.0);
    });
  }
}
