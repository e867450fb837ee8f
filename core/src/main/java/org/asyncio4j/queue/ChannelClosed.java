package org.asyncio4j.queue;

/// This end of a channel was closed by its own side (trio's `ClosedResourceError`), and then used:
/// clone the end before, or close it later.
public final class ChannelClosed extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ChannelClosed(String message) {
    super(message);
  }
}
