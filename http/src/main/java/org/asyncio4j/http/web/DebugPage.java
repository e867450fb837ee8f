package org.asyncio4j.http.web;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.asyncio4j.http.Status;

/// What a browser is shown of an unexpected exception while a program is developed.
final class DebugPage {
  private DebugPage() {}

  /// {@return whether the client wants a page rather than text}
  static boolean isWanted(Request request) {
    String accept = request.header("accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
  }

  static Response of(Request request, Throwable failure) {
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack));
    StringBuilder headers = new StringBuilder();
    request.headers().forEach(field -> headers.append(line(request, field.getKey())));
    return Response.html(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>500: %1$s</title>
            <style>body{font-family:sans-serif;margin:2em}pre{background:#f4f4f4;padding:1em;overflow:auto}</style>
            </head><body>
            <h1>%1$s</h1>
            <p>%2$s (request id %3$s)</p>
            <h2>Stack</h2><pre>%4$s</pre>
            <h2>Headers of the request</h2><pre>%5$s</pre>
            <p>This page is shown in debug mode only.</p>
            </body></html>
            """
                .formatted(
                    escaped(failure.toString()),
                    escaped(request.toString()),
                    escaped(request.id()),
                    escaped(stack.toString()),
                    escaped(headers.toString())))
        .withStatus(Status.INTERNAL_SERVER_ERROR);
  }

  private static String line(Request request, String name) {
    boolean secret =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "authorization", "proxy-authorization", "cookie" -> true;
          default -> false;
        };
    return name
        + ": "
        + (secret ? "..." : String.join(", ", request.headers().getAll(name)))
        + "\n";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
