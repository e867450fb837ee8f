package org.asyncio4j.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;

import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Waiting in a callback, which cannot wait, throws and leaves nothing behind.
class MisplacedWaitTest {
  private @Nullable Throwable thrown;

  private void inCallback(Runnable wait) {
    var _ =
        Asyncio.getRunningLoop()
            .callSoon(() -> {
              try {
                wait.run();
              } catch (IllegalStateException e) {
                thrown = e;
              }
            });
    VirtualTime.yieldNow();
    assertThat(thrown).isNotNull();
  }

  @Test
  void nextItemWakesTheNextWhoWaits() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create();
      inCallback(queue::get);
      Task<String> getter = createTask(queue::get);
      VirtualTime.yieldNow();
      queue.putNowait("item");
      assertThat(getter.await()).isEqualTo("item");
    });
  }

  @Test
  void nextRoomWakesTheNextWhoWaits() {
    VirtualTime.run(() -> {
      Queue<String> queue = Queue.create(1);
      queue.putNowait("one");
      inCallback(() -> queue.put("lost"));
      Task<?> putter = createTask(() -> queue.put("two"));
      VirtualTime.yieldNow();
      assertThat(queue.getNowait()).isEqualTo("one");
      putter.await();
      assertThat(queue.getNowait()).isEqualTo("two");
    });
  }

  @Test
  void sentItemGoesToTheNextWhoReceives() {
    VirtualTime.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.create();
      inCallback(channel.receiver()::receive);
      Task<String> receiver = createTask(channel.receiver()::receive);
      VirtualTime.yieldNow();
      channel.sender().send("item");
      assertThat(receiver.await()).isEqualTo("item");
    });
  }

  @Test
  void itemThatCouldNotBeSentIsNotReceived() {
    VirtualTime.run(() -> {
      MemoryChannel<String> channel = MemoryChannel.create();
      inCallback(() -> channel.sender().send("lost"));
      Task<?> sender = createTask(() -> channel.sender().send("item"));
      VirtualTime.yieldNow();
      assertThat(channel.receiver().receive()).isEqualTo("item");
      sender.await();
    });
  }
}
