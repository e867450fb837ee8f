package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {
  private final ReadyQueue queue = new ReadyQueue();

  private void addNumbers(int count) {
    IntStream.range(0, count).forEach(queue::add);
  }

  private List<Object> drain() {
    List<Object> all = new ArrayList<>();
    while (!queue.isEmpty()) {
      all.add(queue.removeFirst());
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void behavesAsAList(long seed) {
    Random random = new Random(seed);
    List<Object> model = new ArrayList<>();
    for (int step = 0; step < 50_000; step++) {
      int toss = random.nextInt(100);
      boolean growing = step / 5000 % 2 == 0;
      if (toss < (growing ? 60 : 35) || model.isEmpty()) {
        Object entry = "entry " + step;
        queue.add(entry);
        model.addLast(entry);
      } else if (toss < 90) {
        assertThat(queue.first()).isEqualTo(model.getFirst());
        assertThat(queue.removeFirst()).isEqualTo(model.removeFirst());
      } else if (toss < 98) {
        int place = random.nextInt(model.size());
        assertThat(queue.remove(model.remove(place))).isEqualTo(place);
      } else {
        int count = Math.min(model.size(), 10);
        long shuffle = random.nextLong();
        queue.reorder(count, new Random(shuffle)::nextInt);
        reorder(model, count, new Random(shuffle));
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
    assertThat(drain()).containsExactlyElementsOf(model);
  }

  private static void reorder(List<Object> model, int count, Random random) {
    for (int done = 0; done + 1 < count; done++) {
      model.add(done, model.remove(done + random.nextInt(count - done)));
    }
  }

  @Test
  void growsAroundItsEnd() {
    addNumbers(200);
    for (int i = 0; i < 150; i++) {
      queue.removeFirst();
    }
    IntStream.range(200, 2000).forEach(queue::add);
    assertThat(drain()).containsExactlyElementsOf(IntStream.range(150, 2000).boxed().toList());
  }

  @Test
  void clearLeavesAnEmptyQueueThatCanBeUsed() {
    addNumbers(1000);
    queue.clear();
    assertThat(queue.isEmpty()).isTrue();
    addNumbers(3);
    assertThat(drain()).containsExactly(0, 1, 2);
  }

  @Test
  void reorderTakesEachEntryWhereTheOrderPicksIt() {
    addNumbers(5);
    queue.reorder(4, size -> size - 1);
    assertThat(drain()).containsExactly(3, 2, 1, 0, 4);
  }

  @Test
  void reorderByTheOldestChangesNothing() {
    addNumbers(5);
    queue.reorder(5, _ -> 0);
    assertThat(drain()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void anImpossiblePickIsRefused() {
    addNumbers(3);
    assertThatThrownBy(() -> queue.reorder(3, size -> size))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> queue.reorder(3, _ -> -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatIsNotThereCannotBeRemoved() {
    addNumbers(300);
    assertThat(queue.remove("stranger")).isEqualTo(-1);
    assertThat(queue.size()).isEqualTo(300);
  }

  @Test
  void theFirstOfNoneIsAnError() {
    assertThatThrownBy(queue::first).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(queue::removeFirst).isInstanceOf(NullPointerException.class);
  }
}
