package org.asyncio4j;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/// Passes the interrupts of a platform thread on to the virtual thread that it carries.
///
/// The JDK forgets an interrupt of a carrier when the virtual thread is unmounted, since its own
/// carriers are nobody's business. Ours is the thread that called [CarriedStack#resume], and
/// whoever interrupts it wants to end what it does. The public way to hear of an interrupt at once
/// is to be a channel that the thread is blocked in: it is closed. So each of these serves for one
/// interrupt.
final class InterruptWire extends AbstractInterruptibleChannel {
  private final Thread target;

  InterruptWire(Thread target) {
    this.target = target;
  }

  void connect() {
    begin();
  }

  /// {@return whether this can be used again}
  boolean disconnect() {
    try {
      end(true);
    } catch (IOException e) { // ClosedByInterruptException
      return false;
    }
    return isOpen();
  }

  /// On the thread that interrupts, or in [#connect].
  @Override
  protected void implCloseChannel() {
    target.interrupt();
  }
}
