package org.asyncio4j.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One end of a pipe of the kernel's, read and written by the loop itself: no thread waits for it.
///
/// Fields are touched on the loop only.
final class KernelPipe extends PipeEnd {
  private final FileDescriptor descriptor;
  private final boolean reads;
  private final PipeWatch watch;
  private @Nullable IoRegistration registration;

  /// Whether the kernel was asked to say when it goes on.
  private boolean asked;

  private boolean ended;

  /// Takes over `descriptor`, which must be non-blocking, in a loop with a native transport.
  KernelPipe(NettyTransport transport, FileDescriptor descriptor, boolean reads) {
    super(reads);
    this.descriptor = descriptor;
    this.reads = reads;
    watch =
        PipeWatch.of(
            transport, descriptor, reads, this::ready, () -> unsafe().close(voidPromise()));
  }

  private void ask() {
    IoRegistration registration = this.registration;
    if (!asked && registration != null) {
      asked = true;
      watch.ask(registration);
    }
  }

  private void ready() {
    asked = false;
    if (!isOpen()) {
      return;
    }
    if (reads) {
      readNow();
    } else {
      unsafe().flush();
    }
  }

  // --- reading ---

  @Override
  protected void doBeginRead() {
    if (reads && !ended) {
      ask();
    }
  }

  private void readNow() {
    var sizes = unsafe().recvBufAllocHandle();
    sizes.reset(config());
    try {
      do {
        ByteBuf data = alloc().directBuffer(sizes.guess());
        int count = read(data);
        sizes.attemptedBytesRead(data.capacity());
        sizes.lastBytesRead(count);
        if (count <= 0) {
          data.release();
          ended = count < 0;
          break;
        }
        data.writerIndex(count);
        sizes.incMessagesRead(1);
        pipeline().fireChannelRead(data);
      } while (sizes.continueReading());
      sizes.readComplete();
      if (ended) {
        pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        close();
      } else {
        pipeline().fireChannelReadComplete(); // which reads on, unless the reader has enough
      }
    } catch (IOException e) {
      ended = true;
      pipeline().fireExceptionCaught(e);
    }
  }

  /// {@return how many bytes; 0 when there are none now, -1 when there will be none}
  private int read(ByteBuf data) throws IOException {
    boolean done = false;
    try {
      ByteBuffer room = data.internalNioBuffer(0, data.capacity());
      int count = descriptor.read(room, room.position(), room.limit());
      done = true;
      return count;
    } finally {
      if (!done) {
        data.release();
      }
    }
  }

  // --- writing ---

  @Override
  protected Object filterOutboundMessage(Object message) {
    ByteBuf data = (ByteBuf) message;
    if (data.isDirect()) {
      return data;
    }
    ByteBuf copy = alloc().directBuffer(data.readableBytes());
    copy.writeBytes(data);
    data.release();
    return copy;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) throws IOException {
    while (in.current() instanceof ByteBuf data) {
      int size = data.readableBytes();
      if (size > 0) {
        ByteBuffer bytes = data.internalNioBuffer(data.readerIndex(), size);
        int count = descriptor.write(bytes, bytes.position(), bytes.limit());
        if (count < size) {
          in.removeBytes(count);
          ask();
          return;
        }
      }
      in.remove();
    }
  }

  // --- the end ---

  @Override
  protected void doClose() throws IOException {
    IoRegistration registration = this.registration;
    if (registration != null) {
      watch.forget(registration); // as long as the descriptor is this pipe
    }
    descriptor.close();
  }

  // --- as a channel ---

  @Override
  protected void doRegister(ChannelPromise promise) {
    ((IoEventLoop) eventLoop())
        .register(watch)
        .addListener(done -> {
          if (done.isSuccess()) {
            registration = (IoRegistration) Objects.requireNonNull(done.getNow());
            promise.setSuccess();
          } else {
            promise.setFailure(done.cause());
          }
        });
  }

  @Override
  public boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return !isOpen() || ended || !reads;
  }

  @Override
  public boolean isOutputShutdown() {
    return !isOpen() || reads;
  }
}
