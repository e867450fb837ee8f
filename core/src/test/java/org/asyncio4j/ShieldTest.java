package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import org.junit.jupiter.api.Test;

class ShieldTest extends LoggingTasks {
  /// test_tasks::test_shield_result
  @Test
  void valuePasses() {
    VirtualTime.run(() -> {
      Future<Integer> inner = newFuture();
      getRunningLoop().callSoon(() -> inner.setResult(42));
      assertThat(shield(inner)).isEqualTo(42);
    });
  }

  /// test_tasks::test_shield_exception
  @Test
  void failurePasses() {
    VirtualTime.run(() -> {
      Future<Integer> inner = newFuture();
      getRunningLoop().callSoon(() -> inner.setException(new IllegalStateException("planned")));
      assertThatThrownBy(() -> shield(inner)).hasMessage("planned");
    });
  }

  /// test_tasks::test_shield_cancel_inner
  @Test
  void cancellationOfTheInnerOnePasses() {
    VirtualTime.run(() -> {
      Future<Integer> inner = newFuture();
      getRunningLoop().callSoon(inner::cancel);
      assertThatThrownBy(() -> shield(inner)).isInstanceOf(CancelledError.class);
    });
  }

  /// test_tasks::test_shield_shortcut
  @Test
  void whatIsDoneIsReturnedWithoutGivingWay() {
    VirtualTime.run(() -> {
      Future<Integer> inner = newFuture();
      inner.setResult(1);
      getRunningLoop().callSoon(() -> log.add("gave way"));
      assertThat(shield(inner)).isEqualTo(1);
      assertThat(Shield.around(inner)).isSameAs(inner);
      assertThat(log).isEmpty();
    });
  }

  /// test_tasks::test_shield_cancel_outer
  @Test
  void cancellingTheOuterFutureDetachesIt() {
    VirtualTime.run(() -> {
      Future<Integer> inner = newFuture();
      Future<Integer> outer = Shield.around(inner);
      assertThat(outer.cancel()).isTrue();
      yieldNow();
      assertThat(outer.cancelled()).isTrue();
      assertThat(inner.done()).isFalse();
    });
  }

  /// test_tasks::test_shield_effect
  @Test
  void innerOneSurvivesTheCancellationOfWhoAwaitsIt() {
    VirtualTime.run(() -> {
      Task<?> outer =
          createTask(() ->
              shield(() -> {
                sleep(2);
                log.add("done");
                return 1;
              }));
      sleep(1);
      outer.cancel("enough");
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class).hasMessage("enough");
      assertThat(log).isEmpty();
      sleep(2);
      assertThat(log).containsExactly("done");
    });
  }

  /// test_tasks::test_shield_gather
  @Test
  void gatherInAShieldSurvives() {
    VirtualTime.run(() -> {
      Future<Integer> a = newFuture();
      Future<Integer> b = newFuture();
      Task<?> outer =
          createTask(() ->
              shield(() -> {
                log.addAll(gather(a, b).stream().map(String::valueOf).toList());
                return 1;
              }));
      yieldNow();
      yieldNow();
      outer.cancel();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
      a.setResult(1);
      b.setResult(2);
      sleep(1);
      assertThat(log).containsExactly("1", "2");
    });
  }

  /// Semantics 1b (3.15); 3.13 keeps silent
  @Test
  void failureAfterTheOuterOneWasCancelledIsReported() {
    VirtualTime.run(() -> {
      getRunningLoop()
          .setExceptionHandler((_, context) -> log.add(String.valueOf(context.exception())));
      Future<Integer> inner = newFuture();
      Task<?> outer = createTask(() -> shield(inner));
      yieldNow();
      outer.cancel();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
      inner.setException(new IllegalStateException("nobody looks"));
    });
    assertThat(log).singleElement().asString().contains("nobody looks");
  }

  /// pain 7: what a shield orphaned is ended, and waited for, when the program is
  @Test
  void doesNotProtectFromTheEndOfTheProgram() {
    VirtualTime.run(() -> {
      Task<?> outer =
          createTask(() ->
              shield(() -> {
                try {
                  sleep(100);
                  return 1;
                } finally {
                  sleep(1);
                  log.add("cleaned");
                }
              }));
      sleep(1);
      outer.cancel();
      assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
    });
    assertThat(log).containsExactly("cleaned");
  }

  /// pain 1 (gh-91887): the loop holds the inner task
  @Test
  void innerTaskNeedsNobodyToHoldIt() {
    VirtualTime.run(() -> {
      Task<?> outer =
          createTask(() ->
              shield(() -> {
                sleep(2);
                return log.add("done");
              }));
      sleep(1);
      outer.cancel();
      System.gc();
      sleep(2);
      assertThat(log).containsExactly("done");
    });
  }
}
