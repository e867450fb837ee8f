package org.asyncio4j.http.wire;

import java.nio.charset.StandardCharsets;
import org.asyncio4j.http.websocket.CloseCode;
import org.asyncio4j.http.websocket.WebSocketClosedException;

/// What both sides have said of a WebSocket's end (RFC 6455, section 7). On the loop.
final class WebSocketEnd {
  private static final int MAX_REASON = 123;

  /// Whether this side has sent its close frame.
  private boolean sent;

  /// How it has ended for who receives; 0 before.
  private int code;

  private String reason = "";

  /// Whether that was by a close frame, and not by a failure.
  private boolean clean;

  static void checkSendable(int code, String reason) {
    if (!CloseCode.isSendable(code)) {
      throw new IllegalArgumentException(
          "a WebSocket cannot be closed with " + code + ": give a CloseCode, or 3000 to 4999");
    }
    int length = reason.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_REASON) {
      throw new IllegalArgumentException(
          "a reason of "
              + length
              + " bytes does not fit into a close frame: at most "
              + MAX_REASON);
    }
  }

  /// This side has sent its close frame.
  void markSent() {
    sent = true;
  }

  boolean isSent() {
    return sent;
  }

  /// Nothing comes any more. The first word counts.
  ///
  /// @param clean whether a close frame says so
  void set(int code, String reason, boolean clean) {
    if (this.code == 0) {
      this.code = code;
      this.reason = reason;
      this.clean = clean;
    }
  }

  /// Nothing can be taken any more. Also when the other side has closed meanwhile: what had been
  /// received and not looked at then may be what cannot be taken.
  void fail(int code, String reason) {
    if (this.code == 0 || clean) {
      this.code = code;
      this.reason = reason;
      clean = false;
    }
  }

  /// Whether nothing comes any more.
  boolean hasCome() {
    return code != 0;
  }

  boolean isClean() {
    return clean;
  }

  /// Whether nothing can be sent any more.
  boolean isClosed() {
    return sent || hasCome();
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }

  /// @param what cannot be done
  WebSocketClosedException exception(String what) {
    String how =
        hasCome()
            ? "the WebSocket is closed: " + code + (reason.isEmpty() ? "" : ", " + reason)
            : "the WebSocket is being closed";
    return new WebSocketClosedException(what + ": " + how, code, reason);
  }
}
