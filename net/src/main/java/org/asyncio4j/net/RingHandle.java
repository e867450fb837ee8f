package org.asyncio4j.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

/// Has a channel on a ring read on after its peer has hung up.
///
/// Netty 4.2.18 asks the kernel once to tell whenever a socket becomes readable. A reset is told
/// once, too: if the channel does not read at that moment, or reads less than there is, it waits
/// for ever for the next word when it wants to read again. So after a hang-up each read is followed
/// by that word.
@SuppressWarnings("try") // Netty's close() may throw anything
final class RingHandle implements IoUringIoHandle {
  // Of the kernel's poll.h and io_uring.h.
  private static final int POLLIN = 0x1;
  private static final int HUNG_UP = 0x2000 | 0x10 | 0x8; // POLLRDHUP, POLLHUP, POLLERR
  private static final byte POLL_ADD = 6;
  private static final byte RECV = 27;

  /// That what tells the event goes on.
  private static final int MORE = 1 << 1;

  private final IoUringIoHandle channel;
  private boolean hungUp;

  RingHandle(IoUringIoHandle channel) {
    this.channel = channel;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    IoUringIoEvent told = (IoUringIoEvent) event;
    byte operation = told.opcode();
    int result = told.res(); // the event is the ring's, and changes
    if (operation == POLL_ADD && result > 0 && (result & HUNG_UP) != 0) {
      hungUp = true;
    }
    channel.handle(registration, event);
    if (hungUp && operation == RECV && result > 0) {
      channel.handle(registration, new IoUringIoEvent(POLLIN, MORE, POLL_ADD, 0L));
    }
  }

  @Override
  public void registered() {
    channel.registered();
  }

  @Override
  public void unregistered() {
    channel.unregistered();
  }

  @Override
  public void close() throws Exception {
    channel.close();
  }
}
