package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.async;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A callback that is meant to be a coroutine. That a coroutine object is no `Runnable`, the
/// compiler says.
class MisplacedAwaitReportTest {
  private static Coroutine<Integer> fetch() {
    return async("fetch", () -> 1);
  }

  private static String failureOfACallback(Runnable callback) {
    List<String> failures = new ArrayList<>();
    try (EventLoop loop = VirtualTime.newLoop()) {
      loop.setExceptionHandler((_, context) -> failures.add(String.valueOf(context.exception())));
      loop.callSoon(callback);
      loop.stop();
      loop.runForever();
    }
    assertThat(failures).hasSize(1);
    return failures.getFirst();
  }

  @Test
  void aCoroutineInACallbackIsToldWhatToDo() {
    assertThat(failureOfACallback(fetch()::await))
        .isEqualTo(
            "java.lang.IllegalStateException: a callback cannot await <coroutine fetch>: have it call"
                + " createTask(...)");
  }

  @Test
  void soIsAnyOtherAwait() {
    assertThat(failureOfACallback(() -> VirtualTime.sleep(1)))
        .isEqualTo(
            "java.lang.IllegalStateException: a callback cannot await: have it create a task");
  }
}
