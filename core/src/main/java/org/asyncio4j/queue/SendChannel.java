package org.asyncio4j.queue;

import java.util.Objects;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;

/// The end of a [MemoryChannel] where items go in. Debug mode reports one that is not closed.
///
/// @param <T> the items' type
public final class SendChannel<T> implements AutoCloseable {
  private final ChannelBuffer<T> buffer;
  private final Tracked tracked;
  private boolean closed;

  SendChannel(ChannelBuffer<T> buffer) {
    this.buffer = buffer;
    buffer.senderOpened();
    tracked = Internals.get().unclosed(this);
  }

  /// Suspends until there is room in the buffer or, if its capacity is 0, until `item` is taken;
  /// not at all if there is, or somebody waits for it.
  ///
  /// Whoever is cancelled here has not sent it.
  ///
  /// @param item the item
  /// @throws BrokenChannel when all receivers are closed, before or meanwhile
  /// @throws ChannelClosed when this end is closed, before or meanwhile
  public void send(T item) {
    checkOpen();
    buffer.send(this, Objects.requireNonNull(item, "item"));
  }

  /// Sends `item`. Never suspends.
  ///
  /// @param item the item
  /// @throws QueueFull when nobody waits for it and there is no room
  /// @throws BrokenChannel when all receivers are closed
  /// @throws ChannelClosed when this end is closed
  public void sendNowait(T item) {
    checkOpen();
    buffer.sendNowait(Objects.requireNonNull(item, "item"));
  }

  private void checkOpen() {
    buffer.checkThread();
    if (closed) {
      throw new ChannelClosed("this sender is closed");
    }
  }

  /// {@return another sending end of the same channel, to be closed on its own}
  ///
  /// @throws ChannelClosed when this end is closed
  @Override
  public SendChannel<T> clone() {
    checkOpen();
    return new SendChannel<>(buffer);
  }

  /// Closes this end. Sends that wait on it are thrown [ChannelClosed]. When all sending ends are
  /// closed, the receivers still get what is in the buffer, and then [EndOfChannel]. Never
  /// suspends; does nothing the second time.
  @Override
  public void close() {
    buffer.checkThread();
    if (!closed) {
      closed = true;
      tracked.closed();
      buffer.senderClosed(this);
    }
  }

  boolean closed() {
    return closed;
  }

  @Override
  public String toString() {
    return "<SendChannel" + (closed ? " closed " : " ") + "capacity=" + buffer.capacity + ">";
  }

  /// {@return what the whole channel looks like at this moment}
  public MemoryChannel.Statistics statistics() {
    buffer.checkThread();
    return buffer.statistics();
  }
}
