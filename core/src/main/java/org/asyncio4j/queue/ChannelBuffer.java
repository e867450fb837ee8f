package org.asyncio4j.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.asyncio4j.internal.Binding;
import org.asyncio4j.internal.Internals;
import org.jspecify.annotations.Nullable;

/// What lies between the ends of a [MemoryChannel], and who waits there.
///
/// A receiver that waits is *handed* its item: it is the result of the future it waits for, so that
/// nobody who comes later can snatch it away. What always holds between two steps of the loop:
///
/// * somebody waits to receive: the buffer is empty and nobody waits to send;
/// * somebody waits to send: the buffer is full.
///
/// A task can still be cancelled after it was handed an item and before it runs. Then the item goes
/// on, to the next who waits or back to where it was. Until all items handed out have arrived, the
/// channel has not come to its end: a receiver that asks meanwhile waits. A sender whose item is
/// taken cannot be cancelled any more, only its next await: by then the item may have been dealt
/// with.
final class ChannelBuffer<T> {
  private final Binding binding = Internals.get().newBinding();

  /// Read by the ends as well.
  final int capacity;

  /// In the order of their numbers.
  private final Deque<Entry<T>> items = new ArrayDeque<>();

  /// In order of arrival. What is done was cancelled, and leaves when its task runs.
  private final Deque<Sending<T>> sendings = new ArrayDeque<>();

  private final Deque<Receiving<T>> receivings = new ArrayDeque<>();

  private int openSenders;
  private int openReceivers;

  /// How many items have been handed out to tasks that have not run since.
  private int handed;

  private int peak;
  private long made;

  /// An item and when it was given to `send`: what is put back goes where it was. Not a record:
  /// each is equal to itself only, whatever the items say.
  private static final class Entry<T> {
    final long number;
    final T item;

    Entry(long number, T item) {
      this.number = number;
      this.item = item;
    }
  }

  /// A send that waits. Its turn is true when the item is taken, false when that will never be.
  private record Sending<T>(SendChannel<T> end, Entry<T> entry, Future<Boolean> turn) {}

  /// A receive that waits. Its turn is what it receives, or null when nothing will come.
  private record Receiving<T>(ReceiveChannel<T> end, Future<@Nullable Entry<T>> turn) {}

  ChannelBuffer(int capacity) {
    this.capacity = capacity;
  }

  // --- sending ---

  void send(SendChannel<T> end, T item) {
    Entry<T> entry = new Entry<>(made++, item);
    if (offer(entry)) {
      return;
    }
    Sending<T> sending = new Sending<>(end, entry, Internals.get().newFuture(this));
    sendings.add(sending);
    boolean taken;
    try {
      taken = sending.turn().await();
    } catch (CancelledError e) {
      sendings.remove(sending);
      if (!isTaken(sending.turn())) {
        throw e;
      }
      throwAtNextAwait(e);
      return;
    } catch (Throwable e) { // this is no place to wait
      sendings.remove(sending);
      throw e;
    }
    if (!taken) {
      throw end.closed() ? new ChannelClosed("this sender was closed meanwhile") : broken();
    }
  }

  void sendNowait(T item) {
    if (!offer(new Entry<>(made++, item))) {
      throw new QueueFull(
          "nobody waits for an item, and the channel is full: it holds " + capacity);
    }
  }

  private boolean offer(Entry<T> entry) {
    if (openReceivers == 0) {
      throw broken();
    }
    if (hand(entry)) {
      return true;
    }
    if (items.size() < capacity) {
      items.add(entry);
      peak = Math.max(peak, items.size());
      return true;
    }
    return false;
  }

  /// {@return whether somebody waits, who then gets `entry`}
  private boolean hand(Entry<T> entry) {
    for (Receiving<T> next = receivings.poll(); next != null; next = receivings.poll()) {
      if (!next.turn().done()) {
        handed++;
        next.turn().setResult(entry);
        return true;
      }
    }
    return false;
  }

  private static boolean isTaken(Future<Boolean> turn) {
    return turn.done() && !turn.cancelled() && turn.result();
  }

  private static void throwAtNextAwait(CancelledError cancellation) {
    Task<?> task = Asyncio.currentTask();
    if (task == null) {
      throw cancellation;
    }
    task.uncancel();
    task.cancel(cancellation.getMessage());
  }

  private static BrokenChannel broken() {
    return new BrokenChannel();
  }

  // --- receiving ---

  T receive(ReceiveChannel<T> end) {
    Entry<T> entry = poll();
    while (entry == null) {
      checkNotAtEnd();
      entry = awaitEntry(end);
      if (entry == null) {
        if (end.closed()) {
          throw new ChannelClosed("this receiver was closed meanwhile");
        }
        entry = poll();
      }
    }
    return entry.item;
  }

  private @Nullable Entry<T> awaitEntry(ReceiveChannel<T> end) {
    Receiving<T> receiving = new Receiving<>(end, Internals.get().newFuture(this));
    receivings.add(receiving);
    try {
      Entry<T> entry = receiving.turn().await();
      if (entry != null) {
        handed--;
        announceEnd();
      }
      return entry;
    } catch (Throwable e) { // cancelled, or this is no place to wait
      receivings.remove(receiving);
      if (receiving.turn().done() && !receiving.turn().cancelled()) {
        Entry<T> entry = receiving.turn().result();
        if (entry != null) {
          handed--;
          putBack(entry);
        }
      }
      throw e;
    }
  }

  private void putBack(Entry<T> entry) {
    if (!hand(entry) && openReceivers > 0) {
      Deque<Entry<T>> earlier = new ArrayDeque<>(); // put back just before, if any
      while (!items.isEmpty() && items.getFirst().number < entry.number) {
        earlier.push(items.removeFirst());
      }
      items.addFirst(entry);
      earlier.forEach(items::addFirst);
      peak = Math.max(peak, items.size());
    }
    announceEnd();
  }

  T receiveNowait() {
    Entry<T> entry = poll();
    if (entry == null) {
      checkNotAtEnd();
      throw new QueueEmpty("nothing is in the channel, and nobody waits to send");
    }
    return entry.item;
  }

  private @Nullable Entry<T> poll() {
    Entry<T> entry = items.poll();
    if (entry == null) {
      return takeFromSender();
    }
    while (items.size() < capacity) {
      Entry<T> next = takeFromSender();
      if (next == null) {
        break;
      }
      items.add(next);
    }
    return entry;
  }

  private @Nullable Entry<T> takeFromSender() {
    for (Sending<T> next = sendings.poll(); next != null; next = sendings.poll()) {
      if (!next.turn().done()) {
        next.turn().setResult(true);
        return next.entry();
      }
    }
    return null;
  }

  private void checkNotAtEnd() {
    if (atEnd()) {
      throw new EndOfChannel();
    }
  }

  private boolean atEnd() {
    return openSenders == 0 && handed == 0 && items.isEmpty();
  }

  // --- opening and closing ---

  void senderOpened() {
    openSenders++;
  }

  void receiverOpened() {
    openReceivers++;
  }

  void senderClosed(SendChannel<T> end) {
    openSenders--;
    refuse(end);
    announceEnd();
  }

  /// Those who wait to send on `end`, or on whatever end if that is null, will not.
  private void refuse(@Nullable SendChannel<T> end) {
    for (Iterator<Sending<T>> all = sendings.iterator(); all.hasNext(); ) {
      Sending<T> sending = all.next();
      if (end == null || sending.end() == end) {
        all.remove();
        if (!sending.turn().done()) {
          sending.turn().setResult(false);
        }
      }
    }
  }

  private void announceEnd() {
    if (atEnd()) {
      release(null);
    }
  }

  /// Those who wait to receive on `end`, or on whatever end if that is null, are woken without an
  /// item.
  private void release(@Nullable ReceiveChannel<T> end) {
    for (Iterator<Receiving<T>> all = receivings.iterator(); all.hasNext(); ) {
      Receiving<T> receiving = all.next();
      if (end == null || receiving.end() == end) {
        all.remove();
        if (!receiving.turn().done()) {
          receiving.turn().setResult(null);
        }
      }
    }
  }

  void receiverClosed(ReceiveChannel<T> end) {
    openReceivers--;
    release(end);
    if (openReceivers == 0) {
      items.clear();
      refuse(null);
    }
  }

  // --- where it is used ---

  /// Throws where the channel must not be used; asked by its ends, before they look at anything.
  void checkThread() {
    binding.check();
  }

  MemoryChannel.Statistics statistics() {
    return new MemoryChannel.Statistics(
        items.size(),
        capacity,
        openSenders,
        openReceivers,
        (int) sendings.stream().filter(sending -> !sending.turn().done()).count(),
        (int) receivings.stream().filter(receiving -> !receiving.turn().done()).count(),
        peak);
  }

  /// How many items it holds, and how many wait.
  @Override
  public String toString() {
    return "<MemoryChannel "
        + items.size()
        + " of "
        + capacity
        + " senders="
        + openSenders
        + " receivers="
        + openReceivers
        + ">";
  }
}
