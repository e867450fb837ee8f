package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PackageExamples {
  // @start region="first"
  static int delay(int seconds) {
    sleep(Duration.ofSeconds(seconds)); // suspends this task, not the loop
    return seconds;
  }

  static int both() {
    Task<Integer> two = createTask(() -> delay(2));
    Task<Integer> three = createTask(() -> delay(3));
    return two.await() + three.await(); // 5, after 3 s, not 5 s
  }

  static Coroutine<Integer> addOne(int number) { // Java's async def
    return async("addOne", () -> number + 1);
  }

  public static void main(String[] args) {
    int six = run(() -> addOne(both()).await());
    // @end
    assertThat(six).isEqualTo(6);
  }

  @Test
  void runs() {
    int six = VirtualTime.run(() -> addOne(both()).await());
    assertThat(six).isEqualTo(6);
  }
}
