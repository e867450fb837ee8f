package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.spi.Reactor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// On which thread a reactor is polled, and when it is left alone.
@Timeout(30)
final class ReactorThreadTest {
  /// A reactor that waits with a semaphore and remembers who called it.
  private static final class Recorder implements Reactor {
    @Nullable EventLoop loop;
    final Semaphore wakeups = new Semaphore(0);
    final Set<Thread> pollers = new HashSet<>();
    final List<Thread> closers = new ArrayList<>();
    int polls;
    boolean idle;
    boolean bound;
    boolean failsToClose;

    @Override
    public void poll(long timeoutNanos) {
      polls++;
      Thread current = Thread.currentThread();
      pollers.add(current.isVirtual() ? Objects.requireNonNull(loop).engine.thread() : current);
      try {
        if (wakeups.tryAcquire(timeoutNanos, TimeUnit.NANOSECONDS)) {
          wakeups.drainPermits();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void wakeup() {
      wakeups.release();
    }

    @Override
    public boolean isIdle() {
      return idle;
    }

    @Override
    public boolean isThreadBound() {
      return bound;
    }

    @Override
    public void close() {
      closers.add(Thread.currentThread());
      if (failsToClose) {
        throw new IllegalStateException("cannot close");
      }
    }
  }

  private final Recorder reactor = new Recorder();
  private final EventLoop loop =
      EventLoop.create(
          LoopOptions.defaults()
              .withReactor(owner -> {
                reactor.loop = owner;
                return reactor;
              }));

  private void runTwice() {
    for (int run = 0; run < 2; run++) {
      loop.runUntilComplete(() -> {
        assertThat(Asyncio.sleep(Duration.ofMillis(1), "a value")).isEqualTo("a value");
        Asyncio.toThread(() -> "from another thread");
      });
    }
  }

  @Test
  void aBoundReactorIsPolledAndClosedOnOneThread() {
    reactor.bound = true;
    runTwice();
    loop.close();
    assertThat(reactor.pollers).hasSize(1);
    assertThat(reactor.closers).isEqualTo(List.copyOf(reactor.pollers));
    assertThat(reactor.pollers.iterator().next()).isInstanceOf(LoopThread.class);
    assertThat(reactor.pollers.iterator().next().isAlive()).isFalse();
  }

  @Test
  void anotherReactorIsClosedByWhoClosesTheLoop() {
    runTwice();
    loop.close();
    assertThat(reactor.closers).containsExactly(Thread.currentThread());
  }

  @Test
  void whatClosingABoundReactorThrowsIsThrownByClose() {
    reactor.bound = true;
    reactor.failsToClose = true;
    runTwice();
    assertThatThrownBy(loop::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot close");
  }

  @Test
  void anIdleReactorIsLeftAlone() {
    reactor.idle = true;
    runTwice();
    loop.close();
    assertThat(reactor.polls).isZero();
    assertThat(reactor.wakeups.availablePermits()).isZero();
  }

  /// Another thread that is late with its wake-up of one wait must not keep the next one asleep.
  @Test
  void wakeUpsReachTheLoopWhereverItWaits() {
    loop.runUntilComplete(() -> {
      for (int round = 0; round < 2_000; round++) {
        reactor.idle = round % 2 == 0;
        int number = round;
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> number);
        assertThat(Asyncio.await(answer)).isEqualTo(number);
      }
    });
    loop.close();
  }
}
