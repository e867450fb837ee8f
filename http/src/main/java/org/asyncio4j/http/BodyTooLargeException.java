package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/// A body is larger than its reader allows. A server answers with 413.
public final class BodyTooLargeException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// Reports it.
  ///
  /// @param message says which limit
  public BodyTooLargeException(String message) {
    super(message);
  }
}
