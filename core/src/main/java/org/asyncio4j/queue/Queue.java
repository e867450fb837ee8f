package org.asyncio4j.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.asyncio4j.Future;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.sync.Event;
import org.jspecify.annotations.Nullable;

/// Items on their way from some tasks to others, first in, first out (`asyncio.Queue`).
///
/// Those who wait are woken in the order in which they came. Somebody who comes before the one who
/// was woken has run may still go first, as in asyncio; a [MemoryChannel] is strict. Cancelling one
/// that had been chosen passes the wake-up on: no item is lost.
///
/// @param <T> the items' type
public sealed class Queue<T> permits PriorityQueue, LifoQueue {
  private final Binding binding = Internals.get().newBinding();
  private final int maxsize;
  private final java.util.Queue<T> items;
  private final Deque<Future<@Nullable Void>> getters = new ArrayDeque<>();
  private final Deque<Future<@Nullable Void>> putters = new ArrayDeque<>();

  /// Set when everything is finished; asked only while something is not.
  private final Event finished = Event.create();

  private int unfinished;
  private boolean shutDown;

  Queue(int maxsize, java.util.Queue<T> items) {
    this.maxsize = maxsize;
    this.items = items;
  }

  /// {@return a queue without a bound}
  ///
  /// @param <T> the items' type
  public static <T> Queue<T> create() {
    return create(0);
  }

  /// {@return a queue}
  ///
  /// @param <T> the items' type
  /// @param maxsize how many items it holds; without a bound, if 0 or less
  public static <T> Queue<T> create(int maxsize) {
    return new Queue<>(maxsize, new ArrayDeque<>());
  }

  /// Suspends until there is room, and puts `item` in.
  ///
  /// @param item the item
  /// @throws QueueShutDown when the queue is shut down, before or meanwhile
  public void put(T item) {
    binding.check();
    while (hasNoRoom()) {
      if (shutDown) {
        throw new QueueShutDown();
      }
      awaitTurn(putters, true);
    }
    insert(item);
  }

  /// Puts `item` in. Never suspends.
  ///
  /// @param item the item
  /// @throws QueueFull when there is no room
  /// @throws QueueShutDown when the queue is shut down
  public void putNowait(T item) {
    binding.check();
    insert(item);
  }

  private void insert(T item) {
    Objects.requireNonNull(item, "item");
    if (shutDown) {
      throw new QueueShutDown();
    }
    if (hasNoRoom()) {
      throw new QueueFull("the queue is full: it holds " + maxsize);
    }
    add(items, item);
    if (unfinished++ == 0) {
      finished.clear();
    }
    wakeNext(getters);
  }

  /// Suspends until there is an item, and takes it.
  ///
  /// @return the item
  /// @throws QueueShutDown when the queue is shut down and empty, before or meanwhile
  public T get() {
    binding.check();
    while (items.isEmpty()) {
      if (shutDown) {
        throw new QueueShutDown();
      }
      awaitTurn(getters, false);
    }
    return remove();
  }

  /// Takes an item. Never suspends.
  ///
  /// @return the item
  /// @throws QueueEmpty when there is none
  /// @throws QueueShutDown when there is none and the queue is shut down
  public T getNowait() {
    binding.check();
    return remove();
  }

  private T remove() {
    if (items.isEmpty()) {
      throw shutDown ? new QueueShutDown() : new QueueEmpty("the queue is empty");
    }
    T item = items.remove();
    wakeNext(putters);
    return item;
  }

  private void awaitTurn(Deque<Future<@Nullable Void>> waiting, boolean forRoom) {
    Future<@Nullable Void> turn = Internals.get().newFuture(this);
    waiting.add(turn);
    try {
      turn.await();
    } catch (Throwable e) { // a cancellation, or the refusal to suspend a pinned task
      turn.cancel();
      waiting.remove(turn);
      boolean stillThere = forRoom ? !hasNoRoom() : !items.isEmpty();
      if (stillThere && !turn.cancelled()) {
        wakeNext(waiting);
      }
      throw e;
    }
  }

  private static void wakeNext(Deque<Future<@Nullable Void>> waiting) {
    for (Future<@Nullable Void> turn = waiting.poll(); turn != null; turn = waiting.poll()) {
      if (!turn.done()) {
        turn.setResult(null);
        return;
      }
    }
  }

  void add(java.util.Queue<T> items, T item) {
    items.add(item);
  }

  /// Says that an item taken before has been dealt with.
  ///
  /// @throws IllegalStateException when called more often than items were put in
  public void taskDone() {
    binding.check();
    if (unfinished <= 0) {
      throw new IllegalStateException("taskDone() was called more often than items were put in");
    }
    if (unfinished == 1) {
      finished.set();
    }
    unfinished--;
  }

  /// Suspends until every item put in has been taken and dealt with.
  public void join() {
    binding.check();
    if (unfinished > 0) {
      finished.await();
    }
  }

  /// Lets nothing more in. What is in can still be taken; then those who take are thrown
  /// [QueueShutDown], as those who put are from now on.
  public void shutdown() {
    shutdown(false);
  }

  /// As [#shutdown()], and, if `immediate`, drops what is in.
  ///
  /// @param immediate whether to drop the items
  public void shutdown(boolean immediate) {
    binding.check();
    wakeAll(getters);
    wakeAll(putters);
    if (immediate) {
      int left = Math.max(0, unfinished - items.size());
      if (left == 0) {
        finished.set();
      }
      unfinished = left;
      items.clear();
    }
    shutDown = true;
  }

  private static void wakeAll(Deque<Future<@Nullable Void>> waiting) {
    while (!waiting.isEmpty()) {
      wakeNext(waiting);
    }
  }

  /// {@return how many items are in}
  public int qsize() {
    binding.check();
    return items.size();
  }

  /// {@return whether none is in}
  public boolean empty() {
    binding.check();
    return items.isEmpty();
  }

  /// {@return whether there is no room}
  public boolean full() {
    binding.check();
    return hasNoRoom();
  }

  private boolean hasNoRoom() {
    return maxsize > 0 && items.size() >= maxsize;
  }

  /// {@return how many items it holds; 0 or less for no bound}
  public int maxsize() {
    return maxsize;
  }

  /// {@return its size, and how many wait to get or put}
  @Override
  public String toString() {
    return "<"
        + getClass().getSimpleName()
        + " maxsize="
        + maxsize
        + " items="
        + items.size()
        + (getters.isEmpty() ? "" : " getters=" + getters.size())
        + (putters.isEmpty() ? "" : " putters=" + putters.size())
        + (unfinished == 0 ? "" : " unfinished=" + unfinished)
        + (shutDown ? " shutdown" : "")
        + ">";
  }
}
