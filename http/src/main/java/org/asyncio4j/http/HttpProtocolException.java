package org.asyncio4j.http;

import java.io.IOException;
import java.io.Serial;

/// The other side has said something that is no HTTP, or more than allowed. The connection cannot
/// be used any more.
public final class HttpProtocolException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// Which status a server answers this with.
  private final int status;

  /// Reports it.
  ///
  /// @param message says what was wrong, with which value
  /// @param status which a server answers this with
  public HttpProtocolException(String message, int status) {
    super(message);
    this.status = status;
  }

  /// As [#HttpProtocolException(String, int)], with a cause.
  ///
  /// @param message says what was wrong, with which value
  /// @param status which a server answers this with
  /// @param cause what was found
  public HttpProtocolException(String message, int status, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /// {@return which status a server answers this with: 400, 413, 414, 431 ...}
  public int status() {
    return status;
  }
}
