package org.asyncio4j.queue;

/// There is no room in the queue or channel now (`asyncio.QueueFull`): suspend with `put(item)` or
/// `send(item)`, or come back later.
public final class QueueFull extends IllegalStateException {
  private static final long serialVersionUID = 1;

  QueueFull(String message) {
    super(message);
  }
}
