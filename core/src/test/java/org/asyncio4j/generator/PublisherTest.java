package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.VirtualTime.sleep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.asyncio4j.Asyncio;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublisherTest {
  /// Writes down what it is told, and asks only when the test says so.
  private static class Probe implements Flow.Subscriber<Integer> {
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch ended = new CountDownLatch(1);
    Flow.@Nullable Subscription given;

    Flow.Subscription subscription() {
      if (given == null) {
        throw new AssertionError("not subscribed");
      }
      return given;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.given = subscription;
    }

    @Override
    public void onNext(Integer item) {
      log.add("" + item);
    }

    @Override
    public void onError(Throwable throwable) {
      log.add(throwable.getClass().getSimpleName());
      ended.countDown();
    }

    @Override
    public void onComplete() {
      log.add("complete");
      ended.countDown();
    }
  }

  private final List<String> source = Collections.synchronizedList(new ArrayList<>());
  private final Probe probe = new Probe();

  private Generator<Integer, ?, ?> upTo(int end) {
    return Generator.of(out -> {
      try {
        for (int i = 1; i <= end; i++) {
          source.add("makes " + i);
          out.yield(i);
        }
      } finally {
        source.add("ends");
      }
    });
  }

  @Test
  void sendsWhatIsAskedForAndNoMore() {
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(5)).subscribe(probe);
      sleep(1);
      assertThat(source).isEmpty();
      probe.subscription().request(2);
      sleep(1);
      assertThat(probe.log).containsExactly("1", "2");
      assertThat(source).containsExactly("makes 1", "makes 2");
      probe.subscription().request(Long.MAX_VALUE);
      sleep(1);
      assertThat(probe.log).containsExactly("1", "2", "3", "4", "5", "complete");
    });
  }

  @Test
  void eachSubscriberHasAGeneratorOfItsOwn() {
    Probe second = new Probe();
    VirtualTime.run(() -> {
      Flow.Publisher<Integer> publisher = Generator.publisher(() -> upTo(2));
      publisher.subscribe(probe);
      publisher.subscribe(second);
      probe.subscription().request(9);
      second.subscription().request(9);
      sleep(1);
    });
    assertThat(probe.log).containsExactly("1", "2", "complete").isEqualTo(second.log);
  }

  @Test
  void generatorMayAwait() {
    VirtualTime.run(() -> {
      Generator.<Integer>publisher(() ->
              Generator.of(out -> {
                sleep(5);
                out.yield(1);
              }))
          .subscribe(probe);
      probe.subscription().request(9);
      sleep(4);
      assertThat(probe.log).isEmpty();
      sleep(2);
      assertThat(probe.log).containsExactly("1", "complete");
    });
  }

  @Test
  void failureBecomesOnError() {
    VirtualTime.run(() -> {
      Generator.<Integer>publisher(() ->
              Generator.of(out -> {
                out.yield(1);
                throw new ArithmeticException();
              }))
          .subscribe(probe);
      probe.subscription().request(9);
      sleep(1);
    });
    assertThat(probe.log).containsExactly("1", "ArithmeticException");
  }

  @Test
  void cancelClosesTheGenerator() {
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(5)).subscribe(probe);
      probe.subscription().request(2);
      sleep(1);
      probe.subscription().cancel();
      probe.subscription().cancel();
      probe.subscription().request(2);
      sleep(1);
      assertThat(Asyncio.allTasks()).hasSize(1);
    });
    assertThat(probe.log).containsExactly("1", "2");
    assertThat(source).containsExactly("makes 1", "makes 2", "ends");
  }

  @Test
  void cancelInsideOnNextIsTheLastThingHeard() {
    Probe once =
        new Probe() {
          @Override
          public void onNext(Integer item) {
            super.onNext(item);
            subscription().cancel();
          }
        };
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(5)).subscribe(once);
      once.subscription().request(9);
      sleep(1);
    });
    assertThat(once.log).containsExactly("1");
    assertThat(source).last().isEqualTo("ends");
  }

  @Test
  void cancelEndsAnAwaitInTheGenerator() {
    VirtualTime.run(() -> {
      Generator.<Integer>publisher(() ->
              Generator.of(_ -> {
                try {
                  sleep(3600);
                } finally {
                  source.add("ends");
                }
              }))
          .subscribe(probe);
      probe.subscription().request(1);
      sleep(1);
      probe.subscription().cancel();
      sleep(1);
      assertThat(source).containsExactly("ends");
    });
    assertThat(probe.log).isEmpty();
  }

  @Test
  void askingForNothingIsAnError() {
    for (long wrong : new long[] {0, -1}) {
      Probe asking = new Probe();
      VirtualTime.run(() -> {
        Generator.publisher(() -> upTo(5)).subscribe(asking);
        asking.subscription().request(1);
        sleep(1);
        asking.subscription().request(wrong);
        sleep(1);
      });
      assertThat(asking.log).containsExactly("1", "IllegalArgumentException");
    }
    assertThat(source).last().isEqualTo("ends");
  }

  @Test
  void askingInsideOnNextDoesNotRecur() {
    int[] depth = new int[2];
    Probe greedy =
        new Probe() {
          @Override
          public void onNext(Integer item) {
            depth[1] = Math.max(depth[1], ++depth[0]);
            subscription().request(1);
            depth[0]--;
            super.onNext(item);
          }
        };
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(10_000)).subscribe(greedy);
      greedy.subscription().request(1);
      sleep(1);
    });
    assertThat(greedy.log).hasSize(10_001).last().isEqualTo("complete");
    assertThat(depth[1]).isEqualTo(1);
  }

  @Test
  void demandAddsUpToEverything() {
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(3)).subscribe(probe);
      probe.subscription().request(Long.MAX_VALUE);
      probe.subscription().request(Long.MAX_VALUE);
      sleep(1);
    });
    assertThat(probe.log).containsExactly("1", "2", "3", "complete");
  }

  @Test
  void subscriberThatThrowsIsReportedAndCutOff() {
    List<String> reports = new ArrayList<>();
    Probe broken =
        new Probe() {
          @Override
          public void onNext(Integer item) {
            super.onNext(item);
            throw new ArithmeticException("in onNext");
          }
        };
    VirtualTime.run(() -> {
      Asyncio.getRunningLoop()
          .setExceptionHandler((_, context) -> reports.add("" + context.exception()));
      Generator.publisher(() -> upTo(3)).subscribe(broken);
      broken.subscription().request(9);
      sleep(1);
    });
    assertThat(broken.log).containsExactly("1");
    assertThat(reports).singleElement().asString().contains("in onNext");
    assertThat(source).last().isEqualTo("ends");
  }

  @Test
  void cancelledTaskBecomesOnError() {
    VirtualTime.run(() -> {
      Generator.publisher(() -> upTo(3)).subscribe(probe);
      sleep(1);
      for (Task<?> task : Asyncio.allTasks()) {
        if (task != Asyncio.currentTask()) {
          task.cancel("no more");
        }
      }
      sleep(1);
    });
    assertThat(probe.log).containsExactly(CancellationException.class.getSimpleName());
  }

  @Test
  void otherThreadsMaySubscribeAndAsk() throws Exception {
    Asyncio.run(() -> {
      Flow.Publisher<Integer> publisher = Generator.publisher(() -> upTo(1000));
      Asyncio.toThread(() -> {
        publisher.subscribe(probe);
        for (int i = 0; i < 1001; i++) {
          probe.subscription().request(1);
        }
        return probe.ended.await(20, TimeUnit.SECONDS);
      });
    });
    assertThat(probe.log).hasSize(1001).last().isEqualTo("complete");
  }

  @Test
  void closedLoopRefusesSubscribers() {
    EventLoop loop = VirtualTime.newLoop();
    Flow.Publisher<Integer> publisher =
        loop.runUntilComplete(() -> Generator.publisher(() -> upTo(1)));
    loop.close();
    publisher.subscribe(probe);
    assertThat(probe.log).containsExactly("IllegalStateException");
  }

  @Test
  void nullSubscriberIsAnError() {
    VirtualTime.run(() -> {
      Flow.Publisher<Integer> publisher = Generator.publisher(() -> upTo(1));
      assertThatThrownBy(() -> publisher.subscribe(nothing()))
          .isInstanceOf(NullPointerException.class);
    });
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void publisherAndGeneratorMeet() {
    List<Integer> items = new ArrayList<>();
    VirtualTime.run(
        () -> Generator.<Integer>from(Generator.publisher(() -> upTo(200)), 3).forEach(items::add));
    assertThat(items).hasSize(200);
  }
}
