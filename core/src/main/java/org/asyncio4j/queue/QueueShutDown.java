package org.asyncio4j.queue;

/// The queue was shut down (`asyncio.QueueShutDown`): nothing more comes in, and what was in has
/// been taken.
public final class QueueShutDown extends IllegalStateException {
  private static final long serialVersionUID = 1;

  QueueShutDown() {
    super("the queue was shut down");
  }
}
