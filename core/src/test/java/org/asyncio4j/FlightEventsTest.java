package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program is recorded, and read back.
class FlightEventsTest {
  @TempDir Path directory;

  @AfterEach
  void showLog() {
    LogCapture.stop();
  }

  private List<RecordedEvent> record(Runnable program) throws IOException {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("org.asyncio4j.TaskStart");
      recording.enable("org.asyncio4j.TaskEnd");
      recording.start();
      program.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("org.asyncio4j."))
        .toList();
  }

  private static List<RecordedEvent> only(String type, List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("org.asyncio4j." + type))
        .toList();
  }

  private static RecordedEvent of(String type, String task, List<RecordedEvent> events) {
    List<RecordedEvent> found =
        only(type, events).stream().filter(event -> task.equals(event.getString("name"))).toList();
    assertThat(found).as(type + " of " + task).hasSize(1);
    return found.getFirst();
  }

  // region program
  private static void program() {
    Asyncio.run(() -> {
      createTask("parent", FlightEventsTest::parent).await();
    });
  }

  private static void parent() {
    createTask("good", Asyncio.async("addOne", () -> 1 + 1)).await();
    Task<?> bad =
        createTask(
            "bad",
            () -> {
              throw new IOException("planned");
            });
    assertThatThrownBy(bad::await).hasCauseInstanceOf(IOException.class);
    Task<?> stopped = createTask("stopped", () -> Asyncio.sleep(Duration.ofHours(1)));
    VirtualTime.yieldNow();
    stopped.cancel("enough");
    assertThatThrownBy(stopped::await).isInstanceOf(CancelledError.class);
    Asyncio.cancelScope(scope -> {
      scope.cancel("no more");
    });
  }

  // endregion

  @Test
  void tasksAreRecordedFromStartToEnd() throws IOException {
    List<RecordedEvent> events = record(FlightEventsTest::program);
    RecordedEvent start = of("TaskStart", "good", events);
    assertThat(start.getString("coro")).isEqualTo("addOne");
    assertThat(start.getString("parent")).isEqualTo("parent");
    assertThat(of("TaskEnd", "good", events).getLong("taskId")).isEqualTo(start.getLong("taskId"));
    assertThat(of("TaskEnd", "good", events).getString("outcome")).isEqualTo("finished");
    assertThat(of("TaskEnd", "bad", events).getString("outcome")).isEqualTo("failed");
    assertThat(of("TaskEnd", "bad", events).getString("exception"))
        .isEqualTo("java.io.IOException");
    assertThat(of("TaskEnd", "stopped", events).getString("outcome")).isEqualTo("cancelled");
    assertThat(only("TaskStart", events)).hasSameSizeAs(only("TaskEnd", events));
  }

  @Test
  void aCancellationSaysWhoAndWhy() throws IOException {
    List<RecordedEvent> events = record(FlightEventsTest::program);
    RecordedEvent ofTask = of("Cancellation", "stopped", events);
    assertThat(ofTask.getString("message")).isEqualTo("enough");
    assertThat(ofTask.getString("by")).isEqualTo("parent");
    assertThat(ofTask.getBoolean("scope")).isFalse();
    assertThat(ofTask.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getType().getName().contains("FlightEventsTest"));
    RecordedEvent ofScope = of("Cancellation", "parent", events);
    assertThat(ofScope.getString("message")).isEqualTo("no more");
    assertThat(ofScope.getBoolean("scope")).isTrue();
  }

  @Test
  void whatHoldsTheLoopIsRecordedByTheWatchdogAndByDebugMode() throws IOException {
    List<RecordedEvent> events =
        record(() -> {
          List<LogCapture.Entry> log = LogCapture.start();
          try (EventLoop loop = EventLoop.create(LoopOptions.defaults().withDebug(true))) {
            loop.setSlowCallbackDuration(Duration.ofMillis(20));
            loop.runUntilComplete(
                loop.createTask(
                    () -> holdUntilLogged(log), TaskOptions.DEFAULT.withName("culprit")));
          }
        });
    RecordedEvent live = slowStep("watchdog", events);
    assertThat(live.getString("culprit")).startsWith("task 'culprit' made at org.asyncio4j.");
    assertThat(live.getString("stack"))
        .contains("at org.asyncio4j.FlightEventsTest.holdUntilLogged(FlightEventsTest.java:");
    assertThat(live.getDuration("held")).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    RecordedEvent late = slowStep("debug mode", events);
    assertThat(late.getString("culprit")).contains("name='culprit'");
    assertThat(late.getDuration("held")).isGreaterThan(Duration.ofMillis(20));
    assertThat(late.getString("stack")).contains("FlightEventsTest");
    List<RecordedEvent> lags = only("LoopLag", events);
    assertThat(lags).isNotEmpty();
    assertThat(lags)
        .allMatch(event -> event.getInt("loopId") == live.getInt("loopId"))
        .anyMatch(event -> event.getDuration("lag").isPositive());
  }

  private static RecordedEvent slowStep(String seenBy, List<RecordedEvent> events) {
    return only("SlowStep", events).stream()
        .filter(event -> seenBy.equals(event.getString("seenBy")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(events));
  }

  private static void holdUntilLogged(List<LogCapture.Entry> log) {
    while (log.stream().noneMatch(entry -> entry.message().contains("has been held"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void unlessAskedForTasksAreNotRecorded() throws IOException {
    Path file = directory.resolve("default.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      program();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
    assertThat(only("TaskStart", events)).isEmpty();
    assertThat(only("TaskEnd", events)).isEmpty();
    assertThat(only("Cancellation", events)).isNotEmpty();
  }

  @Test
  void everyEventIsDescribed() throws IOException {
    assertThat(record(FlightEventsTest::program))
        .allSatisfy(event -> {
          assertThat(event.getEventType().getLabel()).isNotBlank();
          assertThat(event.getEventType().getDescription()).isNotBlank();
          assertThat(event.getEventType().getCategoryNames()).first().isEqualTo("asyncio4j");
        });
  }

  @Test
  void aJavaWithoutFlightRecorderRunsPrograms() throws InterruptedException {
    assertThat(
            ChildJvm.runWith(
                Child.class,
                "--limit-modules=java.base,java.logging,jdk.unsupported",
                "-Dasyncio.engine=baton"))
        .containsExactly("flight recorder: false", "cancelled: true");
  }

  static final class Child {
    public static void main(String[] args) {
      System.out.println(
          "flight recorder: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
      Asyncio.run(() -> {
        Task<?> task = createTask(() -> Asyncio.sleep(Duration.ofHours(1)));
        Asyncio.sleep(Duration.ZERO);
        task.cancel();
        Asyncio.gatherSettled(task);
        System.out.println("cancelled: " + task.cancelled());
      });
    }
  }
}
