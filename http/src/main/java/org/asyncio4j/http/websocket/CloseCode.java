package org.asyncio4j.http.websocket;

/// Why a WebSocket ends, in numbers (RFC 6455, section 7.4; `aiohttp.WSCloseCode`). Programs may
/// use 4000 to 4999 for reasons of their own.
public final class CloseCode {
  /// All is said.
  public static final int NORMAL = 1000;

  /// The server goes down, or the browser has left the page.
  public static final int GOING_AWAY = 1001;

  /// The other side has broken the rules of frames.
  public static final int PROTOCOL_ERROR = 1002;

  /// The other side has sent a kind of message that is not taken here.
  public static final int UNSUPPORTED_DATA = 1003;

  /// The other side has closed without a code. Never sent.
  public static final int NONE = 1005;

  /// The connection was lost without a goodbye. Never sent.
  public static final int ABNORMAL = 1006;

  /// The other side has sent text that is no UTF-8, or data that cannot be decompressed.
  public static final int INVALID_PAYLOAD = 1007;

  /// The other side does what is not allowed here.
  public static final int POLICY_VIOLATION = 1008;

  /// The other side has sent a message larger than allowed.
  public static final int MESSAGE_TOO_BIG = 1009;

  /// The server does not speak an extension that the client cannot do without.
  public static final int MANDATORY_EXTENSION = 1010;

  /// The server's program has failed.
  public static final int INTERNAL_ERROR = 1011;

  /// The server starts anew.
  public static final int SERVICE_RESTART = 1012;

  /// The server has too much to do.
  public static final int TRY_AGAIN_LATER = 1013;

  private CloseCode() {}

  /// {@return whether a close frame may carry this code}
  ///
  /// @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999
  public static boolean isSendable(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_PAYLOAD && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
