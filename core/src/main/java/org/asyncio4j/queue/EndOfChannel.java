package org.asyncio4j.queue;

/// All senders of a channel are closed and everything was received (trio's `EndOfChannel`): there
/// is nothing more to do. A `for` loop over the receiver ends instead of throwing this.
public final class EndOfChannel extends IllegalStateException {
  private static final long serialVersionUID = 1;

  EndOfChannel() {
    super("all senders of the channel are closed, and everything was received");
  }
}
