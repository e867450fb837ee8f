package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class EventTest {
  private final List<String> log = new ArrayList<>();
  private final Event event = Event.create();

  private Task<?> waiter(String name) {
    return createTask(() -> {
      event.await();
      log.add(name);
    });
  }

  /// test_locks::EventTests::test_wait
  @Test
  void setWakesAllInTheOrderInWhichTheyCame() {
    VirtualTime.run(() -> {
      waiter("a");
      waiter("b");
      waiter("c");
      yieldNow();
      assertThat(log).isEmpty();
      event.set();
      yieldNow();
      assertThat(log).containsExactly("a", "b", "c");
    });
  }

  /// test_locks::EventTests::test_wait_on_set
  @Test
  void waitOnWhatIsSetDoesNotGiveWay() {
    VirtualTime.run(() -> {
      event.set();
      var _ = createTask(() -> log.add("other"));
      event.await();
      assertThat(log).isEmpty();
    });
  }

  /// test_locks::EventTests::test_clear
  @Test
  void isSetUntilCleared() {
    VirtualTime.run(() -> {
      assertThat(event.isSet()).isFalse();
      event.set();
      event.set();
      assertThat(event.isSet()).isTrue();
      event.clear();
      assertThat(event.isSet()).isFalse();
      Task<?> waiting = waiter("a");
      yieldNow();
      assertThat(waiting.done()).isFalse();
    });
  }

  /// test_locks::EventTests::test_clear_with_waiters
  @Test
  void clearedAtOnceStillWakesThoseWhoWaited() {
    VirtualTime.run(() -> {
      waiter("a");
      waiter("b");
      yieldNow();
      event.set();
      event.clear();
      event.set();
      event.clear();
      Task<?> late = waiter("late");
      yieldNow();
      assertThat(log).containsExactly("a", "b");
      yieldNow();
      assertThat(late.done()).isFalse();
    });
  }

  /// test_locks::EventTests::test_wait_cancel
  @Test
  void cancelledWaiterIsForgotten() {
    VirtualTime.run(() -> {
      Task<?> cancelled = waiter("cancelled");
      waiter("other");
      yieldNow();
      cancelled.cancel();
      event.set();
      assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
      assertThat(log).containsExactly("other");
    });
  }
}
