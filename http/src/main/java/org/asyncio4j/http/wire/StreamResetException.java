package org.asyncio4j.http.wire;

import java.io.IOException;
import java.io.Serial;

/// One stream of an HTTP/2 connection has ended before its message did; the others go on.
public final class StreamResetException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// As in RFC 9113, section 7.
  private final long errorCode;

  private final boolean processed;

  /// Reports it.
  ///
  /// @param message says who has ended it, and why
  /// @param errorCode as in RFC 9113, section 7
  /// @param processed whether the other side may have begun to work on it
  StreamResetException(String message, long errorCode, boolean processed) {
    super(message);
    this.errorCode = errorCode;
    this.processed = processed;
  }

  /// {@return the code, as in RFC 9113, section 7}
  public long errorCode() {
    return errorCode;
  }

  /// {@return whether the other side may have begun to work on the request; when not, it can be
  /// sent again, whatever it is (section 8.7)}
  public boolean isProcessed() {
    return processed;
  }
}
