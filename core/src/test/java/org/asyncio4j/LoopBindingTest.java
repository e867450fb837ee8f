package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.asyncio4j.queue.LifoQueue;
import org.asyncio4j.queue.MemoryChannel;
import org.asyncio4j.queue.PriorityQueue;
import org.asyncio4j.queue.Queue;
import org.asyncio4j.queue.ReceiveChannel;
import org.asyncio4j.queue.SendChannel;
import org.asyncio4j.sync.Barrier;
import org.asyncio4j.sync.BoundedSemaphore;
import org.asyncio4j.sync.CapacityLimiter;
import org.asyncio4j.sync.Condition;
import org.asyncio4j.sync.Event;
import org.asyncio4j.sync.Lock;
import org.asyncio4j.sync.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Pain 19 (gh-98955, apscheduler#437): primitives and queues are refused to foreign threads and
/// other loops, also where nobody waits. Pain 20 (pytest-asyncio#199): always, not only when
/// contended, and with the way out in the message.
class LoopBindingTest {
  /// One object of each kind, in a state in which every use of it would succeed on its loop without
  /// waiting.
  static final class Things {
    final Lock lock = Lock.create();
    final Event event = Event.create();
    final Condition condition = Condition.create();
    final Semaphore semaphore = Semaphore.create(2);
    final Semaphore bounded = BoundedSemaphore.create(2);
    final Barrier barrier = Barrier.create(1);
    final CapacityLimiter limiter = CapacityLimiter.create(2);
    final Queue<Integer> queue = Queue.create(5);
    final Queue<Integer> lifo = LifoQueue.create(5);
    final Queue<Integer> priority = PriorityQueue.createNatural(5);
    final MemoryChannel<Integer> channel = MemoryChannel.create(5);

    /// Uses each; that of each binds it.
    void use() {
      lock.acquire();
      event.set();
      condition.lock().acquire();
      semaphore.acquire();
      bounded.acquire();
      barrier.await();
      limiter.acquireOnBehalfOf("somebody");
      for (Queue<Integer> each : List.of(queue, lifo, priority)) {
        each.put(1);
      }
      channel.sender().send(1);
    }

    String state() {
      return List.of(
              lock.locked(),
              event.isSet(),
              condition.lock().locked(),
              semaphore.permits(),
              bounded.permits(),
              limiter.statistics(),
              queue.qsize(),
              lifo.qsize(),
              priority.qsize(),
              channel.sender().statistics())
          .toString();
    }
  }

  record Use(Class<?> type, String method, Consumer<Things> code) {
    @Override
    public String toString() {
      return type.getSimpleName() + "." + method;
    }
  }

  private static Use use(Class<?> type, String method, Consumer<Things> code) {
    return new Use(type, method, code);
  }

  private static final Awaitable.Action NOTHING = () -> {};

  static final List<Use> USES =
      List.of(
          use(Lock.class, "acquire", t -> t.lock.acquire()),
          use(Lock.class, "tryAcquire", t -> assertThat(t.lock.tryAcquire()).isFalse()),
          use(Lock.class, "release", t -> t.lock.release()),
          use(Lock.class, "locked", t -> assertThat(t.lock.locked()).isTrue()),
          use(Lock.class, "with", t -> t.lock.with(NOTHING)),
          use(Event.class, "isSet", t -> assertThat(t.event.isSet()).isTrue()),
          use(Event.class, "set", t -> t.event.set()),
          use(Event.class, "clear", t -> t.event.clear()),
          use(Event.class, "await", t -> t.event.await()),
          use(Condition.class, "await", t -> t.condition.await()),
          use(Condition.class, "awaitUntil", t -> t.condition.awaitUntil(t.lock::locked)),
          use(Condition.class, "notify", t -> t.condition.notify(1)),
          use(Condition.class, "notifyAllWaiters", t -> t.condition.notifyAllWaiters()),
          use(Condition.class, "with", t -> t.condition.with(NOTHING)),
          use(Semaphore.class, "locked", t -> assertThat(t.semaphore.locked()).isFalse()),
          use(Semaphore.class, "permits", t -> assertThat(t.semaphore.permits()).isEqualTo(1)),
          use(Semaphore.class, "acquire", t -> t.semaphore.acquire()),
          use(Semaphore.class, "tryAcquire", t -> assertThat(t.semaphore.tryAcquire()).isTrue()),
          use(Semaphore.class, "release", t -> t.semaphore.release()),
          use(Semaphore.class, "with", t -> t.semaphore.with(NOTHING)),
          use(BoundedSemaphore.class, "release", t -> t.bounded.release()),
          use(Barrier.class, "await", t -> assertThat(t.barrier.await()).isZero()),
          use(Barrier.class, "reset", t -> t.barrier.reset()),
          use(Barrier.class, "abort", t -> t.barrier.abort()),
          use(Barrier.class, "waiting", t -> assertThat(t.barrier.waiting()).isZero()),
          use(Barrier.class, "broken", t -> assertThat(t.barrier.broken()).isFalse()),
          use(CapacityLimiter.class, "acquireOnBehalfOf", t -> t.limiter.acquireOnBehalfOf("me")),
          use(
              CapacityLimiter.class,
              "tryAcquireOnBehalfOf",
              t -> assertThat(t.limiter.tryAcquireOnBehalfOf("me")).isTrue()),
          use(
              CapacityLimiter.class,
              "releaseOnBehalfOf",
              t -> t.limiter.releaseOnBehalfOf("somebody")),
          use(CapacityLimiter.class, "setTotal", t -> t.limiter.setTotal(3)),
          use(CapacityLimiter.class, "total", t -> assertThat(t.limiter.total()).isEqualTo(2)),
          use(CapacityLimiter.class, "borrowed", t -> assertThat(t.limiter.borrowed()).isOne()),
          use(CapacityLimiter.class, "available", t -> assertThat(t.limiter.available()).isOne()),
          use(
              CapacityLimiter.class,
              "statistics",
              t -> assertThat(t.limiter.statistics().waiting()).isZero()),
          use(Queue.class, "put", t -> t.queue.put(2)),
          use(Queue.class, "putNowait", t -> t.queue.putNowait(2)),
          use(Queue.class, "get", t -> assertThat(t.queue.get()).isOne()),
          use(Queue.class, "getNowait", t -> assertThat(t.queue.getNowait()).isOne()),
          use(Queue.class, "taskDone", t -> t.queue.taskDone()),
          use(Queue.class, "join", t -> t.queue.join()),
          use(Queue.class, "shutdown", t -> t.queue.shutdown()),
          use(Queue.class, "qsize", t -> assertThat(t.queue.qsize()).isOne()),
          use(Queue.class, "empty", t -> assertThat(t.queue.empty()).isFalse()),
          use(Queue.class, "full", t -> assertThat(t.queue.full()).isFalse()),
          use(LifoQueue.class, "getNowait", t -> assertThat(t.lifo.getNowait()).isOne()),
          use(PriorityQueue.class, "getNowait", t -> assertThat(t.priority.getNowait()).isOne()),
          use(SendChannel.class, "send", t -> t.channel.sender().send(2)),
          use(SendChannel.class, "sendNowait", t -> t.channel.sender().sendNowait(2)),
          use(SendChannel.class, "clone", t -> assertThat(t.channel.sender().clone()).isNotNull()),
          use(SendChannel.class, "close", t -> t.channel.sender().close()),
          use(
              SendChannel.class,
              "statistics",
              t -> assertThat(t.channel.sender().statistics()).isNotNull()),
          use(
              ReceiveChannel.class,
              "receive",
              t -> assertThat(t.channel.receiver().receive()).isOne()),
          use(
              ReceiveChannel.class,
              "receiveNowait",
              t -> assertThat(t.channel.receiver().receiveNowait()).isOne()),
          use(
              ReceiveChannel.class,
              "clone",
              t -> assertThat(t.channel.receiver().clone()).isNotNull()),
          use(ReceiveChannel.class, "close", t -> t.channel.receiver().close()),
          use(
              ReceiveChannel.class,
              "iterator",
              t -> assertThat(t.channel.receiver().iterator().next()).isOne()),
          use(
              ReceiveChannel.class,
              "statistics",
              t -> assertThat(t.channel.receiver().statistics()).isNotNull()));

  /// What needs no check: it never changes, only describes, or works on the caller's task.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "Barrier.parties",
          "CapacityLimiter.acquire",
          "CapacityLimiter.release",
          "CapacityLimiter.tryAcquire",
          "CapacityLimiter.with",
          "Condition.lock",
          "Queue.maxsize");

  private static void assertRefused(Use use, Things things) {
    assertThatIllegalStateException()
        .isThrownBy(() -> use.code().accept(things))
        .withMessageContaining("callSoonThreadsafe")
        .withMessageContaining("runCoroutineThreadsafe");
  }

  @ParameterizedTest
  @FieldSource("USES")
  void foreignThreadIsRefusedThoughNobodyWaits(Use use) {
    Asyncio.run(() -> {
      Things things = new Things();
      things.use();
      String before = things.state();
      OtherThread.run(() -> assertRefused(use, things));
      assertThat(things.state()).isEqualTo(before);
    });
  }

  @ParameterizedTest
  @FieldSource("USES")
  void anotherLoopIsRefusedThoughNobodyWaits(Use use) {
    Asyncio.run(() -> {
      Things things = new Things();
      things.use();
      String before = things.state();
      Asyncio.toThread(() -> Asyncio.run(() -> assertRefused(use, things)));
      assertThat(things.state()).isEqualTo(before);
    });
  }

  @ParameterizedTest
  @FieldSource("USES")
  void anotherLoopIsRefusedUntilTheFirstIsClosed(Use use) {
    Things things = new Things();
    try (EventLoop first = VirtualTime.newLoop()) {
      first.runUntilComplete(things::use);
      VirtualTime.run(() -> assertRefused(use, things));
    }
    VirtualTime.run(() -> assertThat(things.state()).isNotEmpty());
  }

  @Test
  void everyMethodIsTried() {
    Set<String> tried = new TreeSet<>(ELSEWHERE);
    USES.forEach(use -> tried.add(use.toString()));
    Set<String> declared = new TreeSet<>();
    for (Class<?> type :
        List.of(
            Lock.class,
            Event.class,
            Condition.class,
            Semaphore.class,
            Barrier.class,
            CapacityLimiter.class,
            Queue.class,
            SendChannel.class,
            ReceiveChannel.class)) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(LoopBindingTest::isUse)
          .forEach(method -> declared.add(type.getSimpleName() + "." + method.getName()));
    }
    assertThat(tried).containsAll(declared);
  }

  private static boolean isUse(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && !Modifier.isStatic(method.getModifiers())
        && !method.isSynthetic()
        && !method.getName().equals("toString"); // for whoever looks
  }

  @Test
  void whatIsMadeAndFilledBeforeTheLoopRunsIsBoundByItsFirstUseInIt() {
    Things things = new Things();
    things.queue.putNowait(1);
    things.event.set();
    OtherThread.run(() -> things.semaphore.release());
    Asyncio.run(() -> {
      assertThat(things.queue.get()).isOne();
      things.event.await();
      assertThat(things.semaphore.permits()).isEqualTo(3);
      OtherThread.run(
          () -> assertThatIllegalStateException().isThrownBy(() -> things.queue.putNowait(2)));
      OtherThread.run(() -> things.lock.tryAcquire()); // not used in the loop so far
      assertThat(things.lock.locked()).isTrue();
    });
  }

  @Test
  void isFreeWhileTheLoopDoesNotRun() {
    Things things = new Things();
    try (EventLoop loop = VirtualTime.newLoop()) {
      loop.runUntilComplete(things::use);
      things.queue.putNowait(2);
      OtherThread.run(() -> things.queue.putNowait(3));
      loop.runUntilComplete(() -> assertThat(things.queue.qsize()).isEqualTo(3));
    }
  }

  @Test
  void callbacksOfTheLoopMayUseThem() {
    Asyncio.run(() -> {
      Things things = new Things();
      things.use();
      EventLoop loop = Objects.requireNonNull(Asyncio.getRunningLoop());
      Future<String> done = loop.createFuture();
      OtherThread.run(() ->
          loop.callSoonThreadsafe(() -> {
            things.lock.release();
            done.setResult("released");
          }));
      assertThatCode(done::await).doesNotThrowAnyException();
      assertThat(things.lock.locked()).isFalse();
    });
  }

  /// test_locks::test_ambiguous_loops, where CPython sees it only once somebody has to wait
  @Test
  void timeLimitIsItsLoopsToo() {
    Asyncio.run(() ->
        Asyncio.timeout(
            null,
            scope -> {
              OtherThread.run(
                  () -> assertThatIllegalStateException().isThrownBy(() -> scope.reschedule(null)));
            }));
  }
}
