package org.asyncio4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.assumeConfined;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Trap 4: `java.util.concurrent` hands a value from one task to another in microseconds, after
/// spinning and parking. Ours does it with plain fields.
@NoHang
class Trap4HandOffTest {
  /// What lies between a task that sets a value and the one that goes on with it.
  private static final List<Class<?>> BETWEEN =
      List.of(
          Future.class,
          Sleep.class,
          Handle.class,
          TimerHandle.class,
          ReadyQueue.class,
          TimerHeap.class,
          TaskRegistry.class,
          Scheduler.class);

  @Test
  void nothingBetweenTwoTasksIsOfJavaUtilConcurrent() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.concurrent.locks", "java.util.concurrent.atomic"))
        .check(new ClassFileImporter().importClasses(BETWEEN));
  }

  @Test
  void waitingTasksAreParkedByNothingButTheEngine() {
    Asyncio.run(() -> {
      Future<?> value = getRunningLoop().createFuture();
      Task<?> awaits = createTask(() -> value.await());
      Task<?> sleeps = createTask(() -> sleepMillis(1000));
      Task<?> yields =
          createTask(() -> {
            while (true) {
              yieldNow();
            }
          });
      yieldNow();
      for (Task<?> task : List.of(awaits, sleeps, yields)) {
        assertThat(classesOnTheStackOf(task))
            .filteredOn(frame -> frame.startsWith("java.util.concurrent"))
            .isSubsetOf("java.util.concurrent.locks.LockSupport");
        task.cancel();
      }
    });
  }

  @Test
  void waitingTasksAreNotEvenParkedOnTheConfinedEngine() {
    assumeConfined();
    Asyncio.run(() -> {
      Future<?> value = getRunningLoop().createFuture();
      Task<?> task = createTask(() -> value.await());
      yieldNow();
      assertThat(classesOnTheStackOf(task))
          .noneMatch(frame -> frame.startsWith("java.util.concurrent"));
      task.cancel();
    });
  }

  private static List<String> classesOnTheStackOf(Task<?> task) {
    List<String> classes = new ArrayList<>();
    for (StackTraceElement frame : task.fiber.stackTrace()) {
      classes.add(frame.getClassName());
    }
    assertThat(classes).contains("org.asyncio4j.Task");
    return classes;
  }
}
