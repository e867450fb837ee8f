package org.asyncio4j.http.web;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.asyncio4j.EventLoop;
import org.asyncio4j.ExceptionContext;
import org.asyncio4j.http.Status;

/// What is answered and reported when something has gone wrong.
final class Failures {
  private Failures() {}

  static Response response(int status, String message) {
    return Response.text(status + " " + Status.reason(status) + ": " + message + "\n")
        .withStatus(status);
  }

  /// What a client is told of an exception it has nothing to do with: where to find it in the log.
  /// In debug mode, all of it.
  static Response unexpected(Exchange exchange, Throwable failure) {
    StringBuilder page = new StringBuilder("500 Internal Server Error\n");
    page.append("request id: ").append(exchange.id()).append('\n');
    if (exchange.channel().loop.getDebug()) {
      if (DebugPage.isWanted(exchange.request())) {
        return DebugPage.of(exchange.request(), failure).withHeader("x-request-id", exchange.id());
      }
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      page.append('\n').append(stack);
    }
    return Response.text(page.toString())
        .withStatus(Status.INTERNAL_SERVER_ERROR)
        .withHeader("x-request-id", exchange.id());
  }

  /// Tells the loop's exception handler.
  static void report(Exchange exchange, Throwable failure) {
    EventLoop loop = exchange.channel().loop;
    loop.callExceptionHandler(
        new ExceptionContext(
            "Unhandled exception in the handler of "
                + exchange.request()
                + " (request id "
                + exchange.id()
                + ")",
            failure,
            null,
            exchange.task(),
            null,
            null));
  }
}
