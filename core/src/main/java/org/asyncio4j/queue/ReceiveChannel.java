package org.asyncio4j.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.asyncio4j.internal.Internals;
import org.asyncio4j.internal.Tracked;
import org.jspecify.annotations.Nullable;

/// The end of a [MemoryChannel] where items come out. Debug mode reports one that is not closed.
///
/// A `for` loop over it receives item after item, and ends by itself when all senders are closed
/// and everything is received. It suspends before each item. Leaving it early loses nothing.
///
/// @param <T> the items' type
public final class ReceiveChannel<T> implements Iterable<T>, AutoCloseable {
  private final ChannelBuffer<T> buffer;
  private final Tracked tracked;
  private boolean closed;

  ReceiveChannel(ChannelBuffer<T> buffer) {
    this.buffer = buffer;
    buffer.receiverOpened();
    tracked = Internals.get().unclosed(this);
  }

  /// Suspends until there is an item, and takes it; not at all if there is one.
  ///
  /// Whoever is cancelled here has not received one: it goes to the next receiver.
  ///
  /// @return the item
  /// @throws EndOfChannel when all senders are closed and everything is received
  /// @throws ChannelClosed when this end is closed, before or meanwhile
  public T receive() {
    checkOpen();
    return buffer.receive(this);
  }

  /// Takes an item. Never suspends.
  ///
  /// @return the item
  /// @throws QueueEmpty when there is none now
  /// @throws EndOfChannel when all senders are closed and everything is received
  /// @throws ChannelClosed when this end is closed
  public T receiveNowait() {
    checkOpen();
    return buffer.receiveNowait();
  }

  private void checkOpen() {
    buffer.checkThread();
    if (closed) {
      throw new ChannelClosed("this receiver is closed");
    }
  }

  /// {@return another receiving end of the same channel, to be closed on its own} Each item goes to
  /// one of them.
  ///
  /// @throws ChannelClosed when this end is closed
  @Override
  public ReceiveChannel<T> clone() {
    checkOpen();
    return new ReceiveChannel<>(buffer);
  }

  /// Closes this end. Receives that wait on it are thrown [ChannelClosed]. When all receiving ends
  /// are closed, what is in the buffer is dropped, and senders are thrown [BrokenChannel]. Never
  /// suspends; does nothing the second time.
  @Override
  public void close() {
    buffer.checkThread();
    if (!closed) {
      closed = true;
      tracked.closed();
      buffer.receiverClosed(this);
    }
  }

  boolean closed() {
    return closed;
  }

  /// {@return the items to come} `hasNext` suspends as [#receive] does; `next` only where `hasNext`
  /// was not called before.
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable T next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          try {
            next = receive();
          } catch (EndOfChannel e) {
            return false;
          }
        }
        return true;
      }

      @Override
      public T next() {
        T item = hasNext() ? next : null;
        if (item == null) {
          throw new NoSuchElementException("all senders of the channel are closed");
        }
        next = null;
        return item;
      }
    };
  }

  @Override
  public String toString() {
    return "<ReceiveChannel" + (closed ? " closed " : " ") + "capacity=" + buffer.capacity + ">";
  }

  /// {@return what the whole channel looks like at this moment}
  public MemoryChannel.Statistics statistics() {
    buffer.checkThread();
    return buffer.statistics();
  }
}
