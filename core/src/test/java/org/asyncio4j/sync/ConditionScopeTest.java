package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class ConditionScopeTest {
  private final Condition condition = Condition.create();

  @Test
  void taskOfACancelledScopeWaitsForTheLockBeforeItLeaves() {
    VirtualTime.run(() -> {
      Task<Boolean> waiter =
          Asyncio.createTask(() ->
              Asyncio.moveOnAfter(
                  Duration.ofSeconds(1),
                  _ -> {
                    condition.with(condition::await);
                  }));
      VirtualTime.yieldNow();
      condition.with(() -> {
        VirtualTime.sleep(2);
        assertThat(waiter.done()).isFalse();
      });
      assertThat(waiter.await()).as("ran to its end").isFalse();
      assertThat(VirtualTime.seconds()).isEqualTo(2);
      assertThat(condition.lock().locked()).isFalse();
    });
  }

  @Test
  void scopeDoesNotHideThatTheTaskWasCancelled() {
    VirtualTime.run(() -> {
      Task<?> waiter =
          Asyncio.createTask(() -> {
            boolean _ =
                Asyncio.moveOnAfter(
                    Duration.ofSeconds(1),
                    _ -> {
                      condition.with(condition::await);
                    });
          });
      VirtualTime.yieldNow();
      condition.with(() -> {
        waiter.cancel(); // it waits for the lock now, and so it does when the scope expires
        VirtualTime.sleep(2);
      });
      assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
    });
  }
}
