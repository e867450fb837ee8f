package org.asyncio4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// A channel with a bug.
final class BrokenChannel implements Channel {
  enum Bug {
    /// An item handed to a receiver that is cancelled then is lost.
    LOSES_A_HANDED_ITEM,

    /// It is put back at the wrong end.
    PUTS_IT_BACK_LAST,

    /// A send whose item was taken can still be cancelled.
    SENDS_THOUGH_CANCELLED,

    /// The end is announced while an item that was handed out may come back.
    ENDS_TOO_EARLY,

    /// Those who wait are not told that the last sender was closed.
    FORGETS_TO_SAY_THAT_IT_ENDS,

    /// When there is room again, those who wait to send are not asked.
    FORGETS_THOSE_WHO_SEND
  }

  private record Sending(int item, Future<Boolean> turn) {}

  private final int capacity;
  private final Bug bug;
  private final Deque<Integer> items = new ArrayDeque<>();
  private final Deque<Sending> sendings = new ArrayDeque<>();
  private final Deque<Future<@Nullable Integer>> receivings = new ArrayDeque<>();
  private int senders = 1;
  private int receivers = 1;
  private int handed;

  BrokenChannel(int capacity, Bug bug) {
    this.capacity = capacity;
    this.bug = bug;
  }

  private boolean send(int item) {
    if (receivers == 0) {
      return false;
    }
    if (sendNowait(item)) {
      return true;
    }
    Sending sending = new Sending(item, Asyncio.getRunningLoop().createFuture());
    sendings.add(sending);
    try {
      return sending.turn().await();
    } catch (CancelledError e) {
      sendings.remove(sending);
      Task<?> task = Asyncio.currentTask();
      boolean taken =
          sending.turn().done() && !sending.turn().cancelled() && sending.turn().result();
      if (!taken || bug == Bug.SENDS_THOUGH_CANCELLED || task == null) {
        throw e;
      }
      task.uncancel();
      task.cancel();
      return true;
    }
  }

  private boolean sendNowait(int item) {
    if (receivers == 0) {
      return false;
    }
    if (hand(item)) {
      return true;
    }
    return items.size() < capacity && items.add(item);
  }

  private boolean hand(int item) {
    for (var turn = receivings.poll(); turn != null; turn = receivings.poll()) {
      if (!turn.done()) {
        handed++;
        turn.setResult(item);
        return true;
      }
    }
    return false;
  }

  private @Nullable Integer receive() {
    Integer item = receiveNowait();
    while (item == null && !atEnd()) {
      item = awaitItem();
      if (item == null) {
        item = receiveNowait();
      }
    }
    return item;
  }

  private @Nullable Integer awaitItem() {
    Future<@Nullable Integer> turn = Asyncio.getRunningLoop().createFuture();
    receivings.add(turn);
    try {
      Integer item = turn.await();
      if (item != null) {
        handed--;
        announceEnd();
      }
      return item;
    } catch (CancelledError e) {
      receivings.remove(turn);
      Integer item = turn.done() && !turn.cancelled() ? turn.result() : null;
      if (item != null) {
        handed--;
        if (bug != Bug.LOSES_A_HANDED_ITEM) {
          putBack(item);
        }
        announceEnd();
      }
      throw e;
    }
  }

  private void putBack(int item) {
    if (!hand(item) && receivers > 0) {
      items.addLast(item);
      if (bug != Bug.PUTS_IT_BACK_LAST) { // they are numbered in the order in which they were sent
        List<Integer> inOrder = items.stream().sorted().toList();
        items.clear();
        items.addAll(inOrder);
      }
    }
  }

  private @Nullable Integer receiveNowait() {
    Integer item = items.poll();
    if (item == null) {
      return takeFromSender();
    }
    while (items.size() < capacity && bug != Bug.FORGETS_THOSE_WHO_SEND) {
      Integer next = takeFromSender();
      if (next == null) {
        break;
      }
      items.add(next);
    }
    return item;
  }

  private @Nullable Integer takeFromSender() {
    for (Sending next = sendings.poll(); next != null; next = sendings.poll()) {
      if (!next.turn().done()) {
        next.turn().setResult(true);
        return next.item();
      }
    }
    return null;
  }

  private boolean atEnd() {
    return senders == 0 && items.isEmpty() && (handed == 0 || bug == Bug.ENDS_TOO_EARLY);
  }

  private void announceEnd() {
    if (atEnd() && bug != Bug.FORGETS_TO_SAY_THAT_IT_ENDS) {
      for (var turn = receivings.poll(); turn != null; turn = receivings.poll()) {
        if (!turn.done()) {
          turn.setResult(null);
        }
      }
    }
  }

  private void closeSender() {
    senders--;
    announceEnd();
  }

  private void closeReceiver() {
    if (--receivers == 0) {
      items.clear();
      sendings.stream()
          .filter(sending -> !sending.turn().done())
          .forEach(sending -> sending.turn().setResult(false));
      sendings.clear();
    }
  }

  @Override
  public void closeFirstEnds() {
    closeSender();
    closeReceiver();
  }

  @Override
  public Sender sender() {
    senders++;
    return new Sender() {
      @Override
      public boolean send(int item) {
        return BrokenChannel.this.send(item);
      }

      @Override
      public boolean sendNowait(int item) {
        return BrokenChannel.this.sendNowait(item);
      }

      @Override
      public void close() {
        closeSender();
      }
    };
  }

  @Override
  public Receiver receiver() {
    receivers++;
    return new Receiver() {
      @Override
      public @Nullable Integer receive() {
        return BrokenChannel.this.receive();
      }

      @Override
      public @Nullable Integer receiveNowait() {
        return BrokenChannel.this.receiveNowait();
      }

      @Override
      public void close() {
        closeReceiver();
      }
    };
  }
}
