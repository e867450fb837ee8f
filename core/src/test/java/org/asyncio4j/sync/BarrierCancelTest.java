package org.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;

import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class BarrierCancelTest {
  @Test
  void numberOfOneWhoWasCancelledIsGivenToAnother() {
    VirtualTime.run(() -> {
      Barrier barrier = Barrier.create(3);
      Task<Integer> first = createTask(barrier::await);
      Task<Integer> second = createTask(barrier::await);
      VirtualTime.yieldNow();
      first.cancel();
      VirtualTime.yieldNow();
      Task<Integer> third = createTask(barrier::await);
      Task<Integer> fourth = createTask(barrier::await);
      assertThat(Asyncio.gather(List.of(second, third, fourth))).containsExactlyInAnyOrder(0, 1, 2);
    });
  }
}
