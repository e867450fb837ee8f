package org.asyncio4j.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A pool's end of the connection to a worker: streams that wait on a selector, so that the one
/// thread that has it can also be woken to something else. On that thread only.
final class SelectedChannel implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final InputStream in = new BufferedInputStream(new Input(), 64 * 1024);
  private final OutputStream out = new Output();

  /// As `System.nanoTime` tells it; null for no limit.
  private @Nullable Long deadline;

  SelectedChannel(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  /// {@return the next message, whole; null when the worker has ended} Waits.
  @Nullable Frame read(int limit) throws IOException {
    return Frame.read(in, limit);
  }

  /// Waits until all is written.
  void write(Frame.Kind kind, long id, byte[] payload) throws IOException {
    Frame.write(out, kind, id, payload);
  }

  /// Has reads and writes fail from then on.
  void setDeadline(@Nullable Long nanos) {
    deadline = nanos;
  }

  /// Waits until there is something to read, or somebody wakes the selector. {@return whether there
  /// is something}
  boolean awaitInput() throws IOException {
    if (in.available() > 0) {
      return true;
    }
    return await(SelectionKey.OP_READ);
  }

  private boolean await(int operation) throws IOException {
    key.interestOps(operation);
    if (deadline == null) {
      selector.select();
    } else {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new InterruptedIOException("the worker takes too long");
      }
      selector.select(left / 1_000_000 + 1);
    }
    boolean ready = selector.selectedKeys().contains(key);
    selector.selectedKeys().clear();
    return ready;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.selectNow(); // the key goes now, and with it the socket
  }

  private final class Input extends InputStream {
    @Override
    public int read() {
      throw new UnsupportedOperationException("only in pieces");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (true) {
        int count = channel.read(buffer);
        if (count != 0) {
          return count;
        }
        await(SelectionKey.OP_READ);
      }
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) == 0) {
          await(SelectionKey.OP_WRITE);
        }
      }
    }
  }
}
