package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BlockingPortalExamples {
  private static int count(int upTo) {
    Asyncio.sleep(Duration.ofMillis(1));
    return upTo;
  }

  @Test
  void callsAndTasks() {
    assertThat(sum()).isEqualTo(5);
  }

  // @start region="calls"
  static int sum() {
    try (BlockingPortal portal = BlockingPortal.start()) {
      CompletableFuture<Integer> later = portal.startTask(() -> count(3)); // goes on meanwhile
      int now = portal.call(() -> count(2));
      return now + later.join();
    }
  }
  // @end
}
