package org.asyncio4j.queue;

/// Nothing is in the queue or channel now (`asyncio.QueueEmpty`): suspend with `get()` or
/// `receive()`, or come back later.
public final class QueueEmpty extends IllegalStateException {
  private static final long serialVersionUID = 1;

  QueueEmpty(String message) {
    super(message);
  }
}
