package org.asyncio4j.http.websocket;

/// What a server does with a WebSocket: runs in the task of the request, in direct style.
@FunctionalInterface
public interface WebSocketHandler {
  /// Speaks with the client. When it returns, the WebSocket is closed with 1000; when it fails,
  /// with 1011, and the failure is reported as one of any other handler. That the client has gone,
  /// which [WebSocketClosedException] says, is no failure.
  ///
  /// @param ws is open
  /// @throws Exception whatever the handler throws
  void handle(WebSocket ws) throws Exception;
}
