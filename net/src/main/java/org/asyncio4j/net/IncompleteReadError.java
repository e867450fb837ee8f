package org.asyncio4j.net;

import java.io.EOFException;

/// The stream ended before what was to be read had come (`asyncio.IncompleteReadError`).
public final class IncompleteReadError extends EOFException {
  private static final long serialVersionUID = 1;

  /// What had come.
  private final byte[] partial;

  /// How many bytes were to be read; -1 for a separator.
  private final int expected;

  /// For those who read from something.
  ///
  /// @param partial what had come
  /// @param expected how many bytes were to be read; -1 when a separator was to be found
  public IncompleteReadError(byte[] partial, int expected) {
    super(
        partial.length
            + " bytes read, and the stream has ended: "
            + (expected < 0 ? "the separator has not come" : expected + " were expected"));
    this.partial = partial;
    this.expected = expected;
  }

  /// {@return what had come, which is not in the stream any more}
  public byte[] partial() {
    return partial.clone();
  }

  /// {@return how many bytes were to be read; -1 when a separator was to be found}
  public int expected() {
    return expected;
  }
}
