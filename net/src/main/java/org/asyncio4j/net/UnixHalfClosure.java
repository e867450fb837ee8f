package org.asyncio4j.net;

import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.util.UncheckedBooleanSupplier;

/// Keeps a Unix socket open when the other side has ended its direction.
///
/// Netty 4.2.18 closes it on NIO and io_uring, whatever `ALLOW_HALF_CLOSURE` says. What it keeps
/// account of its reads with is ours: so the channel is told that nothing was read, and the end is
/// passed on as other channels do.
@SuppressWarnings("deprecation") // the handle is, and nothing takes its place
final class UnixHalfClosure extends RecvByteBufAllocator.DelegatingHandle
    implements RecvByteBufAllocator.ExtendedHandle {
  private final Channel channel;
  private boolean ended;
  private boolean told;

  private UnixHalfClosure(RecvByteBufAllocator.Handle handle, Channel channel) {
    super(handle);
    this.channel = channel;
  }

  /// Does nothing to channels that need nothing.
  static void allowOn(Channel channel) {
    if (channel instanceof NioDomainSocketChannel
        || channel instanceof IoUringDomainSocketChannel) {
      RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
      channel
          .config()
          .setRecvByteBufAllocator(() -> new UnixHalfClosure(allocator.newHandle(), channel));
    }
  }

  @Override
  public void lastBytesRead(int bytes) {
    ended |= bytes < 0;
    super.lastBytesRead(Math.max(0, bytes));
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
    return ((RecvByteBufAllocator.ExtendedHandle) delegate()).continueReading(mayHaveMore);
  }

  @Override
  public void readComplete() {
    super.readComplete();
    if (ended) {
      channel.config().setAutoRead(false); // or every poll would hear of the end
      if (!told) {
        told = true;
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    }
  }
}
