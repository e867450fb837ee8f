package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Engines.sleepMillis;
import static org.asyncio4j.Engines.yieldNow;
import static org.asyncio4j.Engines.yielding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.spi.Clock;
import org.asyncio4j.spi.Reactor;
import org.junit.jupiter.api.Test;

/// Trap 1: code on the raw carrier that waits for a lock of a virtual thread which only that
/// carrier can carry on waits for ever. So no code but the engine's may run there.
@NoHang
class Trap1CarrierTest {
  private final List<Thread> threads = new ArrayList<>();

  private void remember() {
    threads.add(Thread.currentThread());
  }

  private void assertAllVirtual(int atLeast) {
    assertThat(threads).hasSizeGreaterThanOrEqualTo(atLeast).allMatch(Thread::isVirtual);
  }

  @Test
  void callbacksRunInAVirtualThread() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.callSoon(this::remember);
      yieldNow();
      yieldNow();
      loop.callLater(Duration.ofMillis(1), this::remember);
      loop.callSoonThreadsafe(this::remember);
      Future<?> done = loop.createFuture();
      done.addDoneCallback(future -> remember());
      done.cancel();
      sleepMillis(20);
    });
    assertAllVirtual(4);
  }

  @Test
  void exceptionHandlersRunInAVirtualThread() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.setExceptionHandler((where, context) -> remember());
      loop.callSoon(() -> {
        throw new IllegalArgumentException("of a callback");
      });
      yieldNow();
      yieldNow();
    });
    assertAllVirtual(1);
  }

  @Test
  void classInitialisersRunInAVirtualThread() {
    List<Thread> initialisers = new ArrayList<>();
    Asyncio.run(() -> {
      getRunningLoop().callSoon(() -> initialisers.add(Initialised.BY));
      yieldNow();
      yieldNow();
    });
    assertThat(initialisers).hasSize(1).allMatch(Thread::isVirtual);
  }

  private static final class Initialised {
    static final Thread BY = Thread.currentThread();
  }

  @Test
  void logsAreWrittenInAVirtualThread() {
    Asyncio.run(() -> {
      EventLoop loop = getRunningLoop();
      loop.callSoon(new NamedInTheLog());
      yieldNow();
      loop.setDebug(true);
      loop.setSlowCallbackDuration(Duration.ZERO); // every step is slow
      loop.callSoon(new NamedInTheLog());
      yieldNow();
      loop.setDebug(false);
    });
    assertAllVirtual(3);
  }

  private final class NamedInTheLog implements Runnable {
    @Override
    public void run() {
      throw new IllegalArgumentException("thrown for the log: not a failure of this test");
    }

    @Override
    public String toString() {
      remember();
      return "a callback whose name is written to the log";
    }
  }

  @Test
  void reactorClockAndOrderRunInAVirtualThread() {
    VirtualTime time = new VirtualTime();
    Thread runner = Thread.currentThread();
    Clock clock =
        () -> {
          if (Thread.currentThread() != runner) {
            remember();
          }
          return time.nanoTime();
        };
    LoopOptions options =
        LoopOptions.defaults()
            .withClock(clock)
            .withReactor(loop -> new RememberingReactor(time))
            .withReadyOrder(size -> {
              remember();
              return 0;
            });
    Asyncio.run(
        options,
        () -> {
          Task<?> other = createTask(() -> sleepMillis(1));
          yieldNow();
          other.await();
        });
    assertAllVirtual(5);
  }

  private final class RememberingReactor implements Reactor {
    private final VirtualTime time;

    RememberingReactor(VirtualTime time) {
      this.time = time;
    }

    @Override
    public void poll(long timeoutNanos) {
      remember();
      time.poll(timeoutNanos);
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean blocks() {
      return false;
    }
  }

  @Test
  void callbackThatWaitsForALockLetsTheSleepingTaskThatHoldsItGoOn() {
    ReentrantLock lock = new ReentrantLock();
    List<String> order = new ArrayList<>();
    Asyncio.run(
        yielding(),
        () -> {
          Task<?> holder =
              createTask(() ->
                  locked(
                      lock,
                      () -> {
                        sleepMillis(20);
                        order.add("task");
                      }));
          yieldNow();
          Future<String> end = getRunningLoop().createFuture();
          getRunningLoop().callSoon(() -> locked(lock, () -> end.setResult("callback")));
          order.add(end.await());
          holder.await();
        });
    assertThat(order).containsExactly("task", "callback");
  }

  private static void locked(ReentrantLock lock, Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  @Test
  void callbackThatWaitsForAMonitorLetsTheTaskThatHoldsItAwaitAnotherCallback() {
    Object monitor = new Object();
    List<String> order = new ArrayList<>();
    Asyncio.run(
        yielding(),
        () -> {
          Future<String> value = getRunningLoop().createFuture();
          Task<?> holder =
              createTask(() -> {
                synchronized (monitor) {
                  order.add(value.await());
                }
              });
          yieldNow();
          Future<String> end = getRunningLoop().createFuture();
          getRunningLoop()
              .callSoon(() -> {
                synchronized (monitor) {
                  end.setResult("callback");
                }
              });
          getRunningLoop().callSoon(() -> value.setResult("task"));
          order.add(end.await());
          holder.await();
        });
    assertThat(order).containsExactly("task", "callback");
  }
}
