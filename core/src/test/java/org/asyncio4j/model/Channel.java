package org.asyncio4j.model;

import org.asyncio4j.queue.BrokenChannel;
import org.asyncio4j.queue.EndOfChannel;
import org.asyncio4j.queue.MemoryChannel;
import org.asyncio4j.queue.QueueEmpty;
import org.asyncio4j.queue.QueueFull;
import org.asyncio4j.queue.ReceiveChannel;
import org.asyncio4j.queue.SendChannel;
import org.jspecify.annotations.Nullable;

/// What is checked of a channel: where its ends come from.
interface Channel {
  /// A new sending end.
  Sender sender();

  /// A new receiving end.
  Receiver receiver();

  /// Closes the ends that it was made with: there will be no new ones.
  void closeFirstEnds();

  /// An end where items go in.
  interface Sender {
    /// False when all receivers are closed.
    boolean send(int item);

    /// False when there is no room or all receivers are closed.
    boolean sendNowait(int item);

    void close();
  }

  /// An end where items come out.
  interface Receiver {
    /// Null at the end.
    @Nullable Integer receive();

    /// Null when nothing is there.
    @Nullable Integer receiveNowait();

    void close();
  }

  static Channel of(MemoryChannel<Integer> channel) {
    return new Channel() {
      @Override
      public Sender sender() {
        return Channel.of(channel.sender().clone());
      }

      @Override
      public Receiver receiver() {
        return Channel.of(channel.receiver().clone());
      }

      @Override
      public void closeFirstEnds() {
        channel.sender().close();
        channel.receiver().close();
      }
    };
  }

  private static Sender of(SendChannel<Integer> sender) {
    return new Sender() {
      @Override
      public boolean send(int item) {
        try {
          sender.send(item);
          return true;
        } catch (BrokenChannel e) {
          return false;
        }
      }

      @Override
      public boolean sendNowait(int item) {
        try {
          sender.sendNowait(item);
          return true;
        } catch (BrokenChannel | QueueFull e) {
          return false;
        }
      }

      @Override
      public void close() {
        sender.close();
      }
    };
  }

  private static Receiver of(ReceiveChannel<Integer> receiver) {
    return new Receiver() {
      @Override
      public @Nullable Integer receive() {
        try {
          return receiver.receive();
        } catch (EndOfChannel e) {
          return null;
        }
      }

      @Override
      public @Nullable Integer receiveNowait() {
        try {
          return receiver.receiveNowait();
        } catch (QueueEmpty | EndOfChannel e) {
          return null;
        }
      }

      @Override
      public void close() {
        receiver.close();
      }
    };
  }
}
