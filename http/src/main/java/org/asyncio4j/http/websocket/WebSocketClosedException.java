package org.asyncio4j.http.websocket;

import java.io.IOException;
import java.io.Serial;

/// A WebSocket is closed where one was needed that is open, or was lost while a message was waited
/// for.
public final class WebSocketClosedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// See [CloseCode].
  private final int code;

  /// As the other side has given it, or what was found wrong.
  private final String reason;

  /// Reports it.
  ///
  /// @param message says what was tried, and how the WebSocket has ended
  /// @param code as of [WebSocket#closeCode]
  /// @param reason as of [WebSocket#closeReason]
  public WebSocketClosedException(String message, int code, String reason) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  /// {@return how it has ended: one of [CloseCode], or of the program's}
  public int code() {
    return code;
  }

  /// {@return what the other side has said to that, or what was found wrong; may be empty}
  public String reason() {
    return reason;
  }
}
