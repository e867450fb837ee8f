package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.moveOnAfter;
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

/// No item is lost and none is given twice, whoever is cancelled when (pain 4).
class QueueCancelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private Task<?> getter(Queue<String> queue, String name) {
    return createTask(() -> {
      log.add(name + " " + queue.get());
    });
  }

  /// test_queues::QueuePutTests::test_get_cancel_drop_one_pending_reader
  @Test
  void cancelledGetterLeavesTheLine() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<?> cancelled = getter(queue, "cancelled");
      getter(queue, "next");
      yieldNow();
      cancelled.cancel();
      queue.putNowait("item");
      assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
      sleep(1);
      assertThat(log).containsExactly("next item");
    });
  }

  /// test_queues::QueueGetTests::test_get_cancelled_race
  @Test
  void getterCancelledAfterItWasChosenPassesTheItemOn() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<?> chosen = getter(queue, "chosen");
      getter(queue, "next");
      yieldNow();
      queue.putNowait("item");
      chosen.cancel();
      sleep(1);
      assertThat(chosen.cancelled()).isTrue();
      assertThat(log).containsExactly("next item");
    });
  }

  @Test
  void itemOfAGetterCancelledAloneStaysInTheQueue() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      Task<?> chosen = getter(queue, "chosen");
      yieldNow();
      queue.putNowait("item");
      chosen.cancel();
      sleep(1);
      assertThat(queue.getNowait()).isEqualTo("item");
    });
  }

  /// test_queues::QueuePutTests::test_get_cancel_drop_many_pending_readers
  @Test
  void manyCancelledGettersLoseNothing() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      List<Task<?>> getters = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        getters.add(getter(queue, "" + i));
      }
      yieldNow();
      queue.putNowait("a");
      queue.putNowait("b");
      for (int i = 0; i < 8; i++) {
        getters.get(i).cancel();
      }
      sleep(1);
      assertThat(log).containsExactly("8 a", "9 b");
    });
  }

  /// test_queues::QueuePutTests::test_put_cancelled
  @Test
  void cancelledPutterPutsNothing() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.putNowait("first");
      Task<?> putter = createTask(() -> queue.put("second"));
      yieldNow();
      putter.cancel();
      assertThatThrownBy(putter::await).isInstanceOf(CancelledError.class);
      assertThat(queue.getNowait()).isEqualTo("first");
      assertThat(queue.empty()).isTrue();
    });
  }

  /// test_queues::QueuePutTests::test_put_cancelled_race, test_put_cancel_drop
  @Test
  void putterCancelledAfterItWasChosenPassesTheRoomOn() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.putNowait("first");
      Task<?> chosen = createTask(() -> queue.put("chosen"));
      Task<?> next = createTask(() -> queue.put("next"));
      yieldNow();
      assertThat(queue.getNowait()).isEqualTo("first");
      chosen.cancel();
      next.await();
      assertThat(queue.getNowait()).isEqualTo("next");
      assertThat(queue.empty()).isTrue();
    });
  }

  /// L5 (python/asyncio#343)
  @Test
  void itemThatComesTogetherWithTheTimeoutIsDeliveredOrStaysInTheQueue() {
    VirtualTime.run(() -> {
      for (boolean itemFirst : List.of(true, false)) {
        Queue<String> queue = Queue.create();
        Task<String> getter;
        if (itemFirst) {
          getRunningLoop().callLater(SECOND, () -> queue.putNowait("item"));
          getter = createTask(() -> waitFor(queue::get, SECOND));
        } else {
          getter = createTask(() -> waitFor(queue::get, SECOND));
          yieldNow();
          getRunningLoop().callLater(SECOND, () -> queue.putNowait("item"));
        }
        int delivered = 0;
        try {
          assertThat(getter.await()).isEqualTo("item");
          delivered = 1;
        } catch (java.util.concurrent.CompletionException e) {
          assertThat(e).hasCauseInstanceOf(TimeoutException.class);
        }
        sleep(1);
        assertThat(delivered + queue.qsize()).isEqualTo(1);
      }
    });
  }

  /// pain 4: a scope does not take back what was given
  @Test
  void itemGivenToAGetterInAScopeIsReturnedThoughTheTimeIsUp() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      getRunningLoop().callLater(SECOND, () -> queue.putNowait("item"));
      String got = moveOnAfter(SECOND, () -> queue.get());
      assertThat(got).isEqualTo("item");
      assertThat(queue.empty()).isTrue();
    });
  }

  /// test_queues::QueueGetTests::test_cancelled_getters_not_being_held_in_self_getters
  @Test
  void gettersThatTimeOutAreForgotten() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      for (int i = 0; i < 3; i++) {
        String none = moveOnAfter(SECOND, () -> queue.get());
        assertThat(none).isNull();
        assertThatThrownBy(() -> waitFor(queue::get, SECOND)).isInstanceOf(TimeoutException.class);
      }
      queue.putNowait("item");
      assertThat(queue.get()).isEqualTo("item");
    });
  }
}
