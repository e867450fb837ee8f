package org.asyncio4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.asyncio4j.CancelledError;
import org.jspecify.annotations.Nullable;

/// Some workers send, the others receive; each has an end of its own and closes it when it is done.
/// In some rounds one more receiver takes what is left in the end; in the others that is dropped
/// when the last receiver is closed.
///
/// **Order** when the order of running is shuffled: of two receivers that were each given an item
/// in one iteration, any may run first. So an item may overtake earlier ones, but not more of them
/// than other receivers are on their way, or were cancelled on their way.
final class ChannelScenario implements Scenario {
  private static final class Item {
    final int number;
    final Worker sender;
    boolean sent;

    Item(int number, Worker sender) {
      this.number = number;
      this.sender = sender;
    }

    @Override
    public String toString() {
      return number + (sent ? "" : " (being sent)");
    }
  }

  private final Channel channel;
  private final int capacity;
  private Channel.@Nullable Receiver rest;
  private final Map<Worker, Channel.Sender> senders = new HashMap<>();
  private final Map<Worker, Channel.Receiver> receivers = new HashMap<>();

  /// What was sent, or is being sent, and was not received: in the order of the calls.
  private final List<Item> items = new ArrayList<>();

  /// What was received although its sender does not know yet that it was sent.
  private final List<Item> ahead = new ArrayList<>();

  private int made;
  private int sending;
  private int receiving;

  /// How many receives were cancelled: as many items may have been put back.
  private int cancelled;

  /// How many since everybody waited.
  private int cancelledNow;

  private boolean ended;
  private boolean broken;

  ChannelScenario(Channel channel, int capacity) {
    this.channel = channel;
    this.capacity = capacity;
  }

  @Override
  public void begin(List<Worker> workers) {
    for (Worker worker : workers) {
      if (worker.number % 2 == 0) {
        receivers.put(worker, channel.receiver());
      } else {
        senders.put(worker, channel.sender());
      }
    }
    if (workers.getFirst().random.nextBoolean()) {
      rest = channel.receiver();
    }
    channel.closeFirstEnds();
  }

  @Override
  public void act(Worker worker) {
    Channel.Sender sender = senders.get(worker);
    if (sender != null) {
      send(worker, sender);
    } else {
      receive(worker, Objects.requireNonNull(receivers.get(worker)));
    }
  }

  @Override
  public void leave(Worker worker) {
    Channel.Sender sender = senders.remove(worker);
    if (sender != null) {
      sender.close();
      ended = senders.isEmpty();
    }
    Channel.Receiver receiver = receivers.remove(worker);
    if (receiver != null) {
      receiver.close();
      broken = receivers.isEmpty() && rest == null;
      if (broken) {
        items.removeIf(item -> item.sent);
      }
    }
  }

  private void send(Worker worker, Channel.Sender end) {
    Item item = new Item(made++, worker);
    items.add(item);
    if (worker.random.nextInt(4) == 0) {
      item.sent = end.sendNowait(item.number);
      if (!item.sent) {
        items.remove(item);
      }
    } else {
      sending++;
      try {
        item.sent = end.send(item.number);
      } finally {
        sending--;
        boolean arrived = ahead.remove(item);
        if (!item.sent) {
          assertThat(arrived).as("%s was received, though its send was cancelled", item).isFalse();
        }
        if (!item.sent || broken) {
          items.remove(item);
        }
      }
      assertThat(item.sent || broken).as("was sent, or nobody can receive").isTrue();
    }
    assertThat(items.stream().filter(other -> other.sent).count())
        .as("how many items are in between")
        .isLessThanOrEqualTo(capacity + receiving + cancelled);
  }

  private void receive(Worker worker, Channel.Receiver end) {
    if (worker.random.nextInt(4) == 0) {
      received(end.receiveNowait());
      return;
    }
    receiving++;
    Integer number;
    try {
      number = end.receive();
    } catch (CancelledError e) {
      cancelled++;
      cancelledNow++;
      throw e;
    } finally {
      receiving--;
    }
    if (number == null) {
      assertThat(ended).as("all senders are closed").isTrue();
      assertThat(items).as("what is left at the end of the channel").isEmpty();
    }
    received(number);
  }

  private void received(@Nullable Integer number) {
    if (number == null) {
      return;
    }
    Item item =
        items.stream()
            .filter(other -> other.number == number)
            .findFirst()
            .orElseThrow(
                () -> new AssertionError(number + " was received, but not sent, or twice"));
    List<Item> overtaken =
        items.subList(0, items.indexOf(item)).stream()
            .filter(other -> other.sent || !other.sender.isCancelled())
            .toList();
    assertThat(overtaken.size())
        .as("%s overtakes %s when others receive:", item, overtaken)
        .isLessThanOrEqualTo(receiving + cancelledNow);
    items.remove(item);
    if (!item.sent) {
      ahead.add(item);
    }
  }

  @Override
  public void checkQuiet() {
    cancelledNow = 0;
    if (receiving > 0) {
      assertThat(items).as("what could be received").isEmpty();
      assertThat(ended).as("waits though the channel is at its end").isFalse();
    }
    assertThat(ahead).as("received, but still being sent").isEmpty();
    if (sending > 0) {
      assertThat(broken).as("waits though nobody can receive").isFalse();
      assertThat(items.size() - sending)
          .as("how many items are in between when somebody waits to send")
          .isGreaterThanOrEqualTo(capacity);
    }
  }

  @Override
  public void checkEnd() {
    if (rest != null) {
      Integer number = rest.receiveNowait();
      while (number != null) {
        received(number);
        number = rest.receiveNowait();
      }
    }
    assertThat(items).as("sent and never received").isEmpty();
  }
}
