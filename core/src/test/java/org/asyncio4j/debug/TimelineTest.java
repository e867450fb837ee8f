package org.asyncio4j.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.taskGroup;
import static org.asyncio4j.VirtualTime.sleep;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.asyncio4j.Awaitable;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.VirtualTime;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  /// Records `body` as the main task of a loop whose clock stands still while it runs.
  private static Timeline record(Awaitable.Action body) {
    Timeline timeline = Timeline.create("test");
    try (EventLoop loop = VirtualTime.newLoop()) {
      timeline.start(loop);
      Task<?> main = named(loop, "main", body);
      loop.runUntilComplete(main);
      timeline.stop(loop);
    }
    return timeline;
  }

  private static Task<?> named(EventLoop loop, String name, Awaitable.Action body) {
    return loop.createTask(body, TaskOptions.DEFAULT.withName(name));
  }

  private static Task<?> named(String name, Awaitable.Action body) {
    return named(getRunningLoop(), name, body);
  }

  @Test
  void awaitsInSequenceFollowEachOther() {
    Timeline timeline =
        record(() -> {
          sleep(1);
          sleep(2);
        });
    assertThat(Lines.of(timeline).get("main"))
        .containsExactly(
            "0..0 ready",
            "0..0 runs",
            "0..1000 sleep 1000",
            "1000..1000 ready",
            "1000..1000 runs",
            "1000..3000 sleep 2000",
            "3000..3000 ready",
            "3000..3000 runs");
    assertThat(Lines.of(timeline).get("loop 1")).contains("0..1000 idle", "1000..3000 idle");
  }

  @Test
  void tasksThatWaitAtTheSameTimeOverlap() {
    Timeline timeline =
        record(() -> {
          Task<?> one = named("one", () -> sleep(3));
          Task<?> two = named("two", () -> sleep(3));
          one.await();
          two.await();
        });
    assertThat(Lines.of(timeline).get("main"))
        .containsExactly(
            "0..0 ready",
            "0..0 runs",
            "0..3000 awaits one",
            "3000..3000 ready by one",
            "3000..3000 runs");
    List<String> child =
        List.of(
            "0..0 ready by main",
            "0..0 runs",
            "0..3000 sleep 3000",
            "3000..3000 ready",
            "3000..3000 runs");
    assertThat(Lines.of(timeline).get("one")).isEqualTo(child);
    assertThat(Lines.of(timeline).get("two")).isEqualTo(child);
  }

  @Test
  void waitsSayForWhatAndWhoEndedThem() {
    Timeline timeline =
        record(() -> {
          Future<Integer> first = getRunningLoop().createFuture();
          Future<Integer> second = getRunningLoop().createFuture();
          named("one", first::await);
          named("two", second::await);
          named(
              "three",
              () ->
                  taskGroup(group -> {
                    group.createTask(() -> sleep(5));
                  }));
          sleep(1);
          first.setResult(1);
          sleep(1);
          getRunningLoop().callSoon(() -> second.setResult(1));
          sleep(9);
        });
    assertThat(Lines.of(timeline).get("one"))
        .contains("0..1000 Future", "1000..1000 ready by main");
    assertThat(Lines.of(timeline).get("two"))
        .contains("0..2000 Future", "2000..2000 ready by a callback");
    assertThat(Lines.of(timeline).get("three")).contains("0..5000 <TaskGroup with 1 task>");
  }

  @Test
  void waitsForOneLockAreToldFromThoseForAnother() throws Exception {
    Timeline timeline = Timeline.create("test");
    try (EventLoop loop = VirtualTime.newLoop()) {
      Task<?> task = loop.createTask(() -> sleep(1));
      Instrument instrument = timeline.begin(loop);
      Lock one = Lock.create();
      Lock other = Lock.create();
      for (Lock lock : List.of(one, other, one)) {
        instrument.beforeStep(task);
        instrument.afterStep(task, lock);
      }
      loop.runUntilComplete(task);
    }
    StringWriter page = new StringWriter();
    HtmlPage.write(page, timeline.recording());
    assertThat(page.toString()).contains("\"names\":[\"Lock 1\",\"Lock 2\"]");
  }

  @Test
  void whoOnlyYieldsIsReadyAgainAtOnce() {
    Timeline timeline = record(() -> yieldNow());
    assertThat(Lines.of(timeline).get("main"))
        .containsExactly("0..0 ready", "0..0 runs", "0..0 ready", "0..0 runs");
  }

  @Test
  void tasksKnowTheirParentTheirLastNameAndTheirEnd() {
    Timeline timeline =
        record(() -> {
          Task<?> failed =
              named(
                  "fails",
                  () -> {
                    throw new IllegalStateException("on purpose");
                  });
          Task<?> cancelled = named("is cancelled", () -> sleep(9));
          named("renamed", () -> Objects.requireNonNull(currentTask()).setName("new name"));
          sleep(1);
          cancelled.cancel();
          sleep(1);
          assertThat(failed.exception()).isNotNull();
        });
    List<TaskRecord> tasks = timeline.recording().loops().getFirst().tasks();
    long main = tasks.getFirst().number();
    assertThat(tasks)
        .extracting(TaskRecord::name, TaskRecord::parent, TaskRecord::end)
        .containsExactly(
            tuple("main", 0L, TaskRecord.End.FINISHED),
            tuple("fails", main, TaskRecord.End.FAILED),
            tuple("is cancelled", main, TaskRecord.End.CANCELLED),
            tuple("new name", main, TaskRecord.End.FINISHED));
  }

  @Test
  void recordsTheBodyAloneEvenIfThatFails() {
    Timeline timeline = Timeline.create("test");
    assertThatThrownBy(() ->
            VirtualTime.run(() -> {
              named("outside", () -> sleep(5));
              sleep(1);
              timeline.record(() -> {
                named("inside", () -> sleep(1));
                sleep(2);
                throw new IllegalStateException("on purpose");
              });
            }))
        .hasMessage("on purpose");
    assertThat(Lines.of(timeline).get("inside")).contains("0..1000 sleep 1000");
    assertThat(Lines.of(timeline).get("outside")).containsExactly("0..2000 suspended");
  }

  @Test
  void oneTimelineRecordsTheSameLoopOnce() {
    Timeline timeline = Timeline.create("test");
    VirtualTime.run(() ->
        timeline.record(() ->
            assertThatThrownBy(() -> timeline.record(() -> sleep(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already")));
  }

  @Test
  void severalLoopsShareOneTimeline() {
    Timeline timeline = Timeline.create("test");
    for (String name : List.of("first", "second")) {
      try (EventLoop loop = VirtualTime.newLoop()) {
        timeline.start(loop);
        loop.runUntilComplete(named(loop, name, () -> sleep(1)));
      }
    }
    assertThat(Lines.of(timeline)).containsKeys("loop 1", "first", "loop 2", "second");
  }

  @Test
  void aFullRecordingKeepsTheLastEvents() {
    int steps = 20_000;
    Timeline timeline = Timeline.create("test", 10_000);
    try (EventLoop loop = VirtualTime.newLoop()) {
      timeline.start(loop);
      loop.runUntilComplete(
          named(
              loop,
              "main",
              () -> {
                named("waits all the time", () -> sleep(60));
                for (int i = 0; i < steps; i++) {
                  yieldNow();
                }
                sleep(7);
              }));
      timeline.stop(loop);
    }
    Recording.Loop loop = timeline.recording().loops().getFirst();
    long[] events = {0};
    loop.events().read((_, _, _, _) -> events[0]++);
    assertThat(events[0]).isBetween(10_000L, 20_000L);
    assertThat(loop.events().dropped()).isGreaterThan(3L * steps - 20_000);
    assertThat(Lines.of(timeline).get("main")).contains("0..7000 sleep 7000");
    assertThat(Lines.of(timeline).get("waits all the time")).containsExactly("0..7000 suspended");
  }

  @Test
  void loopsThatHaveEndedShareTheCapacity() {
    Timeline timeline = Timeline.create("test", 100);
    for (int i = 0; i < 50; i++) {
      try (EventLoop loop = VirtualTime.newLoop()) {
        timeline.start(loop);
        loop.runUntilComplete(() -> sleep(1));
      }
    }
    Recording recording = timeline.recording();
    assertThat(recording.loops()).hasSizeBetween(2, 20);
    assertThat(recording.droppedLoops() + recording.loops().size()).isEqualTo(50);
  }

  @Test
  void thereIsRoomForOneEventAtLeast() {
    assertThatThrownBy(() -> Timeline.create("test", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("events is 0: keep at least one");
  }
}
