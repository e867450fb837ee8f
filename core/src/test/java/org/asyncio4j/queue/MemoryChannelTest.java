package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class MemoryChannelTest {
  private final MemoryChannel<String> channel = MemoryChannel.create();
  private final SendChannel<String> sender = channel.sender();
  private final ReceiveChannel<String> receiver = channel.receiver();

  @Test
  void sendWaitsUntilTheItemIsTaken() {
    VirtualTime.run(() -> {
      Task<?> sending = createTask(() -> sender.send("item"));
      VirtualTime.sleep(1);
      assertThat(sending.done()).isFalse();
      assertThat(receiver.receive()).isEqualTo("item");
      sending.await();
    });
  }

  @Test
  void bufferTakesWhatNobodyWaitsFor() {
    VirtualTime.run(() -> {
      MemoryChannel<Integer> buffered = MemoryChannel.create(2);
      buffered.sender().send(1);
      buffered.sender().send(2);
      Task<?> third = createTask(() -> buffered.sender().send(3));
      VirtualTime.sleep(1);
      assertThat(third.done()).isFalse();
      assertThat(buffered.receiver().receive()).isEqualTo(1);
      third.await();
      assertThat(buffered.receiver().receive()).isEqualTo(2);
      assertThat(buffered.receiver().receive()).isEqualTo(3);
    });
  }

  @Test
  void sendNowaitNeedsSomebodyWhoWaits() {
    VirtualTime.run(() -> {
      assertThatThrownBy(() -> sender.sendNowait("item"))
          .isInstanceOf(QueueFull.class)
          .hasMessage("nobody waits for an item, and the channel is full: it holds 0");
      Task<String> receiving = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.sendNowait("item");
      assertThat(receiving.await()).isEqualTo("item");
    });
  }

  @Test
  void receiveNowaitTakesFromOneWhoWaitsToSend() {
    VirtualTime.run(() -> {
      assertThatThrownBy(receiver::receiveNowait).isInstanceOf(QueueEmpty.class);
      Task<?> sending = createTask(() -> sender.send("item"));
      VirtualTime.yieldNow();
      assertThat(receiver.receiveNowait()).isEqualTo("item");
      sending.await();
    });
  }

  @Test
  void loopEndsWhenAllSendersAreClosed() {
    VirtualTime.run(() -> {
      for (int i = 0; i < 3; i++) {
        SendChannel<String> own = sender.clone();
        String item = "item " + i;
        var _ =
            createTask(() -> {
              try (own) {
                VirtualTime.sleep(1);
                own.send(item);
              }
            });
      }
      sender.close();
      List<String> items = new ArrayList<>();
      for (String item : receiver) {
        items.add(item);
      }
      assertThat(items).containsExactly("item 0", "item 1", "item 2");
    });
  }

  @Test
  void leavingTheLoopLosesNothing() {
    VirtualTime.run(() -> {
      MemoryChannel<Integer> buffered = MemoryChannel.create(3);
      for (int i = 0; i < 3; i++) {
        buffered.sender().send(i);
      }
      for (int item : buffered.receiver()) {
        assertThat(item).isZero();
        break;
      }
      assertThat(buffered.receiver().receive()).isEqualTo(1);
    });
  }

  @Test
  void receiverIsToldOfTheEndOnceEverythingIsReceived() {
    VirtualTime.run(() -> {
      MemoryChannel<Integer> buffered = MemoryChannel.create(1);
      buffered.sender().send(1);
      buffered.sender().close();
      assertThat(buffered.receiver().receive()).isEqualTo(1);
      assertThatThrownBy(buffered.receiver()::receive).isInstanceOf(EndOfChannel.class);
      assertThatThrownBy(buffered.receiver()::receiveNowait).isInstanceOf(EndOfChannel.class);
    });
  }

  @Test
  void receiverThatWaitsIsToldOfTheEnd() {
    VirtualTime.run(() -> {
      Task<String> receiving = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.close();
      assertThatThrownBy(receiving::await).isInstanceOf(EndOfChannel.class);
    });
  }

  @Test
  void senderIsToldWhenAllReceiversAreClosed() {
    VirtualTime.run(() -> {
      Task<?> sending = createTask(() -> sender.send("item"));
      VirtualTime.yieldNow();
      receiver.close();
      assertThatThrownBy(sending::await).isInstanceOf(BrokenChannel.class);
      assertThatThrownBy(() -> sender.send("item")).isInstanceOf(BrokenChannel.class);
      assertThatThrownBy(() -> sender.sendNowait("item")).isInstanceOf(BrokenChannel.class);
    });
  }

  @Test
  void closedEndRefusesToWork() {
    VirtualTime.run(() -> {
      sender.close();
      receiver.close();
      assertThatThrownBy(() -> sender.send("item")).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(receiver::receive).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(sender::clone).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(receiver::clone).isInstanceOf(ChannelClosed.class);
    });
  }

  @Test
  void closingAnEndEndsTheWaitsOnItAlone() {
    VirtualTime.run(() -> {
      ReceiveChannel<String> other = receiver.clone();
      Task<String> onOther = createTask(other::receive);
      Task<String> onReceiver = createTask(receiver::receive);
      VirtualTime.yieldNow();
      other.close();
      assertThatThrownBy(onOther::await)
          .isInstanceOf(ChannelClosed.class)
          .hasMessage("this receiver was closed meanwhile");
      sender.send("item");
      assertThat(onReceiver.await()).isEqualTo("item");
    });
  }

  @Test
  void closingASenderEndsItsSends() {
    VirtualTime.run(() -> {
      SendChannel<String> other = sender.clone();
      Task<?> sending = createTask(() -> other.send("never sent"));
      VirtualTime.yieldNow();
      other.close();
      assertThatThrownBy(sending::await).isInstanceOf(ChannelClosed.class);
      assertThatThrownBy(receiver::receiveNowait).isInstanceOf(QueueEmpty.class);
    });
  }

  @Test
  void endIsCountedOnceHoweverOftenItIsClosed() {
    VirtualTime.run(() -> {
      SendChannel<String> other = sender.clone();
      other.close();
      other.close();
      assertThat(receiver.statistics().openSenders()).isEqualTo(1);
    });
  }

  @Test
  void statisticsTellWhatTheChannelHolds() {
    VirtualTime.run(() -> {
      MemoryChannel<Integer> buffered = MemoryChannel.create(2);
      Task<?> sending =
          createTask(() -> {
            for (int i = 0; i < 3; i++) {
              buffered.sender().send(i);
            }
          });
      SendChannel<Integer> another = buffered.sender().clone();
      VirtualTime.yieldNow();
      assertThat(another.statistics()).isEqualTo(new MemoryChannel.Statistics(2, 2, 2, 1, 1, 0, 2));
      for (int i = 0; i < 3; i++) {
        assertThat(buffered.receiver().receive()).isEqualTo(i);
      }
      sending.await();
      assertThat(another.statistics()).isEqualTo(new MemoryChannel.Statistics(0, 2, 2, 1, 0, 0, 2));
    });
  }

  @Test
  void servesOneLoopAfterAnother() {
    MemoryChannel<String> shared = MemoryChannel.create(1);
    shared.sender().sendNowait("prepared");
    VirtualTime.run(() -> {
      assertThat(shared.receiver().receive()).isEqualTo("prepared");
      shared.sender().send("from the first loop");
    });
    VirtualTime.run(() -> {
      assertThat(shared.receiver().receive()).isEqualTo("from the first loop");
      Task<String> receiving = createTask(shared.receiver()::receive);
      VirtualTime.yieldNow();
      shared.sender().send("from the second");
      assertThat(receiving.await()).isEqualTo("from the second");
    });
  }

  @Test
  void negativeCapacityIsRefused() {
    assertThatThrownBy(() -> MemoryChannel.create(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a channel cannot have a capacity of -1: give 0 or more");
  }

  @Test
  void manyItemsComeInOrder() {
    VirtualTime.run(() -> {
      MemoryChannel<Integer> numbers = MemoryChannel.create();
      Task<?> sending =
          createTask(() -> {
            try (SendChannel<Integer> own = numbers.sender()) {
              for (int i = 0; i < 1000; i++) {
                own.send(i);
              }
            }
          });
      List<Integer> received = new ArrayList<>();
      numbers.receiver().forEach(received::add);
      assertThat(received).hasSize(1000).isSorted();
      assertThat(Asyncio.gather(sending)).hasSize(1);
    });
  }
}
