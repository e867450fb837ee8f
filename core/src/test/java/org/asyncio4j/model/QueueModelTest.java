package org.asyncio4j.model;

import java.util.Comparator;
import org.asyncio4j.queue.LifoQueue;
import org.asyncio4j.queue.MemoryChannel;
import org.asyncio4j.queue.PriorityQueue;
import org.asyncio4j.queue.Queue;
import org.junit.jupiter.api.Test;

class QueueModelTest {
  @Test
  void queue() {
    ModelCheck.holds(
        () -> new PipeScenario(Pipe.of(Queue.create(2)), PipeScenario.Order.FIRST_IN, 2));
  }

  @Test
  void lifoQueue() {
    ModelCheck.holds(
        () -> new PipeScenario(Pipe.of(LifoQueue.create(2)), PipeScenario.Order.LAST_IN, 2));
  }

  @Test
  void priorityQueue() {
    ModelCheck.holds(() ->
        new PipeScenario(
            Pipe.of(PriorityQueue.create(2, Comparator.<Integer>naturalOrder())),
            PipeScenario.Order.SMALLEST,
            2));
  }

  @Test
  void channelWithoutBuffer() {
    ModelCheck.holds(() -> new ChannelScenario(Channel.of(MemoryChannel.create()), 0));
  }

  @Test
  void channelWithBuffer() {
    ModelCheck.holds(() -> new ChannelScenario(Channel.of(MemoryChannel.create(2)), 2));
  }
}
