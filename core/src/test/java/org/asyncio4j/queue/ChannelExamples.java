package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.VirtualTime;
import org.junit.jupiter.api.Test;

class ChannelExamples {
  @Test
  void manySendOneReceives() {
    VirtualTime.run(() -> {
      List<String> received = receiveAll(List.of("a", "b", "c"));
      assertThat(received).containsExactlyInAnyOrder("a1", "a2", "b1", "b2", "c1", "c2");
    });
  }

  // @start region="many"
  static List<String> receiveAll(List<String> names) {
    MemoryChannel<String> channel = MemoryChannel.create();
    try (SendChannel<String> sender = channel.sender()) {
      for (String name : names) {
        SendChannel<String> own = sender.clone();
        createTask(() -> sendTwo(name, own));
      }
    } // from here on only the tasks have senders
    List<String> received = new ArrayList<>();
    for (String item : channel.receiver()) { // ends when all senders are closed
      received.add(item);
    }
    return received;
  }

  static void sendTwo(String name, SendChannel<String> sender) {
    try (sender) {
      sender.send(name + 1);
      sender.send(name + 2); // waits until it is taken
    }
  }
  // @end
}
