package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.sync.Condition;
import org.junit.jupiter.api.Test;

/// Scopes, the tasks of groups in them, and who waits for those.
class CancelScopeGroupTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<CancelScope> scopes = new ArrayList<>();

  private void needsToCleanUp(int seconds) {
    try {
      sleep(10);
    } finally {
      Asyncio.shielded(null, () -> sleep(seconds));
      log.add("cleaned");
    }
  }

  /// trio test_cancel_inheritance
  @Test
  void scopeAroundAGroupReachesItsTasks() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            taskGroup(group -> {
              var _ = group.createTask(() -> sleeper("a", 10));
              var _ = group.createTask(() -> sleeper("b", 10));
              getRunningLoop().callLater(SECOND, () -> scope.cancel());
            });
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
    });
    assertThat(log).containsExactlyInAnyOrder("a cancelled", "b cancelled");
  }

  /// ADR 4, 1: nothing waits for it in the scope
  @Test
  void plainTaskMadeInAScopeIsNotInIt() {
    VirtualTime.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      cancelScope(scope -> {
        tasks.add(createTask(() -> sleeper("plain", 2)));
        scope.cancel();
        sleep(10);
      });
      tasks.getFirst().await();
    });
    assertThat(log).containsExactly("plain slept");
  }

  @Test
  void plainTaskMadeByAnEagerTaskOfAGroupIsNotInItEither() {
    VirtualTime.run(() -> {
      List<Task<?>> tasks = new ArrayList<>();
      cancelScope(scope -> {
        taskGroup(group -> {
          var _ =
              group.createTask(
                  Awaitable.of(() -> {
                    tasks.add(createTask(() -> sleeper("plain", 2)));
                  }),
                  TaskOptions.DEFAULT.withEagerStart(true));
          yieldNow();
          scope.cancel();
          sleep(10);
        });
      });
      tasks.getFirst().await();
    });
    assertThat(log).containsExactly("plain slept");
  }

  /// pain 5 (anyio docs/why.rst, example 3)
  @Test
  void taskOfAGroupStartsAlsoInACancelledScope() {
    VirtualTime.run(() -> {
      cancelScope(scope -> {
        taskGroup(group -> {
          var _ =
              group.createTask(() -> {
                log.add("started");
                try {
                  sleep(10);
                } finally {
                  log.add("cleaned");
                }
              });
          scope.cancel();
        });
      });
    });
    assertThat(log).containsExactly("started", "cleaned");
  }

  /// ADR 4, 7; trio: a nursery waits for its tasks
  @Test
  void groupWaitsForItsTasksInACancelledScope() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            taskGroup(group -> {
              var _ = group.createTask(() -> needsToCleanUp(3));
              yieldNow();
              scope.cancel();
              sleep(10);
            });
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(3.0);
    });
    assertThat(log).containsExactly("cleaned");
  }

  /// trio test_cancel_scope_multierror_filtering
  @Test
  void failureOfATaskPassesTheScope() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                cancelScope(scope -> {
                  taskGroup(group -> {
                    var _ =
                        group.createTask(() -> {
                          try {
                            sleep(10);
                          } catch (CancelledError e) {
                            throw new IllegalStateException("in clean-up");
                          }
                        });
                    yieldNow();
                    scope.cancel();
                  });
                }))
            .isInstanceOf(ExceptionGroup.class)
            .hasRootCauseMessage("in clean-up"));
  }

  @Test
  void groupEndedEarlyInACancelledScopeStillEndsTheBlock() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            taskGroup(group -> {
              scope.cancel();
              group.cancel();
              sleep(10);
            });
            log.add("not reached");
          });
      assertThat(ended).isFalse();
    });
    assertThat(log).isEmpty();
  }

  /// ADR 4, 5: a scope never swallows what `Task.cancel` throws
  @Test
  void cancellationOfTheTaskWhileAGroupEndsForTheScopeIsNotLost() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            cancelScope(scope -> {
              scopes.add(scope);
              taskGroup(group -> {
                var _ = group.createTask(() -> needsToCleanUp(3));
                sleep(10);
              });
            });
            log.add("not reached");
          });
      yieldNow();
      yieldNow();
      scopes.getFirst().cancel();
      sleep(1);
      task.cancel("the task");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("the task");
    });
    assertThat(log).containsExactly("cleaned");
  }

  @Test
  void scopeOfOneTaskLeavesTheOthers() {
    VirtualTime.run(() ->
        taskGroup(group -> {
          var _ =
              group.createTask(() ->
                  cancelScope(scope -> {
                    scope.cancel();
                    sleeper("a", 1);
                  }));
          var _ = group.createTask(() -> sleeper("b", 1));
        }));
    assertThat(log).containsExactly("a cancelled", "b slept");
  }

  /// ADR 4, 7
  @Test
  void conditionTakesItsLockAgainInACancelledScope() {
    VirtualTime.run(() -> {
      Condition condition = Condition.create();
      Task<?> waiting =
          createTask(() ->
              cancelScope(scope -> {
                scopes.add(scope);
                condition.with(() -> {
                  try {
                    condition.await();
                  } finally {
                    log.add("locked " + condition.lock().locked());
                  }
                });
              }));
      yieldNow();
      condition.with(() -> {
        scopes.getFirst().cancel();
        sleep(2);
        log.add("released");
      });
      waiting.await();
      assertThat(condition.lock().locked()).isFalse();
    });
    assertThat(log).containsExactly("released", "locked true");
  }

  @Test
  void innerScopeIsReachedThroughAGroup() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            taskGroup(group -> {
              var _ =
                  group.createTask(() ->
                      cancelScope(inner -> {
                        scopes.add(inner);
                        sleep(10);
                      }));
              yieldNow();
              outer.cancel();
            });
          });
      assertThat(ended).isFalse();
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
      assertThat(seconds()).isZero();
    });
  }
}
