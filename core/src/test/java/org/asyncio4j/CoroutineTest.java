package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.async;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CoroutineTest {
  private final List<String> log = new ArrayList<>();

  private static Coroutine<Integer> addOne(int n) {
    return async("addOne", () -> n + 1);
  }

  @Test
  void doesNotRunUntilAwaited() {
    VirtualTime.run(() -> {
      Coroutine<?> coroutine = async(() -> log.add("ran"));
      yieldNow();
      assertThat(log).isEmpty();
      coroutine.await();
      assertThat(log).containsExactly("ran");
    });
  }

  @Test
  void runsInTheCurrentTaskWithoutASwitch() {
    VirtualTime.run(() -> {
      getRunningLoop().callSoon(() -> log.add("callback"));
      Task<?> main = Objects.requireNonNull(currentTask());
      Task<?> where = async(() -> Objects.requireNonNull(currentTask())).await();
      assertThat((Object) where).isSameAs(main);
      assertThat(log).isEmpty();
    });
  }

  @Test
  void calledInSequenceAddsUp() {
    VirtualTime.run(() -> {
      assertThat(addOne(addOne(addOne(1).await()).await()).await()).isEqualTo(4);
    });
  }

  @Test
  void runsAsATask() {
    VirtualTime.run(() -> {
      Task<Integer> one = createTask(addOne(1));
      Task<Integer> two = createTask(addOne(2));
      assertThat(one.await() + two.await()).isEqualTo(5);
    });
  }

  @Test
  void runsAsTheMainTask() {
    assertThat(VirtualTime.<Integer>run(addOne(1))).isEqualTo(2);
  }

  @Test
  void cannotBeAwaitedTwice() {
    VirtualTime.run(() -> {
      Coroutine<Integer> coroutine = addOne(1);
      assertThat(coroutine.await()).isEqualTo(2);
      assertThatThrownBy(coroutine::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot await <coroutine addOne> again");
    });
  }

  @Test
  void cannotBeAwaitedWhileItRuns() {
    VirtualTime.run(() -> {
      List<Coroutine<?>> itself = new ArrayList<>();
      Coroutine<?> coroutine = async("recursive", () -> itself.getFirst().await());
      itself.add(coroutine);
      assertThatThrownBy(coroutine::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("again");
    });
  }

  @Test
  void twoTasksOfOneCoroutineRunItOnce() {
    VirtualTime.run(() -> {
      Coroutine<?> coroutine = async(() -> log.add("ran"));
      Task<?> one = createTask(coroutine);
      Task<?> two = createTask(coroutine);
      one.await();
      assertThatThrownBy(two::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("again");
      assertThat(log).containsExactly("ran");
    });
  }

  @Test
  void cannotBeAwaitedOutsideATask() {
    Coroutine<Integer> coroutine = addOne(1);
    assertThatThrownBy(coroutine::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("<coroutine addOne> was awaited outside a task");
    assertThat(VirtualTime.<Integer>run(coroutine)).isEqualTo(2);
  }

  @Test
  void closedItDoesNotRun() {
    VirtualTime.run(() -> {
      Coroutine<?> coroutine = async(() -> log.add("ran"));
      coroutine.close();
      coroutine.close();
      assertThatThrownBy(coroutine::await)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      assertThat(log).isEmpty();
    });
  }

  @Test
  void closeAfterTheAwaitDoesNothing() {
    VirtualTime.run(() -> {
      Coroutine<Integer> coroutine = addOne(1);
      Task<Integer> task = createTask(coroutine);
      yieldNow();
      coroutine.close();
      assertThat(task.await()).isEqualTo(2);
    });
  }

  @Test
  void failureIsThrownAsAwaitThrowsIt() {
    VirtualTime.run(() -> {
      RuntimeException unchecked = new IllegalStateException("planned");
      IOException checked = new IOException("planned");
      assertThatThrownBy(() -> failing(unchecked).await()).isSameAs(unchecked);
      assertThatThrownBy(() -> failing(checked).await())
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
      assertThatThrownBy(() -> await(failing(checked), IOException.class)).isSameAs(checked);
    });
  }

  private static Coroutine<?> failing(Exception failure) {
    return async(() -> {
      throw failure;
    });
  }

  @Test
  void toStringTellsItsName() {
    assertThat(addOne(1)).hasToString("<coroutine addOne>");
    assertThat(addOne(1).name()).isEqualTo("addOne");
  }
}
