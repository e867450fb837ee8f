package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.CancelledError;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

/// Whoever is thrown a cancellation has sent or received nothing.
class ChannelCancelTest {
  private final MemoryChannel<String> channel = MemoryChannel.create();
  private final SendChannel<String> sender = channel.sender();
  private final ReceiveChannel<String> receiver = channel.receiver();

  @Test
  void itemOfACancelledReceiverPassesToTheNext() {
    VirtualTime.run(() -> {
      Task<String> first = createTask(receiver::receive);
      Task<String> second = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.send("item");
      first.cancel();
      assertThat(second.await()).isEqualTo("item");
      assertThat(first.cancelled()).isTrue();
    });
  }

  @Test
  void itemOfACancelledReceiverGoesBackWhenNobodyWaits() {
    VirtualTime.run(() -> {
      Task<String> receiving = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.send("item");
      receiving.cancel();
      VirtualTime.yieldNow();
      assertThat(receiving.cancelled()).isTrue();
      assertThat(receiver.receiveNowait()).isEqualTo("item");
    });
  }

  @Test
  void itemsOfSeveralCancelledReceiversKeepTheirOrder() {
    VirtualTime.run(() -> {
      Task<String> first = createTask(receiver::receive);
      Task<String> second = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.send("one");
      sender.send("two");
      first.cancel();
      second.cancel();
      VirtualTime.yieldNow();
      assertThat(receiver.receiveNowait()).isEqualTo("one");
      assertThat(receiver.receiveNowait()).isEqualTo("two");
    });
  }

  @Test
  void endWaitsForAnItemThatMayComeBack() {
    List<String> received = new ArrayList<>();
    VirtualTime.run(() -> {
      Task<String> first = createTask(receiver::receive);
      VirtualTime.yieldNow();
      sender.send("item");
      sender.close();
      Task<?> second =
          createTask(() -> {
            for (String item : receiver) {
              received.add(item);
            }
          });
      first.cancel();
      second.await();
    });
    assertThat(received).containsExactly("item");
  }

  @Test
  void cancelledSendIsNotReceived() {
    VirtualTime.run(() -> {
      Task<?> sending = createTask(() -> sender.send("never sent"));
      VirtualTime.yieldNow();
      sending.cancel();
      assertThatThrownBy(receiver::receiveNowait).isInstanceOf(QueueEmpty.class);
      assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
    });
  }

  @Test
  void sendWhoseItemWasTakenReturnsAndTheNextAwaitThrows() {
    List<String> log = new ArrayList<>();
    VirtualTime.run(() -> {
      Task<?> sending =
          createTask(() -> {
            sender.send("item");
            log.add("sent");
            VirtualTime.sleep(1);
            log.add("not reached");
          });
      VirtualTime.yieldNow();
      assertThat(receiver.receive()).isEqualTo("item");
      sending.cancel("too late");
      assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class).hasMessage("too late");
      assertThat(sending.cancelling()).isEqualTo(1);
    });
    assertThat(log).containsExactly("sent");
  }
}
