package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TaskStackTest {
  private static int waitHere(Future<Integer> future) {
    return future.await();
  }

  private static List<String> methods(Task<?> task) {
    return task.getStack().stream().map(StackTraceElement::getMethodName).toList();
  }

  /// test_tasks::test_get_stack
  @Test
  void ofASuspendedTaskShowsWhereItWaits() {
    VirtualTime.run(() -> {
      Future<Integer> future = getRunningLoop().createFuture();
      Task<Integer> task = createTask(() -> waitHere(future) + 1);
      yieldNow();
      assertThat(methods(task)).startsWith("waitHere");
      assertThat(task.getStack()).allMatch(f -> f.getClassName().contains("TaskStackTest"));
      future.setResult(1);
      assertThat(task.await()).isEqualTo(2);
    });
  }

  /// test_tasks::test_get_stack
  @Test
  void isEmptyBeforeTheStartAndAfterTheEnd() {
    VirtualTime.run(() -> {
      Task<Integer> task = createTask(() -> 1);
      assertThat(task.getStack()).isEmpty();
      task.await();
      assertThat(task.getStack()).isEmpty();
    });
  }

  @Test
  void aTaskThatHasEndedKeepsNoThread() {
    Engines.assumeConfined();
    VirtualTime.run(() -> {
      Task<Integer> task = createTask(() -> 1);
      task.await();
      assertThat(task.fiber.thread()).isNull();
    });
  }

  @Test
  void ofTheTaskThatRunsIsItsOwn() {
    VirtualTime.run(() -> {
      Task<?> current = Objects.requireNonNull(currentTask());
      assertThat(methods(current)).first().isEqualTo("methods");
    });
  }

  @Test
  void looksDoNotDisturbTheTask() {
    VirtualTime.run(() -> {
      Future<Integer> future = getRunningLoop().createFuture();
      Task<Integer> task = createTask(() -> waitHere(future) + waitHere(future));
      for (int i = 0; i < 100; i++) {
        assertThat(task.getStack()).isNotNull();
        yieldNow();
      }
      assertThat(task.done()).isFalse();
      future.setResult(2);
      assertThat(task.getStack()).isNotEmpty();
      assertThat(task.await()).isEqualTo(4);
    });
  }

  @Test
  void isPrinted() {
    VirtualTime.run(() -> {
      getRunningLoop().setDebug(false);
      Future<Integer> future = getRunningLoop().createFuture();
      Task<Integer> task = createTask("reader", () -> waitHere(future));
      assertThat(printed(task)).startsWith("No stack for <Task pending name='reader'");
      yieldNow();
      assertThat(printed(task))
          .startsWith("Stack for <Task pending name='reader'")
          .contains("waitHere");
    });
  }

  private static String printed(Task<?> task) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    task.printStack(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
