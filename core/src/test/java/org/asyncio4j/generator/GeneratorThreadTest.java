package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class GeneratorThreadTest {
  private static Generator<Integer, ?, ?> numbers() {
    return Generator.of(out -> {
      for (int i = 1; ; i++) {
        out.yield(i);
      }
    });
  }

  @Test
  void awaitingOutsideATaskIsAnError() {
    Generator<Integer, ?, ?> generator =
        Generator.of(_ -> {
          Asyncio.sleep(Duration.ofSeconds(1));
        });
    assertThatThrownBy(generator::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }

  @Test
  void awaitingInACallbackIsAnError() {
    VirtualTime.run(() -> {
      List<Throwable> thrown = new java.util.ArrayList<>();
      Asyncio.getRunningLoop()
          .callSoon(() -> {
            try {
              Generator.of(_ -> VirtualTime.sleep(1)).next();
            } catch (IllegalStateException e) {
              thrown.add(e);
            }
          });
      VirtualTime.sleep(1);
      assertThat(thrown).singleElement().asString().contains("a callback cannot await");
    });
  }

  @Test
  void threadsMayTakeTurns() throws Exception {
    try (Generator<Integer, ?, ?> generator = numbers();
        ExecutorService platform = Executors.newSingleThreadExecutor();
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i < 300; i += 3) {
        assertThat(generator.next().value()).isEqualTo(i);
        assertThat(platform.submit(() -> generator.next().value()).get()).isEqualTo(i + 1);
        assertThat(virtual.submit(() -> generator.next().value()).get()).isEqualTo(i + 2);
      }
    }
  }

  @Test
  void callWhileAnotherThreadIsInOneIsAnError() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          inside.countDown();
          leave.await();
          out.yield(1);
        });
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      var first = other.submit(() -> generator.next().value());
      inside.await();
      assertThatThrownBy(generator::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already executing");
      leave.countDown();
      assertThat(first.get()).isEqualTo(1);
    }
    generator.close();
  }

  @Test
  void bodyMayBlock() throws Exception {
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 1; i <= 100; i++) {
                putUninterrupted(queue, i);
              }
            });
    Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          for (int i = 1; i <= 100; i++) {
            out.yield(queue.take());
          }
        });
    int expected = 1;
    for (int number : generator) {
      assertThat(number).isEqualTo(expected++);
    }
    assertThat(expected).isEqualTo(101);
    producer.join();
  }

  private static void putUninterrupted(SynchronousQueue<Integer> queue, int value) {
    try {
      queue.put(value);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void interruptReachesABodyThatBlocks() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      assertInterruptArrives(kind, () -> {});
    }
  }

  @Test
  void interruptReachesABodyThatIsAboutToBlock() throws Exception {
    for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
      assertInterruptArrives(
          kind,
          () -> {
            long until = System.nanoTime() + 50_000_000;
            while (System.nanoTime() < until) {
              Thread.onSpinWait();
            }
          });
    }
  }

  private static void assertInterruptArrives(Thread.Builder kind, Runnable before)
      throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread caller =
        kind.start(() -> {
          Generator<Integer, ?, ?> generator =
              Generator.of(_ -> {
                inside.countDown();
                before.run();
                new CountDownLatch(1).await();
              });
          try {
            generator.next();
          } catch (CompletionException e) {
            if (e.getCause() instanceof InterruptedException) {
              done.countDown();
            }
          }
        });
    inside.await();
    caller.interrupt();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptOfABodyThatDoesNotMindReachesItsCaller() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    boolean[] interrupted = new boolean[1];
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              Generator<Integer, ?, ?> generator =
                  Generator.of(_ -> {
                    inside.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                      Thread.onSpinWait();
                    }
                  });
              generator.next();
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    inside.await();
    caller.interrupt();
    caller.join();
    assertThat(interrupted[0]).isTrue();
  }

  @Test
  void pendingInterruptSurvivesACall() {
    try (Generator<Integer, ?, ?> generator = numbers()) {
      Thread.currentThread().interrupt();
      generator.next();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /// Its initialiser pins the thread that runs it.
  private static final class Initialised {
    static final int SUM = sumOfTen();

    private static int sumOfTen() {
      int sum = 0;
      try (Generator<Integer, ?, ?> generator = numbers()) {
        for (int number : generator) {
          sum += number;
          if (number == 10) {
            break;
          }
        }
      }
      return sum;
    }
  }

  @Test
  void pinnedTaskMayUseAGenerator() {
    int sum = VirtualTime.run(() -> Initialised.SUM);
    assertThat(sum).isEqualTo(55);
  }

  /// As above, off the loop, and with a body that yields in the initialiser.
  private static final class YieldsInside {
    static {
      out.yield(1);
    }

    static void initialise() {}
  }

  @SuppressWarnings("NullAway.Init")
  private static Yielder<Integer, ?> out;

  @Test
  void yieldingWhilePinnedIsAnErrorOrWorks() {
    Generator<Integer, ?, ?> generator =
        Generator.of(own -> {
          out = own;
          YieldsInside.initialise();
        });
    try {
      assertThat(generator).containsExactly(1);
    } catch (ExceptionInInitializerError e) {
      assertThat(e)
          .hasRootCauseMessage(
              "cannot yield here: a class initialiser or native code is on the stack of this generator's body, and a"
                  + " thread cannot be suspended inside one");
    }
  }

  @Test
  void stackDumpsDoNotDisturb() throws Exception {
    Thread[] body = new Thread[1];
    try (Generator<Integer, ?, ?> generator =
        Generator.of(out -> {
          body[0] = Thread.currentThread();
          for (int i = 2; ; i++) {
            out.yield(i);
          }
        })) {
      generator.next();
      Thread dumper =
          Thread.ofPlatform()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  var _ = body[0].getStackTrace();
                }
              });
      for (int i = 3; i < 20_000; i++) {
        assertThat(generator.next().value()).isEqualTo(i);
      }
      dumper.interrupt();
      dumper.join();
    }
  }
}
