package org.asyncio4j;

/// The future is not in a state that allows this: its result was asked for too early, or set twice
/// (`asyncio.InvalidStateError`). The caller's fault: check `done()` first, or await.
public final class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  InvalidStateException(String message) {
    super(message);
  }
}
