package org.asyncio4j.http.client;

import java.io.IOException;

/// Code around each request of a session (aiohttp's client middlewares): it may change the request,
/// send it more than once, or answer without sending it. [ClientOptions#withMiddleware] adds it.
///
/// Redirects are followed inside: it sees one request and its last response.
@FunctionalInterface
public interface ClientMiddleware {
  /// Does what is to be done for a request.
  ///
  /// @param request what the program, or the middleware before, has sent
  /// @param next sends it on
  /// @return the response, which the program closes; one that is not returned has to be closed here
  /// @throws IOException when the request fails
  ClientResponse handle(ClientRequest request, Next next) throws IOException;

  /// What comes after a middleware: the next one, or the network.
  @FunctionalInterface
  interface Next {
    /// Suspends until there is a response.
    ///
    /// @param request what to send
    /// @return the response, which the caller closes or returns
    /// @throws IOException when the request fails
    ClientResponse send(ClientRequest request) throws IOException;
  }
}
