package org.asyncio4j.http.client;

import java.net.URI;

/// Something that has happened to a request (aiohttp's tracing): [ClientOptions#withListener] tells
/// of it.
public sealed interface ClientEvent {
  /// {@return the request; after a redirect still the one that was sent first}
  ClientRequest request();

  /// {@return how long ago the request began, in nanoseconds}
  long nanos();

  /// A request begins.
  ///
  /// @param request which
  /// @param nanos 0
  record RequestStarted(ClientRequest request, long nanos) implements ClientEvent {}

  /// There are as many connections as allowed, and none is free: it waits.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param server what it waits for a connection to
  record ConnectionQueued(ClientRequest request, long nanos, URI server) implements ClientEvent {}

  /// A new connection was made for it; TLS has shaken hands.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param server where the connection goes
  record ConnectionCreated(ClientRequest request, long nanos, URI server) implements ClientEvent {}

  /// It goes over a connection that was there.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param server where the connection goes
  record ConnectionReused(ClientRequest request, long nanos, URI server) implements ClientEvent {}

  /// The server has sent it elsewhere.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param status such as 302
  /// @param location where to
  record Redirected(ClientRequest request, long nanos, int status, URI location)
      implements ClientEvent {}

  /// The head of the response is there, and the program gets it.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param status such as 200
  record ResponseStarted(ClientRequest request, long nanos, int status) implements ClientEvent {}

  /// The response was read to its end, or closed.
  ///
  /// @param request which
  /// @param nanos since it began
  record RequestEnded(ClientRequest request, long nanos) implements ClientEvent {}

  /// It has failed or was cancelled, before there was a response.
  ///
  /// @param request which
  /// @param nanos since it began
  /// @param exception what the program gets
  record RequestFailed(ClientRequest request, long nanos, Throwable exception)
      implements ClientEvent {}
}
