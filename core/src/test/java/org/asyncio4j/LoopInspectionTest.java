package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.wrapFuture;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.asyncio4j.debug.Instrument;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.LoopState;
import org.asyncio4j.internal.LoopState.Status;
import org.asyncio4j.internal.LoopView;
import org.asyncio4j.internal.LoopView.Census;
import org.asyncio4j.internal.TaskState;
import org.asyncio4j.internal.TaskState.Kind;
import org.asyncio4j.internal.TaskWalk;
import org.asyncio4j.queue.MemoryChannel;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.sync.Lock;
import org.junit.jupiter.api.Test;

@NoHang
class LoopInspectionTest {
  /// {@return what another thread sees meanwhile}
  private static <T> T lookFromOutside(Callable<T> look) {
    return await(wrapFuture(OtherThread.start(look)));
  }

  private static List<TaskState> all(LoopView view) {
    List<TaskState> all = new ArrayList<>();
    try (TaskWalk walk = view.tasks()) {
      for (List<TaskState> page = walk.next(); !page.isEmpty(); page = walk.next()) {
        all.addAll(page);
      }
    }
    return all;
  }

  private static TaskState named(List<TaskState> tasks, String name) {
    return tasks.stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow();
  }

  private static LoopView own() {
    return new LoopInspection(getRunningLoop(), 1);
  }

  @Test
  void eachTaskSaysWhatItWaitsForAndWhoWaitsForIt() {
    Asyncio.run(() -> {
      LoopView view = own();
      Task<?> sleeper = createTask("sleeper", () -> Asyncio.sleep(Duration.ofHours(1)));
      Task<?> pair =
          createTask(
              "pair",
              () -> {
                Asyncio.gather(
                    sleeper, createTask("waiter", () -> getRunningLoop().createFuture().await()));
              });
      createTask("follower", () -> sleeper.await());
      createTask(
          "group",
          () ->
              Asyncio.taskGroup(group -> {
                group.createTask(() -> pair.await());
              }));
      Task<?> main = Objects.requireNonNull(Asyncio.currentTask());
      main.setName("main");
      Engines.yieldNow();
      Engines.yieldNow();
      Engines.yieldNow();
      List<TaskState> tasks = lookFromOutside(() -> all(view));
      assertThat(named(tasks, "main").kind()).isEqualTo(Kind.THREAD);
      TaskState seen = named(tasks, "sleeper");
      assertThat(seen.kind()).isEqualTo(Kind.SLEEP);
      assertThat(seen.waitsFor()).matches("sleep, 3\\d\\d\\d s left");
      assertThat(seen.awaitedBy())
          .containsExactlyInAnyOrder(
              named(tasks, "pair").number(), named(tasks, "follower").number());
      assertThat(named(tasks, "waiter").kind()).isEqualTo(Kind.FUTURE);
      TaskState both = named(tasks, "pair");
      assertThat(both.kind()).isEqualTo(Kind.TASK);
      assertThat(both.waitsFor()).isEqualTo("<gather of 2, 2 missing>");
      assertThat(both.needs()).containsExactly(seen.number(), named(tasks, "waiter").number());
      assertThat(named(tasks, "follower").waitsFor()).isEqualTo("task 'sleeper'");
      assertThat(named(tasks, "group").waitsFor()).isEqualTo("<TaskGroup with 1 task>");
      Asyncio.allTasks().stream().filter(task -> task != main).forEach(Task::cancel);
    });
  }

  @Test
  void aPrimitiveIsNamedAndSoIsWhoHasIt() {
    Asyncio.run(() -> {
      LoopView view = own();
      Lock lock = Lock.create();
      Queue<Integer> queue = Queue.create();
      MemoryChannel<Integer> channel = MemoryChannel.create(0);
      Task<?> holder = createTask("holder", () -> lock.with(() -> queue.get()));
      Task<?> needy = createTask("needy", () -> lock.acquire());
      Task<?> receiver = createTask("receiver", () -> channel.receiver().receive());
      Engines.yieldNow();
      List<TaskState> tasks = lookFromOutside(() -> all(view));
      TaskState needs = named(tasks, "needy");
      assertThat(needs.kind()).isEqualTo(Kind.PRIMITIVE);
      assertThat(needs.waitsFor()).isEqualTo("<Lock locked waiters=1>");
      assertThat(needs.needs()).containsExactly(named(tasks, "holder").number());
      assertThat(named(tasks, "holder").waitsFor())
          .isEqualTo("<Queue maxsize=0 items=0 getters=1>");
      assertThat(named(tasks, "receiver").waitsFor())
          .isEqualTo("<MemoryChannel 0 of 0 senders=1 receivers=1>");
      List.of(holder, needy, receiver).forEach(Task::cancel);
    });
  }

  @Test
  void aWaitWithVeryManyNeighboursIsToldByTheOtherSide() {
    Asyncio.run(() -> {
      LoopView view = own();
      Task<?> one = createTask("one", () -> Asyncio.sleep(Duration.ofHours(1)));
      for (int i = 0; i < 1000; i++) {
        createTask("many", () -> one.await());
      }
      Engines.yieldNow();
      List<TaskState> tasks = lookFromOutside(() -> all(view));
      long number = named(tasks, "one").number();
      assertThat(named(tasks, "one").awaitedBy()).hasSizeLessThan(100);
      assertThat(tasks.stream().filter(task -> task.needs().equals(List.of(number)))).hasSize(1000);
      one.cancel();
    });
  }

  /// While another thread goes through the tasks, they end and new ones are made.
  @Test
  void aWalkTellsEveryTaskThatStaysExactlyOnce() {
    Asyncio.run(() -> {
      LoopView view = own();
      List<Task<?>> stay = new ArrayList<>();
      List<Task<?>> end = new ArrayList<>();
      for (int i = 0; i < 30_000; i++) {
        (i % 3 == 0 ? stay : end).add(createTask(() -> Asyncio.sleep(Duration.ofHours(1))));
      }
      Engines.yieldNow();
      var walking = OtherThread.start(() -> all(view));
      int next = 0;
      while (!walking.isDone()) {
        for (int i = 0; i < 50 && next < end.size(); i++, next++) {
          end.get(next % 2 == 0 ? next : end.size() - next).cancel();
          createTask(() -> Asyncio.sleep(Duration.ofHours(1)));
        }
        Engines.yieldNow();
      }
      List<Long> told = walking.join().stream().map(TaskState::number).toList();
      Set<Long> distinct = new HashSet<>(told);
      assertThat(told).hasSize(distinct.size()).isSorted();
      assertThat(stay.stream().allMatch(task -> distinct.contains(task.number()))).isTrue();
      Asyncio.allTasks()
          .forEach(task -> {
            if (task != Asyncio.currentTask()) {
              task.cancel();
            }
          });
    });
  }

  @Test
  void theLoopGoesOnBetweenTheVisitsOfAWalk() {
    Asyncio.run(() -> {
      LoopView view = own();
      AtomicInteger visits = new AtomicInteger();
      for (int i = 0; i < 50_000; i++) {
        createTask(() -> Asyncio.sleep(Duration.ofHours(1)));
      }
      Engines.yieldNow();
      getRunningLoop()
          .addInstrument(
              new Instrument() {
                @Override
                public void beforeCallback(Handle handle) {
                  if (handle.toString().contains("a tool's look")) {
                    visits.incrementAndGet();
                  }
                }
              });
      assertThat(lookFromOutside(() -> all(view))).hasSize(50_001);
      assertThat(visits).hasValueGreaterThanOrEqualTo(10);
      Asyncio.allTasks()
          .forEach(task -> {
            if (task != Asyncio.currentTask()) {
              task.cancel();
            }
          });
    });
  }

  /// {@return what is seen of a loop whose task "culprit" holds it until it has been seen}
  private static <T> T whileHeld(Function<LoopView, T> look) {
    return Asyncio.run(() -> {
      LoopView view = own();
      createTask("sleeper", () -> Asyncio.sleep(Duration.ofHours(1)));
      return createTask(
              "culprit",
              () -> {
                Engines.yieldNow();
                return OtherThread.call(() -> look.apply(view));
              })
          .await();
    });
  }

  @Test
  void aLoopThatIsHeldIsStuckInTheStepOfTheCulprit() {
    LoopState state = whileHeld(LoopView::state);
    assertThat(state.status()).isEqualTo(Status.STUCK);
    assertThat(state.culprit()).isEqualTo("task 'culprit'");
    assertThat(state.heldNanos()).isGreaterThanOrEqualTo(Visit.GRACE);
    assertThat(state.stack())
        .anySatisfy(frame -> assertThat(frame.getMethodName()).contains("whileHeld"));
    assertThat(state.thread()).startsWith("asyncio-loop-");
    assertThat(state.threadId()).isPositive();
  }

  @Test
  void theTasksOfALoopThatIsHeldAreReadAllTheSame() {
    List<TaskState> tasks = whileHeld(LoopInspectionTest::all);
    assertThat(named(tasks, "culprit").kind()).isEqualTo(Kind.RUNNING);
    assertThat(named(tasks, "sleeper").kind()).isEqualTo(Kind.SLEEP);
    assertThat(tasks).hasSize(3);
  }

  /// What is read from outside moves, which nothing prevents: no failure, no hang, no end missing.
  @Test
  void tasksThatAreMadeWhileTheLoopIsHeldDoNoHarm() {
    List<Integer> sizes =
        Asyncio.run(() -> {
          LoopView view = own();
          CountDownLatch looked = new CountDownLatch(3);
          var looking =
              OtherThread.start(() -> {
                List<Integer> seen = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                  seen.add(all(view).size());
                  looked.countDown();
                }
                return seen;
              });
          List<Task<?>> made = new ArrayList<>();
          while (!looked.await(0, TimeUnit.SECONDS)) {
            made.add(createTask(() -> {}));
            if (made.size() > 2_000) {
              looked.await();
            }
          }
          return await(wrapFuture(looking));
        });
    assertThat(sizes).hasSize(3).allMatch(size -> size >= 1);
  }

  @Test
  void aLoopThatDoesNotRunIsReadToo() {
    try (EventLoop loop = EventLoop.create()) {
      loop.runUntilComplete(() -> {
        createTask("left", () -> Asyncio.sleep(Duration.ofHours(1)));
        Engines.yieldNow();
      });
      LoopView view = new LoopInspection(loop, 1);
      assertThat(view.state().status()).isEqualTo(Status.STOPPED);
      assertThat(all(view))
          .singleElement()
          .satisfies(task -> assertThat(task.name()).isEqualTo("left"));
      loop.setExceptionHandler((_, _) -> {});
    }
  }

  @Test
  void aCensusCountsAndNamesTheLongestWaits() {
    Asyncio.run(() -> {
      LoopView view = own();
      createTask("first", () -> Asyncio.sleep(Duration.ofHours(1)));
      Engines.sleepMillis(20);
      for (int i = 0; i < 100; i++) {
        createTask(() -> getRunningLoop().createFuture().await());
      }
      Engines.sleepMillis(1);
      Census census = lookFromOutside(() -> view.census(3));
      assertThat(census.counts().get(Kind.SLEEP)).isEqualTo(1);
      assertThat(census.counts().get(Kind.FUTURE)).isEqualTo(100);
      assertThat(census.longest()).hasSize(3);
      assertThat(census.longest().getFirst().name()).isEqualTo("first");
    });
  }

  @Test
  void stacksAreThoseOfTheProgram() {
    Asyncio.run(() -> {
      LoopView view = own();
      createTask("deep", LoopInspectionTest::deep);
      Engines.yieldNow();
      List<StackTraceElement> stack =
          lookFromOutside(() -> {
            try (TaskWalk walk = view.tasks()) {
              return walk.stack(named(walk.next(), "deep").number());
            }
          });
      assertThat(stack.getFirst().getMethodName()).isEqualTo("deep");
    });
  }

  private static void deep() {
    Asyncio.sleep(Duration.ofHours(1));
  }

  @Test
  void theProcessKnowsItsLoopsUntilTheyAreClosed() {
    int before = Internals.get().loops().size();
    try (EventLoop loop = EventLoop.create()) {
      assertThat(loop.isClosed()).isFalse();
      assertThat(Internals.get().loops()).hasSize(before + 1);
    }
    assertThat(Internals.get().loops()).hasSize(before);
  }

  @Test
  void beingKnownKeepsNoLoopAlive() throws Exception {
    WeakReference<EventLoop> loop = new WeakReference<>(EventLoop.create());
    while (loop.get() != null) {
      System.gc();
      Thread.sleep(1);
    }
  }

  /// A look is no life of the program's own, and nobody outside who might send something.
  @Test
  void aLookDoesNotHideADeadlockNorReportItAgain() throws Exception {
    List<LogCapture.Entry> log = LogCapture.start();
    try (EventLoop loop = EventLoop.create()) {
      LoopView view = new LoopInspection(loop, 1);
      loop.setWatchdogLimit(Duration.ofMillis(5));
      var looking =
          OtherThread.start(() -> {
            CountDownLatch never = new CountDownLatch(1);
            boolean _ = all(view).isEmpty();
            while (log.stream().noneMatch(entry -> entry.message().startsWith("Deadlock"))) {
              assertThat(never.await(1, TimeUnit.MILLISECONDS)).isFalse();
            }
            for (int i = 0; i < 20; i++) {
              assertThat(all(view)).hasSize(1);
              assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
            }
            loop.callSoonThreadsafe(() -> loop.tasks.all().forEach(Task::cancel));
            return true;
          });
      try {
        loop.runUntilComplete(() -> getRunningLoop().createFuture().await());
      } catch (CancelledError e) {
        // as it should
      }
      assertThat(looking.get(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      LogCapture.stop();
    }
    assertThat(log.stream().filter(entry -> entry.message().startsWith("Deadlock"))).hasSize(1);
  }
}
