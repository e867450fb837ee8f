package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.cancelScope;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shielded;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.seconds;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// pain 7: clean-up that awaits, protected and yet not orphaned. trio
/// test_run::test_cancel_shielding.
class CancelScopeShieldTest extends LoggingTasks {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<CancelScope> scopes = new ArrayList<>();

  /// trio test_cancel_shielding
  @Test
  void protectsFromTheScopesAround() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            try {
              scope.cancel();
              sleep(10);
            } finally {
              assertThat(shielded(null, () -> logged("cleaned", 2))).isTrue();
              sleep(1);
              log.add("not reached");
            }
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(2.0);
    });
    assertThat(log).containsExactly("cleaned");
  }

  @Test
  void scopeAroundThatIsCancelledMeanwhileEndsTheBlockAfterIt() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(scope -> {
            getRunningLoop().callLater(SECOND, () -> scope.cancel());
            shielded(null, () -> logged("protected", 3));
            sleep(1);
            log.add("not reached");
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(3.0);
    });
    assertThat(log).containsExactly("protected");
  }

  /// ADR 4, 6
  @Test
  void cancellationOfTheTaskComesAtTheFirstAwaitAfterIt() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            shielded(null, () -> logged("protected", 3));
            log.add("after");
            sleep(1);
            log.add("not reached");
          });
      sleep(1);
      assertThat(task.cancel("meanwhile")).isTrue();
      assertThat(task.cancelling()).isEqualTo(1);
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("meanwhile");
      assertThat(seconds()).isEqualTo(3.0);
    });
    assertThat(log).containsExactly("protected", "after");
  }

  @Test
  void cancellationFromBeforeTheBlockWaitsToo() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            current().cancel("before");
            shielded(null, () -> logged("protected", 1));
            sleep(1);
          });
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("before");
    });
    assertThat(log).containsExactly("protected");
  }

  @Test
  void taskThatEndsWithoutAnotherAwaitIsCancelledAllTheSame() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> shielded(null, () -> logged("protected", 2)));
      sleep(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("protected");
    });
  }

  @Test
  void requestCanBeTakenBackMeanwhile() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            shielded(null, () -> logged("protected", 2));
            logged("after", 1);
          });
      sleep(1);
      task.cancel();
      assertThat(task.uncancel()).isZero();
      task.await();
    });
    assertThat(log).containsExactly("protected", "after");
  }

  @Test
  void requestReachesATaskThroughTheTaskThatAwaitsIt() {
    VirtualTime.run(() -> {
      Task<?> inner =
          createTask(() -> {
            shielded(null, () -> logged("protected", 2));
            sleep(10);
          });
      Task<?> outer = createTask(() -> inner.await());
      sleep(1);
      outer.cancel("outer");
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class).hasMessage("outer");
      assertThat(seconds()).isEqualTo(2.0);
      assertThat(inner.cancelled()).isTrue();
    });
    assertThat(log).containsExactly("protected");
  }

  @Test
  void requestWaitsForTheOutermostOfSeveralShields() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            shielded(
                null,
                () -> {
                  shielded(null, () -> logged("inner", 2));
                  logged("outer", 1);
                });
            logged("not reached", 1);
          });
      sleep(1);
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    });
    assertThat(log).containsExactly("inner", "outer");
  }

  /// trio test_cancel_shielding: its own scope reaches it
  @Test
  void itsOwnDeadlineReachesIt() {
    VirtualTime.run(() -> {
      assertThat(shielded(SECOND, () -> sleep(10))).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  /// pain 7: `shield()` orphans its work at the end of the program, this does not
  @Test
  void endOfTheProgramWaitsForIt() {
    VirtualTime.run(() -> {
      var _ =
          createTask(() -> {
            shielded(
                Duration.ofSeconds(30),
                () ->
                    taskGroup(group -> {
                      var _ = group.createTask(() -> logged("group", 2));
                      logged("block", 1);
                    }));
            sleep(10);
            log.add("not reached");
          });
      yieldNow();
    });
    assertThat(log).containsExactly("block", "group");
  }

  @Test
  void exposingTheBlockLetsTheScopesAroundReachIt() {
    VirtualTime.run(() -> {
      boolean ended =
          cancelScope(outer -> {
            cancelScope(inner -> {
              inner.setShield(true);
              outer.cancel();
              getRunningLoop().callLater(SECOND, () -> inner.setShield(false));
              sleep(10);
            });
          });
      assertThat(ended).isFalse();
      assertThat(seconds()).isEqualTo(1.0);
    });
  }

  @Test
  void exposingTheBlockLetsACancellationOfTheTaskReachIt() {
    VirtualTime.run(() -> {
      Task<?> task =
          createTask(() -> {
            cancelScope(scope -> {
              scopes.add(scope);
              scope.setShield(true);
              sleep(10);
            });
          });
      yieldNow();
      task.cancel("waiting");
      getRunningLoop().callLater(SECOND, () -> scopes.getFirst().setShield(false));
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("waiting");
      assertThat(seconds()).isEqualTo(1.0);
    });
  }
}
