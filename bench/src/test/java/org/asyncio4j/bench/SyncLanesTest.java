package org.asyncio4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A lane that did less than the others would look fast.
class SyncLanesTest {
  @AutoClose private final OwnLoop own = new OwnLoop();

  @TempDir private Path logs;

  @Test
  void everyLaneTransfersEveryItem() {
    QueueTransfer work = new QueueTransfer();

    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
  }

  @Test
  void everyLaneMeetsForEveryItem() {
    Rendezvous work = new Rendezvous();

    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
  }

  @Test
  void everyLanePassesTheLockAsOften() {
    LockHandOff work = new LockHandOff();

    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
  }

  @Test
  void everyLanePassesPermitsAsOften() {
    SemaphoreHandOff work = new SemaphoreHandOff();

    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
  }

  @Test
  void everyLaneGathersEveryChild() {
    GatherChildren work = new GatherChildren();

    assertThat(work.confined(own)).isEqualTo(1_000_000);
    assertThat(work.kotlinx()).isEqualTo(1_000_000);
  }

  @Test
  void everyLaneRunsEveryChildOfEveryGroup() {
    GroupChildren work = new GroupChildren();

    assertThat(work.confined(own)).isEqualTo(100_000);
    assertThat(work.kotlinx()).isEqualTo(100_000);
  }

  @Test
  void everyLaneGetsEveryValueOfTheGenerator() {
    GeneratorInTask inTask = new GeneratorInTask();
    GeneratorOffLoop offLoop = new GeneratorOffLoop();

    assertThat(inTask.confined(own)).isEqualTo(10_000);
    assertThat(inTask.kotlinx()).isEqualTo(10_000);
    assertThat(offLoop.confined()).isEqualTo(10_000);
    assertThat(offLoop.kotlinx()).isEqualTo(10_000);
  }

  /// How often the other lanes do what CPython's do, as the tests above have it.
  static Object[][] scripts() {
    return new Object[][] {
      {Sync.QUEUE, 100_000},
      {Sync.LOCK, 100_000},
      {Sync.SEMAPHORE, 100_000},
      {Script.of("gather", 10_000), 10_000}, // as many as it is told: a million take long
      {Sync.GROUP, 100_000},
      {Sync.GENERATOR, 10_000},
      {Processes.SPAWN, 20},
      {Processes.CALL, 1_000}
    };
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void cpythonDoesAsMuch(Script script, long operations) throws IOException, InterruptedException {
    assumeTrue(Python.FOUND.usable(), Python.FOUND.text());

    assertThat(script.run(1, logs))
        .singleElement()
        .satisfies(iteration -> {
          assertThat(iteration.operations()).isEqualTo(operations);
          assertThat(iteration.cost().nanos()).isPositive();
        });
  }
}
