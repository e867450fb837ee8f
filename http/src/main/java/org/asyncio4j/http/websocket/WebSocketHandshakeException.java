package org.asyncio4j.http.websocket;

import java.io.IOException;
import java.io.Serial;

/// A server has not answered a request for a WebSocket as it should (aiohttp's
/// `WSServerHandshakeError`).
public final class WebSocketHandshakeException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// Of the answer.
  private final int status;

  /// Reports it.
  ///
  /// @param message says what was wrong, with which value
  /// @param status of the answer
  public WebSocketHandshakeException(String message, int status) {
    super(message);
    this.status = status;
  }

  /// {@return the status of the answer; 101 when something else of it was wrong}
  public int status() {
    return status;
  }
}
