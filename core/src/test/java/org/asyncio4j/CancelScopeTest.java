package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.timeout;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The model is trio (its test_run.py) and anyio (its test_taskgroups.py).
class CancelScopeTest extends LoggingTasks {
  private final List<CancelScope> scopes = new ArrayList<>();

  /// trio test_cancel_edge_cases
  @Test
  void cancelledBlockEndsAtItsNextAwaitAndTheTaskGoesOn() {
    VirtualTime.run(() -> {
      String value =
          cancelScope(scope -> {
            scopes.add(scope);
            scope.cancel("no need");
            log.add("still here");
            sleep(10);
            return "not reached";
          });
      assertThat(value).isNull();
      CancelScope scope = scopes.getFirst();
      assertThat(scope.cancelCalled()).isTrue();
      assertThat(scope.cancelledCaught()).isTrue();
      assertThat(scope.expired()).isFalse();
      assertThat(scope.reason()).isEqualTo("no need");
      sleep(1);
    });
    assertThat(log).containsExactly("still here");
  }

  @Test
  void blockThatIsNotCancelledHasItsValue() {
    VirtualTime.run(() -> {
      String value =
          cancelScope(scope -> {
            scopes.add(scope);
            sleep(1);
            return "value";
          });
      assertThat(value).isEqualTo("value");
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
    });
  }

  /// trio test_cancel_edge_cases ("cancel without a checkpoint")
  @Test
  void blockThatAwaitsNothingMoreEndsInItsOwnWay() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            scopes.add(scope);
            scope.cancel();
          });
      assertThat(ended).isTrue();
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
      sleep(1);
    });
  }

  @Test
  void cancelledByAnotherTaskEndsTheWaitAtOnce() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            getRunningLoop().callLater(Duration.ofSeconds(2), () -> scope.cancel("by a callback"));
            try {
              sleep(10);
            } catch (CancelledError e) {
              log.add(String.valueOf(e.getMessage()));
              throw e;
            }
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(2.0);
    });
    assertThat(log).containsExactly("cancelled by a scope: by a callback");
  }

  /// Level-triggered: pain 2, anyio docs/why.rst
  @Test
  void everyAwaitInACancelledScopeThrows() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            scope.cancel();
            for (int i = 0; i < 3; i++) {
              try {
                sleep(10);
              } catch (CancelledError e) {
                log.add("sleep");
              }
            }
            try {
              yieldNow();
            } catch (CancelledError e) {
              log.add("yield");
            }
            try {
              getRunningLoop().createFuture().await();
            } catch (CancelledError e) {
              log.add("future");
            }
          });
      assertThat(ended).isTrue();
      assertThat(seconds()).isZero();
    });
    assertThat(log).containsExactly("sleep", "sleep", "sleep", "yield", "future");
  }

  /// pain 4 (anyio docs/why.rst, example 2)
  @Test
  void whatWasDeliveredIsNotDropped() {
    VirtualTime.run(() -> {
      Future<String> future = getRunningLoop().createFuture();
      boolean ended =
          cancelScope(scope -> {
            getRunningLoop()
                .callSoon(() -> {
                  future.setResult("delivered");
                  scope.cancel();
                });
            log.add(future.await());
            sleep(10);
            log.add("not reached");
          });
      assertThat(ended).isFalse();
    });
    assertThat(log).containsExactly("delivered");
  }

  @Test
  void sleepThatIsOverIsNotCancelledEither() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            getRunningLoop().callLater(Duration.ofSeconds(1), () -> scope.cancel());
            sleep(1);
            log.add("slept");
            sleep(1);
          });
      assertThat(ended).isFalse();
    });
    assertThat(log).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void futureThatTheScopeStoppedWaitingForIsCancelled() {
    VirtualTime.run(() -> {
      Task<?> child = createTask(() -> sleep(10));
      boolean ended =
          cancelScope(scope -> {
            getRunningLoop().callSoon(() -> scope.cancel("enough"));
            child.await();
          });
      assertThat(ended).isFalse();
      assertThatThrownBy(child::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(current().cancelling()).isZero();
    });
  }

  /// trio test_cancel_scope_nesting
  @Test
  void outerScopeEndsTheInnerOne() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            cancelScope(inner -> {
              scopes.add(inner);
              outer.cancel();
              sleep(10);
            });
            log.add("not reached");
          });
      assertThat(ended).isFalse();
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
    });
    assertThat(log).isEmpty();
  }

  /// trio test_cancel_scope_nesting
  @Test
  void innerScopeLeavesTheOuterOne() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            boolean innerEnded =
                cancelScope(inner -> {
                  inner.cancel();
                  sleep(10);
                });
            assertThat(innerEnded).isFalse();
            sleep(1);
          });
      assertThat(ended).isTrue();
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// trio test_cancel_scope_nesting: the outermost wins
  @Test
  void whenBothAreCancelledTheOuterOneCatches() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            cancelScope(inner -> {
              scopes.add(inner);
              inner.cancel();
              outer.cancel();
              sleep(10);
            });
            log.add("not reached");
          });
      assertThat(ended).isFalse();
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
    });
    assertThat(log).isEmpty();
  }

  @Test
  void innerScopeThatIsAlreadyUnwindingGivesWayToTheOuterOne() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            cancelScope(inner -> {
              inner.cancel();
              try {
                sleep(10);
              } finally {
                outer.cancel();
              }
            });
            log.add("between");
            sleep(10);
            log.add("not reached");
          });
      assertThat(ended).isFalse();
    });
    assertThat(log).containsExactly("between");
  }

  @Test
  void failureInTheCleanUpPasses() {
    VirtualTime.run(() ->
        assertThatThrownBy(() ->
                cancelScope(scope -> {
                  scope.cancel();
                  try {
                    sleep(10);
                  } catch (CancelledError e) {
                    throw new IllegalStateException("in clean-up");
                  }
                }))
            .hasMessage("in clean-up"));
  }

  /// ADR 4, 5: it is no cancellation of the task
  @Test
  void taskIsNotCancelledByIt() {
    VirtualTime.run(() -> {
      Task<Integer> task =
          createTask(() -> {
            cancelScope(scope -> {
              scope.cancel();
              sleep(10);
            });
            return current().cancelling();
          });
      assertThat(task.await()).isZero();
      assertThat(task.cancelled()).isFalse();
    });
  }

  /// ADR 4, 5
  @Test
  void cancellationOfTheTaskPasses() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            cancelScope(scope -> {
              scopes.add(scope);
              sleep(10);
            });
            log.add("not reached");
          });
      yieldNow();
      task.cancel("the task");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("the task");
      assertThat(scopes.getFirst().cancelledCaught()).isFalse();
      assertThat(log).isEmpty();
    });
  }

  /// ADR 4, 5
  @Test
  void cancellationOfTheTaskAfterThatOfTheScopeComesAtTheNextAwait() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            cancelScope(scope -> {
              scopes.add(scope);
              sleep(10);
            });
            log.add("after the scope");
            sleep(1);
            log.add("not reached");
          });
      yieldNow();
      scopes.getFirst().cancel();
      task.cancel("the task");
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("the task");
    });
    assertThat(log).containsExactly("after the scope");
  }

  /// ADR 4, 5
  @Test
  void timeoutDoesNotTakeTheErrorOfAScopeForItsOwn() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            timeout(
                Duration.ofSeconds(1),
                _ -> {
                  try {
                    sleep(10);
                  } catch (CancelledError e) {
                    scope.cancel();
                    yieldNow();
                  }
                });
          });
      assertThat(ended).isFalse();
      assertThat(current().cancelling()).isZero();
    });
  }

  /// trio test_cancel_scope_exit_doesnt_..., misuse of a scope that is over
  @Test
  void cancellingAScopeThatIsOverDoesNothing() {
    VirtualTime.run(() -> {
      cancelScope(scope -> {
        scopes.add(scope);
      });
      scopes.getFirst().cancel();
      sleep(1);
      assertThat(scopes.getFirst().cancelCalled()).isFalse();
    });
  }

  @Test
  void currentIsTheInnermostScope() {
    VirtualTime.run(() -> {
      assertThat(CancelScope.current()).isNull();
      cancelScope(outer -> {
        cancelScope(inner -> {
          assertThat(CancelScope.current()).isSameAs(inner);
        });
        assertThat(CancelScope.current()).isSameAs(outer);
      });
      assertThat(CancelScope.current()).isNull();
    });
  }

  /// L14
  @Test
  void cancelFromAnotherThreadIsRefused() {
    VirtualTime.run(() ->
        cancelScope(scope -> {
          Thread foreign =
              Thread.ofPlatform()
                  .uncaughtExceptionHandler((_, e) -> log.add(String.valueOf(e.getMessage())))
                  .start(scope::cancel);
          foreign.join();
          assertThat(scope.cancelCalled()).isFalse();
        }));
    assertThat(log).singleElement().asString().contains("callSoonThreadsafe");
  }
}
