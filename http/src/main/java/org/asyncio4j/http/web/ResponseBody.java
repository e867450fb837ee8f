package org.asyncio4j.http.web;

import org.asyncio4j.http.BodyWriter;
import org.asyncio4j.http.websocket.WebSocketHandler;
import org.asyncio4j.http.websocket.WebSocketOptions;

/// What follows a response's headers.
sealed interface ResponseBody {
  /// Nothing.
  Bytes EMPTY = new Bytes(new byte[0]);

  /// Bytes that are there already.
  final class Bytes implements ResponseBody {
    /// Not changed any more.
    final byte[] data;

    Bytes(byte[] data) {
      this.data = data;
    }
  }

  /// Bytes that are made while they are sent.
  ///
  /// @param length how many there will be; -1 when that is not known
  record Written(StreamedBody content, long length) implements ResponseBody {}

  /// No body: from here on the connection is a WebSocket's, if the client has asked for that.
  record Upgraded(WebSocketOptions options, WebSocketHandler handler) implements ResponseBody {}

  /// What depends on the request and on something that is looked at when it is sent, as a file.
  record Late(LateBody late) implements ResponseBody {}

  /// Says what is sent, when it is.
  @FunctionalInterface
  interface LateBody {
    /// Suspends until the answer is sent, by `sending`, which is called once.
    ///
    /// @param response whose body this is
    void send(Request request, Response response, Sending sending) throws Exception;
  }

  /// Sends what a late body has turned out to be.
  @FunctionalInterface
  interface Sending {
    /// Suspends until it is sent.
    void send(Response response) throws Exception;
  }

  /// Writes a body.
  @FunctionalInterface
  interface StreamedBody {
    /// Suspends until all of it is written.
    void writeTo(BodyWriter out) throws Exception;
  }
}
