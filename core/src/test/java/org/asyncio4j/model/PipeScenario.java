package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Items are put into a queue and taken out.
///
/// An item goes in just before `put` returns and comes out just before `get` returns, with no other
/// task in between. So whatever the order in which tasks run, each item that comes out must be the
/// next one of the model, and a call that was cancelled must have changed nothing.
final class PipeScenario implements Scenario {
  /// Which of the items, in the order in which they were put in, is next.
  enum Order {
    FIRST_IN {
      @Override
      Integer next(List<Integer> items) {
        return items.getFirst();
      }
    },
    LAST_IN {
      @Override
      Integer next(List<Integer> items) {
        return items.getLast();
      }
    },
    SMALLEST {
      @Override
      Integer next(List<Integer> items) {
        return Collections.min(items, Comparator.naturalOrder());
      }
    };

    abstract Integer next(List<Integer> items);
  }

  private static final class Join {
    final Worker worker;
    boolean released;

    Join(Worker worker) {
      this.worker = worker;
    }

    @Override
    public String toString() {
      return worker + (released ? " (released)" : "");
    }
  }

  private final Pipe pipe;
  private final Order order;
  private final int capacity;
  private final List<Integer> items = new ArrayList<>();
  private final List<Join> joins = new ArrayList<>();
  private int made;
  private int putting;
  private int getting;
  private int unfinished;
  private boolean shutDown;

  PipeScenario(Pipe pipe, Order order, int capacity) {
    this.pipe = pipe;
    this.order = order;
    this.capacity = capacity;
  }

  @Override
  public void act(Worker worker) {
    switch (worker.random.nextInt(20)) {
      case 0 -> {
        if (worker.random.nextInt(4) == 0) {
          shutDown(worker.random.nextBoolean());
        }
      }
      case 1, 2 -> join(worker);
      case 3, 4 -> {
        int item = newItem(worker);
        boolean done = pipe.putNowait(item);
        assertThat(done).as("can put").isEqualTo(!shutDown && items.size() < capacity);
        if (done) {
          wasPut(item);
        }
      }
      case 5, 6 -> wasGot(pipe.getNowait(), worker);
      case 7, 8, 9, 10, 11, 12 -> put(worker);
      default -> get(worker);
    }
    assertThat(pipe.size()).isEqualTo(items.size());
  }

  /// None is like another, and the later ones are not always the greater ones.
  private int newItem(Worker worker) {
    return worker.random.nextInt(5) * 1_000_000 + made++;
  }

  private void put(Worker worker) {
    int item = newItem(worker);
    putting++;
    boolean done;
    try {
      done = pipe.put(item);
    } finally {
      putting--;
    }
    assertThat(done).as("was put, or refused because of the shutdown").isEqualTo(!shutDown);
    if (done) {
      wasPut(item);
    }
  }

  private void wasPut(int item) {
    items.add(item);
    unfinished++;
    assertThat(items.size()).isLessThanOrEqualTo(capacity);
  }

  private void get(Worker worker) {
    getting++;
    Integer item;
    try {
      item = pipe.get();
    } finally {
      getting--;
    }
    if (item == null) {
      assertThat(shutDown).isTrue();
    }
    wasGot(item, worker);
  }

  private void wasGot(@Nullable Integer item, Worker worker) {
    if (item == null) {
      assertThat(items).as("what is left when nothing could be got").isEmpty();
      return;
    }
    assertThat(items).as("what can be got").contains(item);
    assertThat(item).as("what comes out of %s", items).isEqualTo(order.next(items));
    items.remove(/* element */ item);
    try {
      worker.pause();
    } finally {
      pipe.taskDone();
      finished(1);
    }
  }

  private void finished(int count) {
    unfinished -= count;
    if (unfinished == 0) {
      joins.forEach(join -> join.released = true);
    }
  }

  private void join(Worker worker) {
    Join join = new Join(worker);
    join.released = unfinished == 0;
    joins.add(join);
    try {
      pipe.join();
    } finally {
      joins.remove(join);
    }
    assertThat(join.released).as("everything was finished").isTrue();
  }

  private void shutDown(boolean immediate) {
    shutDown = true;
    pipe.shutdown(immediate);
    if (immediate) {
      finished(items.size());
      items.clear();
    }
  }

  @Override
  public void checkQuiet() {
    assertThat(getting > 0 && !items.isEmpty()).as("waits though %s are there", items).isFalse();
    assertThat(putting > 0 && items.size() < capacity).as("waits though there is room").isFalse();
    assertThat(shutDown && getting + putting > 0).as("waits though it was shut down").isFalse();
    assertThat(joins).as("waits though all was finished").noneMatch(join -> join.released);
  }

  @Override
  public void checkEnd() {
    while (!items.isEmpty()) {
      Integer next = order.next(items);
      assertThat(pipe.getNowait()).as("what was left").isEqualTo(next);
      items.remove(/* element */ next);
    }
    assertThat(pipe.getNowait()).as("one more than was left").isNull();
  }
}
