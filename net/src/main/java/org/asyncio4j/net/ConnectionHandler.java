package org.asyncio4j.net;

/// What a server does with each connection (asyncio's `client_connected_cb`).
@FunctionalInterface
public interface ConnectionHandler {
  /// Talks to one client. Runs as a task of its own; when it returns, the connection is closed.
  ///
  /// @param reader what comes
  /// @param writer what goes
  /// @throws Exception goes to the loop's exception handler
  void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
