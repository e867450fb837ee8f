package org.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.VirtualTime.yieldNow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FromPublisherTest {
  /// Lets the test send every signal by hand.
  private static final class Manual implements Flow.Publisher<Integer>, Flow.Subscription {
    private Flow.@Nullable Subscriber<? super Integer> subscriber;
    private final List<String> log = new ArrayList<>();

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      this.subscriber = subscriber;
      log.add("subscribed");
      subscriber.onSubscribe(this);
    }

    Flow.Subscriber<? super Integer> subscriber() {
      if (subscriber == null) {
        throw new AssertionError("nobody has subscribed");
      }
      return subscriber;
    }

    @Override
    public void request(long n) {
      log.add("request " + n);
    }

    @Override
    public void cancel() {
      log.add("cancel");
    }
  }

  private final Manual manual = new Manual();

  @Test
  void givesTheItemsOfAnotherThread() {
    Asyncio.run(() -> {
      SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
      Task<Integer> sum =
          createTask(() -> {
            int total = 0;
            for (int item : Generator.<Integer>from(publisher)) {
              total += item;
            }
            return total;
          });
      yieldNow();
      Asyncio.toThread(() -> {
        try (publisher) {
          for (int i = 1; i <= 10_000; i++) {
            publisher.submit(i);
          }
        }
        return true;
      });
      assertThat(sum.await()).isEqualTo(50_005_000);
    });
  }

  @Test
  void publisherIsNeverFurtherAheadThanTheBuffer() throws Exception {
    AtomicLong taken = new AtomicLong();
    AtomicLong furthest = new AtomicLong();
    Asyncio.run(() -> {
      Flow.Publisher<Long> endless =
          subscriber -> subscriber.onSubscribe(new Endless(subscriber, taken, furthest));
      for (long item : Generator.<Long>from(endless, 8)) {
        taken.set(item);
        if (item == 1000) {
          break;
        }
      }
    });
    assertThat(furthest.get()).isBetween(1L, 8L);
  }

  /// Sends at once what it is asked for.
  private record Endless(
      Flow.Subscriber<? super Long> subscriber,
      AtomicLong taken,
      AtomicLong furthest,
      AtomicLong next)
      implements Flow.Subscription {
    Endless(Flow.Subscriber<? super Long> subscriber, AtomicLong taken, AtomicLong furthest) {
      this(subscriber, taken, furthest, new AtomicLong(1));
    }

    @Override
    public void request(long n) {
      for (long i = 0; i < n; i++) {
        long item = next.getAndIncrement();
        furthest.accumulateAndGet(item - taken.get(), Math::max);
        subscriber.onNext(item);
      }
    }

    @Override
    public void cancel() {}
  }

  @Test
  void subscribesWhenItStarts() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> generator = Generator.from(manual, 4);
      assertThat(manual.log).isEmpty();
      Task<Integer> task = createTask(() -> generator.next().value());
      yieldNow();
      assertThat(manual.log).containsExactly("subscribed", "request 4");
      manual.subscriber().onNext(7);
      assertThat(task.await()).isEqualTo(7);
    });
  }

  @Test
  void asksForMoreWhenHalfIsTaken() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Generator.<Integer>from(manual, 4).forEach(_ -> {}));
      yieldNow();
      manual.subscriber().onNext(1);
      VirtualTime.sleep(1);
      assertThat(manual.log).hasSize(2);
      manual.subscriber().onNext(2);
      VirtualTime.sleep(1);
      assertThat(manual.log).last().isEqualTo("request 2");
      manual.subscriber().onComplete();
      task.await();
    });
  }

  @Test
  void failureComesAfterTheItemsBeforeIt() {
    List<Integer> items = new ArrayList<>();
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Generator.<Integer>from(manual).forEach(items::add));
      yieldNow();
      manual.subscriber().onNext(1);
      manual.subscriber().onNext(2);
      manual.subscriber().onError(new IOException("line is cut"));
      assertThatThrownBy(task::await)
          .isInstanceOf(CompletionException.class)
          .hasRootCauseInstanceOf(IOException.class);
    });
    assertThat(items).containsExactly(1, 2);
  }

  @Test
  void closingCancelsTheSubscription() {
    VirtualTime.run(() -> {
      Generator<Integer, ?, ?> generator = Generator.from(manual);
      Task<Integer> task = createTask(() -> generator.next().value());
      yieldNow();
      manual.subscriber().onNext(1);
      task.await();
    }); // the task that started it has ended
    assertThat(manual.log).last().isEqualTo("cancel");
  }

  @Test
  void cancellingTheTaskCancelsTheSubscription() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Generator.<Integer>from(manual).next());
      yieldNow();
      task.cancel();
      assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
      assertThat(manual.log).last().isEqualTo("cancel");
      manual.subscriber().onNext(1);
      manual.subscriber().onComplete();
    });
  }

  @Test
  void publisherThatSendsTooMuchIsCutOff() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Generator.<Integer>from(manual, 1).forEach(_ -> {}));
      yieldNow();
      manual.subscriber().onNext(1);
      manual.subscriber().onNext(2);
      assertThatThrownBy(task::await).hasMessageContaining("more items than it was asked for");
      assertThat(manual.log).contains("cancel");
    });
  }

  @Test
  void secondSubscriptionIsCancelled() {
    VirtualTime.run(() -> {
      Task<?> task = createTask(() -> Generator.<Integer>from(manual).forEach(_ -> {}));
      yieldNow();
      Manual second = new Manual();
      manual.subscriber().onSubscribe(second);
      assertThat(second.log).containsExactly("cancel");
      manual.subscriber().onComplete();
      task.await();
    });
  }

  @Test
  void outsideATaskItSaysSo() {
    assertThatThrownBy(() -> Generator.<Integer>from(manual).next())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no running event loop");
  }

  @Test
  void signalsAfterTheLoopIsClosedAreIgnored() {
    VirtualTime.run(() -> {
      Task<?> _ = createTask(() -> Generator.<Integer>from(manual).forEach(_ -> {}));
      yieldNow();
    });
    assertThat(manual.log).last().isEqualTo("cancel");
    manual.subscriber().onNext(1);
    manual.subscriber().onComplete();
  }
}
