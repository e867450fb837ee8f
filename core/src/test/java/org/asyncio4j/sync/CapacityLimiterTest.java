package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class CapacityLimiterTest {
  private final CapacityLimiter limiter = CapacityLimiter.create(1);

  @Test
  void acquireWaitsForAFreeToken() {
    VirtualTime.run(() -> {
      limiter.acquireOnBehalfOf("a");
      Task<?> waiter = createTask(() -> limiter.acquireOnBehalfOf("b"));
      VirtualTime.sleep(1);
      assertThat(waiter.done()).isFalse();
      limiter.releaseOnBehalfOf("a");
      waiter.await();
      assertThat(limiter.statistics().borrowers()).containsExactly("b");
    });
  }

  @Test
  void taskBorrowsForItself() {
    VirtualTime.run(() -> {
      limiter.acquire();
      assertThat(limiter.statistics().borrowers())
          .isEqualTo(Set.<Object>of(Asyncio.allTasks().getFirst()));
      limiter.release();
      assertThat(limiter.borrowed()).isZero();
    });
  }

  @Test
  void borrowerCannotAcquireTwice() {
    VirtualTime.run(() -> {
      limiter.acquire();
      assertThatThrownBy(limiter::acquire)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds a token of this limiter already");
      assertThatThrownBy(limiter::tryAcquire).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void borrowerCannotWaitTwice() {
    VirtualTime.run(() -> {
      limiter.acquire();
      Task<?> waiter = createTask(() -> limiter.acquireOnBehalfOf("a"));
      VirtualTime.yieldNow();
      assertThatThrownBy(() -> limiter.acquireOnBehalfOf("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("waits for a token");
      limiter.release();
      waiter.await();
    });
  }

  @Test
  void borrowerWhoseWaitWasCancelledCanAskAgainAtOnce() {
    VirtualTime.run(() -> {
      limiter.acquire();
      Task<?> waiter = createTask(() -> limiter.acquireOnBehalfOf("a"));
      VirtualTime.yieldNow();
      waiter.cancel();
      Task<?> again = createTask(() -> limiter.acquireOnBehalfOf("a"));
      VirtualTime.sleep(1);
      limiter.release();
      again.await();
      assertThat(waiter.cancelled()).isTrue();
      assertThat(limiter.statistics().borrowers()).containsExactly("a");
    });
  }

  @Test
  void releaseByWhoHoldsNoTokenIsRefused() {
    VirtualTime.run(() -> {
      limiter.acquireOnBehalfOf("a");
      assertThatThrownBy(limiter::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds no token");
      assertThat(limiter.borrowed()).isEqualTo(1);
    });
  }

  @Test
  void servesInTheOrderOfAsking() {
    List<Integer> order = new ArrayList<>();
    VirtualTime.run(() -> {
      limiter.acquire();
      for (int i = 0; i < 10; i++) {
        int number = i;
        var _ = createTask(() -> limiter.with(() -> order.add(number)));
      }
      VirtualTime.yieldNow();
      limiter.release();
      assertThat(limiter.tryAcquire()).as("goes past those who wait").isFalse();
      VirtualTime.sleep(1);
    });
    assertThat(order).hasSize(10).isSorted();
  }

  @Test
  void tokenOfOneWhoIsCancelledWhenGivenItPassesToTheNext() {
    VirtualTime.run(() -> {
      limiter.acquire();
      Task<?> first = createTask(() -> limiter.acquireOnBehalfOf("first"));
      Task<?> second = createTask(() -> limiter.acquireOnBehalfOf("second"));
      VirtualTime.yieldNow();
      limiter.release();
      first.cancel();
      second.await();
      assertThat(first.cancelled()).isTrue();
      assertThat(limiter.statistics().borrowers()).containsExactly("second");
    });
  }

  @Test
  void newTokensGoToThoseWhoWait() {
    VirtualTime.run(() -> {
      limiter.acquire();
      Task<?> first = createTask(() -> limiter.acquireOnBehalfOf("first"));
      Task<?> second = createTask(() -> limiter.acquireOnBehalfOf("second"));
      VirtualTime.yieldNow();
      limiter.setTotal(3);
      Asyncio.wait(List.of(first, second));
      assertThat(limiter.available()).isZero();
    });
  }

  @Test
  void fewerTokensTakeNoneAway() {
    VirtualTime.run(() -> {
      limiter.setTotal(2);
      limiter.acquireOnBehalfOf("a");
      limiter.acquireOnBehalfOf("b");
      limiter.setTotal(1);
      assertThat(limiter.borrowed()).isEqualTo(2);
      assertThat(limiter.available()).isZero();
      limiter.releaseOnBehalfOf("a");
      assertThat(limiter.tryAcquire()).isFalse();
      limiter.releaseOnBehalfOf("b");
      assertThat(limiter.tryAcquire()).isTrue();
    });
  }

  @Test
  void statisticsTellWhoHasWhat() {
    VirtualTime.run(() -> {
      limiter.acquireOnBehalfOf("a");
      Task<?> waiter = createTask(() -> limiter.acquireOnBehalfOf("b"));
      VirtualTime.yieldNow();
      assertThat(limiter.statistics())
          .isEqualTo(new CapacityLimiter.Statistics(1, 1, Set.of("a"), 1));
      waiter.cancel();
      assertThat(limiter.statistics().waiting()).isZero();
    });
  }

  @Test
  void tokenIsGivenBackWhenTheBlockFails() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() ->
              limiter.with(() -> {
                throw new UnsupportedOperationException();
              }))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(limiter.available()).isEqualTo(1);
    });
  }

  @Test
  void tokenIsGivenBackWhenTheLoopIsClosedUnderTheBlock() {
    EventLoop loop = VirtualTime.newLoop();
    loop.setExceptionHandler((_, _) -> {}); // is told that the task is pending
    Task<?> task = loop.createTask(() -> limiter.with(() -> VirtualTime.sleep(3600)));
    loop.runUntilComplete(() -> VirtualTime.sleep(1));
    loop.close();
    assertThat(task.cancelled()).isTrue();
    assertThat(limiter.available()).isEqualTo(1);
  }

  @Test
  void callbackCannotBorrowForItself() {
    VirtualTime.run(() -> {
      List<String> messages = new ArrayList<>();
      var _ =
          Asyncio.getRunningLoop()
              .callSoon(() -> {
                try {
                  limiter.acquire();
                } catch (IllegalStateException e) {
                  messages.add(e.getMessage());
                }
              });
      VirtualTime.yieldNow();
      assertThat(messages).singleElement().asString().contains("acquireOnBehalfOf");
    });
  }

  @Test
  void negativeTotalIsRefused() {
    assertThatThrownBy(() -> limiter.setTotal(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a capacity limiter cannot have -1 tokens: give 0 or more");
  }
}
