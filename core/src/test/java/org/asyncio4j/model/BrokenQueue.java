package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;

/// A queue of any order with a bug.
final class BrokenQueue implements Pipe {
  enum Bug {
    /// Who is cancelled when he had been woken does not wake the next.
    FORGETS_THE_NEXT,

    /// Who is cancelled when he had been woken takes an item along.
    DROPS_AN_ITEM,

    /// Who waited for room takes for granted that it is still there.
    OVERFILLS,

    /// Who waits for room is not told of the shutdown.
    FORGETS_TO_SAY_THAT_IT_IS_SHUT,

    /// The item that comes out is not always the right one.
    MIXES_UP_ITEMS,

    /// What a shutdown drops is never finished.
    NEVER_FINISHES_WHAT_IT_DROPS
  }

  private final PipeScenario.Order order;
  private final int capacity;
  private final Bug bug;
  private final List<Integer> items = new ArrayList<>();
  private final Deque<Future<@Nullable Void>> getters = new ArrayDeque<>();
  private final Deque<Future<@Nullable Void>> putters = new ArrayDeque<>();
  private final Event finished = Event.create();
  private int unfinished;
  private boolean shutDown;

  BrokenQueue(PipeScenario.Order order, int capacity, Bug bug) {
    this.order = order;
    this.capacity = capacity;
    this.bug = bug;
    finished.set();
  }

  @Override
  public boolean put(int item) {
    while (items.size() >= capacity && !shutDown) {
      awaitTurn(putters, true);
      if (bug == Bug.OVERFILLS) {
        break;
      }
    }
    return add(item);
  }

  @Override
  public boolean putNowait(int item) {
    return items.size() < capacity && add(item);
  }

  private boolean add(int item) {
    if (shutDown) {
      return false;
    }
    unfinished++;
    finished.clear();
    items.add(item);
    wakeNext(getters);
    return true;
  }

  @Override
  public @Nullable Integer get() {
    while (items.isEmpty() && !shutDown) {
      awaitTurn(getters, false);
    }
    return getNowait();
  }

  @Override
  public @Nullable Integer getNowait() {
    if (items.isEmpty()) {
      return null;
    }
    int place = items.indexOf(order.next(items));
    if (bug == Bug.MIXES_UP_ITEMS) {
      place = (place + 1) % items.size();
    }
    Integer item = items.remove(/* index */ place);
    wakeNext(putters);
    return item;
  }

  private void awaitTurn(Deque<Future<@Nullable Void>> waiting, boolean forRoom) {
    Future<@Nullable Void> turn = Asyncio.getRunningLoop().createFuture();
    waiting.add(turn);
    try {
      turn.await();
    } catch (CancelledError e) {
      waiting.remove(turn);
      boolean stillThere = forRoom ? items.size() < capacity : !items.isEmpty();
      if (stillThere && turn.done() && !turn.cancelled()) {
        if (bug == Bug.DROPS_AN_ITEM && !forRoom) {
          var _ = getNowait();
        } else if (bug != Bug.FORGETS_THE_NEXT) {
          wakeNext(waiting);
        }
      }
      throw e;
    }
  }

  private static void wakeNext(Deque<Future<@Nullable Void>> waiting) {
    for (var turn = waiting.poll(); turn != null; turn = waiting.poll()) {
      if (!turn.done()) {
        turn.setResult(null);
        return;
      }
    }
  }

  @Override
  public void taskDone() {
    if (--unfinished == 0) {
      finished.set();
    }
  }

  @Override
  public void join() {
    if (unfinished > 0) {
      finished.await();
    }
  }

  @Override
  public void shutdown(boolean immediate) {
    shutDown = true;
    if (immediate) {
      int dropped = items.size();
      items.clear();
      if (bug != Bug.NEVER_FINISHES_WHAT_IT_DROPS) {
        unfinished -= dropped;
        if (unfinished == 0) {
          finished.set();
        }
      }
    }
    while (!getters.isEmpty()) {
      wakeNext(getters);
    }
    while (!putters.isEmpty() && bug != Bug.FORGETS_TO_SAY_THAT_IT_IS_SHUT) {
      wakeNext(putters);
    }
  }

  @Override
  public int size() {
    return items.size();
  }
}
