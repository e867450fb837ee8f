package org.asyncio4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TwoMembers.Extension.class)
class ClusterQueueTest {
  record Item(int number) implements java.io.Serializable {}

  @Test
  void itemsGoFromOneMemberToAnotherInOrder() {
    run(() -> {
      ClusterQueue<Item> in = TwoMembers.first().queue("order", 10);
      ClusterQueue<Item> out = TwoMembers.second().queue("order", 10);
      in.put(new Item(1));
      in.put(new Item(2));
      assertThat(out.size()).isEqualTo(2);
      assertThat(List.of(out.get(), out.get())).containsExactly(new Item(1), new Item(2));
    });
  }

  @Test
  void aClientPutsAndGets() {
    run(() -> {
      ClusterQueue<String> queue = TwoMembers.client().queue("client", 10);
      queue.put("item");
      assertThat(queue.get()).isEqualTo("item");
    });
  }

  @Test
  void getWaitsAndTheLoopGoesOn() {
    run(() -> {
      ClusterQueue<String> queue = TwoMembers.first().queue("waits", 10);
      Task<String> getter = createTask(queue::get);
      Asyncio.sleep(Duration.ofMillis(250)); // longer than one call to the members
      assertThat(getter.done()).isFalse();
      TwoMembers.second().<String>queue("waits", 10).put("late");
      assertThat(getter.await()).isEqualTo("late");
    });
  }

  @Test
  void putWaitsForRoom() {
    run(() -> {
      ClusterQueue<Integer> queue = TwoMembers.first().queue("room", 1);
      queue.put(1);
      assertThat(queue.putNowait(2)).isFalse();
      Task<?> putter = createTask(() -> queue.put(2));
      Asyncio.sleep(Duration.ofMillis(250));
      assertThat(putter.done()).isFalse();
      assertThat(queue.get()).isEqualTo(1);
      putter.await();
      assertThat(queue.get()).isEqualTo(2);
    });
  }

  @Test
  void getNowaitOfAnEmptyQueueIsNull() {
    run(() -> {
      ClusterQueue<Integer> queue = TwoMembers.first().queue("empty", 1);
      assertThat(queue.getNowait()).isNull();
      assertThat(queue.putNowait(1)).isTrue();
      assertThat(queue.getNowait()).isEqualTo(1);
    });
  }

  /// The getters are cancelled at all moments, also when their item is on its way.
  @Test
  void aCancelledGetLosesNothing() {
    run(() -> {
      ClusterQueue<Integer> queue = TwoMembers.first().queue("cancelled", 100);
      List<Integer> taken = new ArrayList<>();
      int rounds = 60;
      for (int i = 0; i < rounds; i++) {
        Task<Integer> getter = createTask(queue::get);
        Task<?> putter;
        if (i % 2 == 0) {
          int item = i;
          putter = createTask(() -> queue.put(item));
        } else {
          queue.put(i);
          putter = createTask(() -> {});
        }
        for (int step = 0; step < i; step++) {
          Asyncio.sleep(Duration.ofNanos(20_000));
        }
        getter.cancel();
        try {
          taken.add(getter.await());
        } catch (CancelledError e) {
          // its item is in the queue
        }
        putter.await();
      }
      while (taken.size() < rounds) {
        taken.add(queue.get());
      }
      assertThat(taken).doesNotHaveDuplicates().hasSize(rounds);
      assertThat(queue.size()).isZero();
    });
  }

  @Test
  void aGetThatIsCancelledInAnEmptyQueueEnds() {
    run(() -> {
      ClusterQueue<Integer> queue = TwoMembers.client().queue("cancel-empty", 1);
      Task<Integer> getter = createTask(queue::get);
      Asyncio.checkpoint();
      getter.cancel();
      assertThatThrownBy(getter::await).isInstanceOf(CancelledError.class);
      queue.put(1);
      assertThat(queue.get()).isEqualTo(1);
    });
  }

  @Test
  void d7AnItemOfATypeThatIsNotAllowedIsRefusedAndNamed() {
    run(() -> {
      ClusterQueue<Object> queue = TwoMembers.first().queue("hostile", 1);
      queue.put(new Hostile());
      assertThatThrownBy(queue::get)
          .isInstanceOf(ClusterSerializationException.class)
          .hasMessageContaining("does not allow " + Hostile.class.getName());
      assertThat(queue.size()).isZero();
    });
  }

  @Test
  void anItemThatCannotBeSentIsRefused() {
    run(() -> {
      ClusterQueue<Object> queue = TwoMembers.first().queue("unsendable", 1);
      assertThatThrownBy(() -> queue.put(new Object()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("java.lang.Object");
    });
  }

  @Test
  void oneNameHasOneBound() {
    run(() -> {
      TwoMembers.first().queue("bound", 1);
      TwoMembers.first().queue("bound", 1);
      assertThatThrownBy(() -> TwoMembers.second().queue("bound", 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'bound'");
      assertThatThrownBy(() -> TwoMembers.second().queue("unbound", 0))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }
}
