package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackTest {
  private final EventLoop loop = VirtualTime.newLoop();
  private final List<Object> order = new ArrayList<>();
  private final List<ExceptionContext> reports = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /// Runs one iteration.
  private void runOnce() {
    loop.stop();
    loop.runForever();
  }

  @Test
  void callbacksRunInTheOrderOfTheCallsEachOnce() {
    for (int i = 0; i < 1000; i++) {
      int number = i;
      loop.callSoon(() -> order.add(number));
    }
    runOnce();
    assertThat(order).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    runOnce();
    assertThat(order).hasSize(1000);
  }

  /// CPython: test__run_once_schedule_handle.
  @Test
  void whatACallbackSchedulesRunsInTheNextIteration() {
    loop.callSoon(() -> {
      order.add("first");
      loop.callSoon(() -> order.add("third"));
    });
    loop.callSoon(() -> order.add("second"));
    runOnce();
    assertThat(order).containsExactly("first", "second");
    runOnce();
    assertThat(order).containsExactly("first", "second", "third");
  }

  @Test
  void callbacksAndTasksTakeTurnsInOrder() {
    loop.callSoon(() -> order.add("callback 1"));
    var _ = loop.createTask(() -> order.add("task"));
    loop.callSoon(() -> order.add("callback 2"));
    runOnce();
    assertThat(order).containsExactly("callback 1", "task", "callback 2");
  }

  @Test
  void aTaskSchedulesCallbacksForTheNextIteration() {
    loop.runUntilComplete(() -> {
      loop.callSoon(() -> order.add("callback"));
      order.add("task 1");
      VirtualTime.yieldNow();
      order.add("task 2");
    });
    assertThat(order).containsExactly("task 1", "callback", "task 2");
  }

  @Test
  void aCancelledCallbackDoesNotRun() {
    Handle handle = loop.callSoon(() -> order.add("no"));
    assertThat(handle.cancelled()).isFalse();
    handle.cancel();
    handle.cancel();
    assertThat(handle.cancelled()).isTrue();
    runOnce();
    assertThat(order).isEmpty();
  }

  @Test
  void aCallbackCanCancelOneOfItsOwnIteration() {
    List<Handle> later = new ArrayList<>();
    loop.callSoon(() -> later.getFirst().cancel());
    later.add(loop.callSoon(() -> order.add("no")));
    runOnce();
    assertThat(order).isEmpty();
  }

  // --- context ---

  @Test
  void aCallbackRunsInACopyOfTheContextOfTheCall() {
    ContextVar<String> name = ContextVar.create("name", "nobody");
    loop.runUntilComplete(() -> {
      name.set("caller");
      loop.callSoon(() -> {
        order.add(name.get());
        name.set("callback");
      });
      name.set("caller, later");
      VirtualTime.yieldNow();
      order.add(name.get());
    });
    assertThat(order).containsExactly("caller", "caller, later");
  }

  @Test
  void aCallbackRunsInTheContextGiven() {
    ContextVar<Integer> counter = ContextVar.create("counter", 0);
    Context shared = new Context();
    Runnable count = () -> counter.set(counter.get() + 1);
    Handle handle = loop.callSoon(count, shared);
    loop.callSoon(count, shared);
    loop.callSoon(() -> order.add(counter.get()));
    runOnce();
    assertThat(shared.get(counter)).isEqualTo(2);
    assertThat(handle.getContext()).isSameAs(shared);
    assertThat(order).containsExactly(0);
  }

  // --- description ---

  private static final class Named implements Runnable {
    @Override
    public void run() {}

    @Override
    public String toString() {
      return "greeting";
    }
  }

  /// CPython: HandleTests.test_handle_repr.
  @Test
  void aHandleDescribesItself() {
    Handle handle = loop.callSoon(new Named());
    TimerHandle timer = loop.callAt(5, new Named());
    assertThat(handle).hasToString("<Handle greeting>");
    assertThat(timer).hasToString("<TimerHandle when=5 greeting>");
    handle.cancel();
    timer.cancel();
    assertThat(handle).hasToString("<Handle cancelled>");
    assertThat(timer).hasToString("<TimerHandle when=5 cancelled>");
  }

  // --- failures (fault L10) ---

  private void reportsOnceAndGoesOn(Runnable failing, Class<? extends Throwable> failure) {
    loop.setExceptionHandler((_, context) -> reports.add(context));
    Handle handle = loop.callSoon(failing);
    loop.callSoon(() -> order.add("goes on"));
    runOnce();
    runOnce();
    assertThat(order).containsExactly("goes on");
    assertThat(reports)
        .singleElement()
        .satisfies(report -> {
          assertThat(report.message()).startsWith("Exception in callback");
          assertThat(report.exception()).isInstanceOf(failure);
          assertThat(report.handle()).isSameAs(handle);
        });
  }

  @Test
  void anExceptionIsReportedOnceAndTheLoopGoesOn() {
    reportsOnceAndGoesOn(
        () -> {
          throw new IllegalArgumentException("no");
        },
        IllegalArgumentException.class);
  }

  @Test
  void anErrorIsReportedOnceAndTheLoopGoesOn() {
    reportsOnceAndGoesOn(
        () -> {
          throw new AssertionError("no");
        },
        AssertionError.class);
  }

  @Test
  void aCancelledErrorIsReportedOnceAndTheLoopGoesOn() {
    reportsOnceAndGoesOn(
        () -> {
          throw new CancelledError("no");
        },
        CancelledError.class);
  }

  @Test
  void aStackOverflowIsReportedOnceAndTheLoopGoesOn() {
    reportsOnceAndGoesOn(() -> forEver(0), StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion") // the point
  private static int forEver(int depth) {
    return forEver(depth + 1) + 1;
  }

  @Test
  void aCallbackCannotAwait() {
    loop.callSoon(() ->
        assertThatThrownBy(VirtualTime::yieldNow)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("callback"));
    loop.setExceptionHandler((_, context) -> reports.add(context));
    runOnce();
    assertThat(reports).isEmpty();
  }

  @Test
  void nullIsRefusedAtOnce() {
    assertThatThrownBy(() -> loop.callSoon(nothing())).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> loop.callAt(0, nothing())).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> loop.callSoonThreadsafe(nothing()))
        .isInstanceOf(NullPointerException.class);
  }

  @SuppressWarnings("NullAway") // what a caller without a null checker does
  private static Runnable nothing() {
    return null;
  }

  @Test
  void aCallbackThatInterruptsItsThreadDoesNotKeepTheLoopAwake() {
    AtomicInteger looksAtTheClock = new AtomicInteger();
    LoopOptions counting =
        LoopOptions.defaults()
            .withClock(() -> {
              looksAtTheClock.incrementAndGet();
              return System.nanoTime();
            });
    try (EventLoop real = EventLoop.create(counting)) {
      real.callSoon(() -> Thread.currentThread().interrupt());
      real.callLater(Duration.ofMillis(200), real::stop);
      real.runForever();
    }
    assertThat(looksAtTheClock).hasValueLessThan(50);
  }

  @Test
  void aFailingCallbackWhoseDescriptionFailsTooDoesNotEndTheLoop() {
    java.util.List<String> reported = new java.util.ArrayList<>();
    VirtualTime.run(() -> {
      EventLoop loop = Asyncio.getRunningLoop();
      loop.setExceptionHandler((where, context) -> reported.add(context.message()));
      var _ =
          loop.callSoon(
              new Runnable() {
                @Override
                public void run() {
                  throw new IllegalStateException("of the callback");
                }

                @Override
                public String toString() {
                  throw new IllegalStateException("of its description");
                }
              });
      VirtualTime.yieldNow();
      VirtualTime.yieldNow();
    });
    assertThat(reported).singleElement().asString().contains("its toString failed");
  }

  /// CPython: cancel drops the callback and its arguments
  @Test
  void aCancelledHandleHoldsNoCallback() throws InterruptedException {
    ReferenceQueue<Object> garbage = new ReferenceQueue<>();
    List<Handle> handles = new ArrayList<>();
    WeakReference<Object> held = cancelOne(handles, garbage);
    Reference<?> collected = null;
    for (int i = 0; i < 200 && collected == null; i++) {
      System.gc();
      collected = garbage.remove(50);
    }
    assertThat((Object) collected).isSameAs(held);
    assertThat(handles.getFirst().cancelled()).isTrue();
  }

  private WeakReference<Object> cancelOne(List<Handle> handles, ReferenceQueue<Object> garbage) {
    Object held = new Object();
    Handle handle = loop.callSoon(() -> order.add(held));
    handles.add(handle);
    handle.cancel();
    return new WeakReference<>(held, garbage);
  }
}
