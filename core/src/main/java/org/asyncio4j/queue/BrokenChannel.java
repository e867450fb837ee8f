package org.asyncio4j.queue;

/// All receivers of a channel are closed (trio's `BrokenResourceError`): nobody will ever take what
/// is sent, so stop sending.
public final class BrokenChannel extends IllegalStateException {
  private static final long serialVersionUID = 1;

  BrokenChannel() {
    super("all receivers of the channel are closed: nobody will take the item");
  }
}
