package org.asyncio4j.net;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One direction of a pipe as a channel, so that readers and writers need not know: flow control,
/// the end and failures come to them as from a socket.
///
/// The stream blocks, so it is read and written by a helper thread, which brings back to the loop
/// what it has read and that it has written. There is one read, and one write, at a time.
///
/// Fields are touched on the loop only.
final class PipeChannel extends PipeEnd {
  /// How long the end of a loop waits for a stream of the process to take what was written.
  private static final long GRACE = TimeUnit.SECONDS.toNanos(5);

  private final @Nullable BlockingInput input;
  private final @Nullable BlockingOutput output;

  /// Whether the stream ends with this channel. Those of the process go on.
  private final boolean owned;

  private volatile boolean open = true;
  private boolean asked;
  private boolean ended;

  /// How many messages are with the thread that writes; and all that are to be written.
  private int handed;

  private @Nullable ChannelOutboundBuffer outbound;

  private PipeChannel(
      @Nullable BlockingInput input, @Nullable BlockingOutput output, boolean owned) {
    super(input != null);
    this.input = input;
    this.output = output;
    this.owned = owned;
  }

  static PipeChannel of(InputStream stream) {
    return new PipeChannel(new BlockingInput(stream), null, true);
  }

  static PipeChannel of(OutputStream stream) {
    return new PipeChannel(null, new BlockingOutput(stream), true);
  }

  /// Reads what `input` has, which goes on when this is closed.
  static PipeChannel ofShared(BlockingInput input) {
    return new PipeChannel(input, null, false);
  }

  /// Writes to a stream that goes on when this is closed.
  static PipeChannel ofShared(OutputStream stream) {
    return new PipeChannel(null, new BlockingOutput(stream), false);
  }

  /// What is read or written here.
  Closeable stream() {
    return input != null ? input.stream : Objects.requireNonNull(output).stream;
  }

  // --- reading ---

  @Override
  protected void doBeginRead() {
    if (input != null && !asked && !ended) {
      asked = true;
      input.ask(() -> onLoop(this::arrived));
    }
  }

  private void arrived() {
    if (!open) {
      return; // and what has come is there for whoever comes next
    }
    asked = false;
    try {
      byte[] bytes = Objects.requireNonNull(input).take();
      if (bytes == null) {
        ended = true;
        pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        if (owned) {
          close();
        }
      } else {
        pipeline().fireChannelRead(Unpooled.wrappedBuffer(bytes));
        pipeline().fireChannelReadComplete(); // which reads on, unless the reader has enough
      }
    } catch (IOException e) {
      ended = true;
      pipeline().fireExceptionCaught(e);
    }
  }

  // --- writing ---

  @Override
  protected void doWrite(ChannelOutboundBuffer in) {
    outbound = in;
    int count = in.size();
    if (handed > 0 || count == 0) {
      return;
    }
    handed = count;
    Objects.requireNonNull(output)
        .write(flushed(in, 0), problem -> onLoop(() -> written(in, count, problem)));
  }

  private void written(ChannelOutboundBuffer in, int count, @Nullable IOException problem) {
    handed = 0;
    for (int left = count; open && left > 0; left--) {
      if (problem == null) {
        in.remove();
      } else {
        in.remove(problem); // closes this
      }
    }
    if (open) {
      unsafe().flush(); // what was flushed meanwhile
    }
  }

  /// What was flushed, without the first `skipped` messages.
  private static byte[] flushed(ChannelOutboundBuffer in, int skipped) {
    ByteBuf all = Unpooled.buffer();
    int[] index = new int[1];
    try {
      in.forEachFlushedMessage(message -> {
        if (index[0]++ >= skipped) {
          ByteBuf data = (ByteBuf) message;
          all.writeBytes(data, data.readerIndex(), data.readableBytes());
        }
        return true;
      });
    } catch (Exception e) {
      throw new AssertionError(e); // nothing above throws it
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  // --- the end ---

  @Override
  protected void doClose() {
    open = false;
    BlockingInput input = this.input;
    BlockingOutput output = this.output;
    if (input != null) {
      input.forget();
      if (owned) {
        HelperThreads.execute(() -> closeStream(input.stream)); // which may wait for a read
      }
    }
    if (output != null) {
      if (owned) {
        output.add(() -> closeStream(output.stream));
      } else if (isRegistered() && eventLoop().isShuttingDown()) {
        writeOut(output);
      }
    }
  }

  /// The loop is being closed: what the program has written to its own output is not lost.
  private void writeOut(BlockingOutput output) {
    ChannelOutboundBuffer in = outbound;
    byte[] rest = in == null ? new byte[0] : flushed(in, handed);
    if (rest.length > 0) {
      output.write(rest, _ -> {});
    }
    output.awaitIdle(GRACE);
  }

  private static void closeStream(Closeable stream) {
    try {
      stream.close();
    } catch (IOException | RuntimeException e) {
      System.getLogger("org.asyncio4j.net").log(WARNING, "Exception while closing " + stream, e);
    }
  }

  /// Has the loop run `task`, unless it is closed. Any thread.
  private void onLoop(Runnable task) {
    try {
      eventLoop().execute(task);
    } catch (IllegalStateException loopClosed) {
      // nobody waits any more; what was read stays where it is
    }
  }

  // --- as a channel ---

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isInputShutdown() {
    return !open || ended || input == null;
  }

  @Override
  public boolean isOutputShutdown() {
    return !open || output == null;
  }
}
