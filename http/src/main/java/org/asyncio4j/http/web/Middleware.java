package org.asyncio4j.http.web;

/// Does something around the handling of every request (aiohttp's middleware): checks, logs,
/// changes the answer.
@FunctionalInterface
public interface Middleware {
  /// Answers one request, most often by `next`.
  ///
  /// @param request what is asked
  /// @param next the next middleware, or at last the route's handler
  /// @return the answer
  /// @throws Exception as [Handler#handle]
  Response handle(Request request, Handler next) throws Exception;
}
