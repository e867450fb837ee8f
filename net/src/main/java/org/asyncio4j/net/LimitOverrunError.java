package org.asyncio4j.net;

import java.io.IOException;

/// What was to be read up to a separator is longer than the reader's limit
/// (`asyncio.LimitOverrunError`).
public final class LimitOverrunError extends IOException {
  private static final long serialVersionUID = 1;

  /// How many bytes are known to be before the separator.
  private final int consumed;

  /// For those who read from something.
  ///
  /// @param message what was too long, what the limit is, and what to do
  /// @param consumed how many bytes are known to be before the separator
  public LimitOverrunError(String message, int consumed) {
    super(message);
    this.consumed = consumed;
  }

  /// {@return how many bytes are known to be before the separator} After a `readUntil` they are
  /// still in the stream, for `readExactly`; after a `readLine` they have been dropped.
  public int consumed() {
    return consumed;
  }
}
