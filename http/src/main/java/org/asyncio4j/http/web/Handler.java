package org.asyncio4j.http.web;

/// Answers requests (aiohttp's web handler).
@FunctionalInterface
public interface Handler {
  /// Answers one request. Runs in a task of its own, in direct style; it is cancelled when the
  /// client goes away.
  ///
  /// @param request what is asked
  /// @return the answer
  /// @throws HttpException becomes the answer it stands for
  /// @throws Exception any other becomes a 500, and goes to the loop's exception handler
  Response handle(Request request) throws Exception;
}
