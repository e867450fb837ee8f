package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.waitFor;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class ConditionTest {
  private final List<String> log = new ArrayList<>();
  private final Condition condition = Condition.create();

  private Task<?> waiter(String name) {
    return createTask(() ->
        condition.with(() -> {
          try {
            condition.await();
            log.add(name);
          } catch (CancelledError e) {
            log.add(name + " cancelled, locked " + condition.lock().locked());
            throw e;
          }
        }));
  }

  private void notifyWaiters(int count) {
    condition.with(() -> condition.notify(count));
  }

  /// test_locks::ConditionTests::test_wait, test_notify
  @Test
  void notifyWakesAsManyAsAskedInOrder() {
    VirtualTime.run(() -> {
      waiter("a");
      waiter("b");
      waiter("c");
      yieldNow();
      notifyWaiters(1);
      sleep(1);
      assertThat(log).containsExactly("a");
      notifyWaiters(100);
      sleep(1);
      assertThat(log).containsExactly("a", "b", "c");
    });
  }

  /// test_locks::ConditionTests::test_notify_all
  @Test
  void notifyAllWakesAll() {
    VirtualTime.run(() -> {
      waiter("a");
      waiter("b");
      yieldNow();
      condition.with(condition::notifyAllWaiters);
      sleep(1);
      assertThat(log).containsExactly("a", "b");
      assertThat(condition.lock().locked()).isFalse();
    });
  }

  @Test
  void waiterGoesOnOnlyWhenTheNotifierHasLetTheLockGo() {
    VirtualTime.run(() -> {
      waiter("waiter");
      yieldNow();
      condition.with(() -> {
        condition.notify(1);
        sleep(1);
        log.add("notifier");
      });
      sleep(1);
      assertThat(log).containsExactly("notifier", "waiter");
    });
  }

  /// test_locks::ConditionTests::test_wait_unacquired, test_notify_unacquired,
  /// test_notify_all_unacquired, test_wait_for_unacquired
  @Test
  void needsTheLock() {
    VirtualTime.run(() -> {
      assertThatThrownBy(condition::await).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> condition.awaitUntil(() -> false))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> condition.notify(1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(condition::notifyAllWaiters)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not acquired");
    });
  }

  /// test_locks::ConditionTests::test_wait_for
  @Test
  void awaitUntilLooksAgainAtEveryNotification() {
    VirtualTime.run(() -> {
      int[] value = {0};
      Task<?> waiting =
          createTask(() ->
              condition.with(() -> {
                condition.awaitUntil(() -> {
                  log.add("looked at " + value[0]);
                  return value[0] == 2;
                });
              }));
      yieldNow();
      for (int i = 1; i <= 2; i++) {
        value[0] = i;
        notifyWaiters(1);
        sleep(1);
      }
      assertThat(waiting.done()).isTrue();
      assertThat(log).containsExactly("looked at 0", "looked at 1", "looked at 2");
    });
  }

  /// test_locks::ConditionTests::test_wait_cancel
  @Test
  void cancelledWaiterHasTheLockAgain() {
    VirtualTime.run(() -> {
      Task<?> waiting = waiter("waiter");
      yieldNow();
      waiting.cancel();
      assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("waiter cancelled, locked true");
      assertThat(condition.lock().locked()).isFalse();
    });
  }

  /// test_locks::ConditionTests::test_wait_cancel_contested, test_cancelled_error_re_aquire
  @Test
  void cancelledWaiterWaitsForTheLockHoweverOftenItIsCancelled() {
    VirtualTime.run(() -> {
      Task<?> waiting = waiter("waiter");
      yieldNow();
      condition.with(() -> {
        for (String message : List.of("one", "two", "three")) {
          waiting.cancel(message);
          yieldNow();
          yieldNow();
        }
        assertThat(waiting.done()).isFalse();
      });
      assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class).hasMessage("three");
      assertThat(log).containsExactly("waiter cancelled, locked true");
      assertThat(waiting.cancelling()).isEqualTo(3);
    });
  }

  /// L2 (gh-112202), test_locks::ConditionTests::test_wait_cancel_after_notify,
  /// test_cancelled_wakeup
  @Test
  void waiterCancelledAfterItWasNotifiedPassesTheNotificationOn() {
    VirtualTime.run(() -> {
      Task<?> notified = waiter("notified");
      waiter("next");
      yieldNow();
      condition.with(() -> {
        condition.notify(1);
        notified.cancel();
      });
      sleep(1);
      assertThat(log).containsExactly("notified cancelled, locked true", "next");
    });
  }

  /// test_locks::ConditionTests::test_cancelled_wakeup_relock
  @Test
  void waiterCancelledWhileItTakesTheLockAgainPassesTheNotificationOn() {
    VirtualTime.run(() -> {
      Task<?> notified = waiter("notified");
      waiter("next");
      yieldNow();
      condition.with(() -> {
        condition.notify(1);
        sleep(1);
        notified.cancel();
        sleep(1);
      });
      sleep(1);
      assertThat(log).containsExactly("notified cancelled, locked true", "next");
    });
  }

  /// test_locks::ConditionTests::test_timeout_in_block
  @Test
  void worksUnderATimeout() {
    VirtualTime.run(() -> {
      condition.with(() -> {
        assertThatThrownBy(() ->
                waitFor(
                    () -> {
                      condition.await();
                      return 1;
                    },
                    Duration.ofSeconds(1)))
            .isInstanceOf(TimeoutException.class);
        assertThat(condition.lock().locked()).isTrue();
      });
      assertThat(condition.lock().locked()).isFalse();
    });
  }

  /// test_locks::ConditionTests::test_explicit_lock
  @Test
  void mayShareALock() {
    VirtualTime.run(() -> {
      Lock lock = Lock.create();
      Condition full = Condition.create(lock);
      Condition empty = Condition.create(lock);
      assertThat(full.lock()).isSameAs(empty.lock());
      Task<?> waiting =
          createTask(() ->
              lock.with(() -> {
                empty.notify(1);
                full.await();
                log.add("full");
              }));
      yieldNow();
      lock.with(() -> full.notify(1));
      waiting.await();
      assertThat(log).containsExactly("full");
    });
  }
}
